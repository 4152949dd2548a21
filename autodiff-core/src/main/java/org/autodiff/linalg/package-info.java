/**
 * Linear algebra beyond the matrix product: systems of equations, factorizations, determinants, eigenvalues, einsum.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.linalg;

import org.autodiff.op.LibraryCode;
