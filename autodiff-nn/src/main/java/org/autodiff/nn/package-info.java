/**
 * Neural networks as trees of modules, in PyTorch's style.
 *
 * <p>A {@link org.autodiff.nn.Module} holds state (parameters, buffers, child modules) under explicit names; the
 * mathematics is methods of {@link org.autodiff.Tensor}. Names and layouts are PyTorch's, so that a {@link
 * org.autodiff.nn.StateDict} means the same in both worlds.
 *
 * <p>In this package and those below it an argument that is null, or outside of the range that its description names, is an
 * {@link org.autodiff.error.ArgumentException} (an index an {@link org.autodiff.error.IndexException}) that names the
 * argument and the remedy.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn;

import org.autodiff.op.LibraryCode;
