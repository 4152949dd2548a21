/**
 * Optimizers: they change parameters in place by their gradients. The formulas and defaults are PyTorch's.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.optim;

import org.autodiff.op.LibraryCode;
