/**
 * Optimizers: they change parameters in place by their gradients. The formulas and defaults are PyTorch's.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.nn.optim;

import org.autodiff.op.LibraryCode;
