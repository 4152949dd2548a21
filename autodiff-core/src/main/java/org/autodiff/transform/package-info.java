/** Transformations of functions to their derivatives: gradients, Jacobians, Hessians. */
@LibraryCode
package org.autodiff.transform;

import org.autodiff.op.LibraryCode;
