/**
 * Functions of tensors that layers are made of, as in PyTorch's {@code torch.nn.functional}: convolution, pooling, normalization,
 * attention, recurrence, losses. Each takes the tensors that it works on as arguments; none has state.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.functional;

import org.autodiff.op.LibraryCode;
