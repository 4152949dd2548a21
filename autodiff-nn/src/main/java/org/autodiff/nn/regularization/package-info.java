/**
 * Penalties on parameters, as terms of a loss. Decay that is no term of the loss is an option of the optimizers.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.regularization;

import org.autodiff.op.LibraryCode;
