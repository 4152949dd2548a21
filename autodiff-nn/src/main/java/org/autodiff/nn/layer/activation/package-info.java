/**
 * Activation functions as layers.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.layer.activation;

import org.autodiff.op.LibraryCode;
