/** Convolutions and transposed convolutions over one to three axes. */
@LibraryCode
package org.autodiff.nn.layer.convolution;

import org.autodiff.op.LibraryCode;
