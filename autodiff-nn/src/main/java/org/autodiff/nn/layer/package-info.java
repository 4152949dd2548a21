/**
 * Layers: small modules whose mathematics is a method of {@link org.autodiff.Tensor}. Names and layouts are PyTorch's. Here are
 * the base of all layers and those of no larger family; each family has a package below this one, which knows only the base.
 */
package org.autodiff.nn.layer;
