/** Optimizers: they change parameters in place by their gradients. The formulas and defaults are PyTorch's. */
package org.autodiff.nn.optim;
