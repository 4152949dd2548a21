/**
 * Transformations of functions to their derivatives: gradients, Jacobians, Hessians.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.transform;

import org.autodiff.op.LibraryCode;
