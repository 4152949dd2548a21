/**
 * Linear algebra beyond the matrix product: systems of equations, factorizations, determinants, eigenvalues, einsum.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.linalg;

import org.autodiff.op.LibraryCode;
