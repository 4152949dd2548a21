/**
 * Convolutions and transposed convolutions over one to three axes.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.layer.convolution;

import org.autodiff.op.LibraryCode;
