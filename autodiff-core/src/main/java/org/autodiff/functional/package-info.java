/**
 * Functions of tensors that layers are made of, as in PyTorch's {@code torch.nn.functional}: convolution, pooling, normalization,
 * attention, recurrence, losses. Each takes the tensors that it works on as arguments; none has state.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.functional;

import org.autodiff.op.LibraryCode;
