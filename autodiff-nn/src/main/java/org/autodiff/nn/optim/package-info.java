/** Optimizers: they change parameters in place by their gradients. The formulas and defaults are PyTorch's. */
@LibraryCode
package org.autodiff.nn.optim;

import org.autodiff.op.LibraryCode;
