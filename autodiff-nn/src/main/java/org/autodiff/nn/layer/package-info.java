/**
 * Layers: small modules whose mathematics is a method of {@link org.autodiff.Tensor}. Names and layouts are PyTorch's.
 */
@LibraryCode
package org.autodiff.nn.layer;

import org.autodiff.op.LibraryCode;
