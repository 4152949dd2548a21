/**
 * Layers: small modules whose mathematics is a method of {@link org.autodiff.Tensor}. Names and layouts are PyTorch's.
 */
package org.autodiff.nn.layer;
