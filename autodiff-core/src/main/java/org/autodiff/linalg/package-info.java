/** Linear algebra beyond the matrix product: systems of equations, factorizations, determinants, eigenvalues, einsum. */
@LibraryCode
package org.autodiff.linalg;

import org.autodiff.op.LibraryCode;
