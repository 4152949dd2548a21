/**
 * Layers: small modules whose mathematics is a method of {@link org.autodiff.Tensor}. Names and layouts are PyTorch's.
 * Here are the base of all layers and those of no larger family; each family has a package below this one, which knows
 * only the base.
 *
 * <p>A constructor refuses an argument that is null or out of its range with an {@link
 * org.autodiff.error.ArgumentException}, an element type with a {@link org.autodiff.error.DTypeException}, and tensors
 * that do not fit each other with a {@link org.autodiff.error.ShapeException}; each names the layer, the argument and
 * its range. Inputs that do not fit are refused with the same errors, which begin with the layer's path.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.layer;

import org.autodiff.op.LibraryCode;
