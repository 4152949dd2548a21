/** Convolutions and transposed convolutions over one to three axes. */
package org.autodiff.nn.layer.convolution;
