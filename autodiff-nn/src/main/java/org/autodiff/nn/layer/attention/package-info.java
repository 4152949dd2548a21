/**
 * Attention and the encoder of transformers.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.layer.attention;

import org.autodiff.op.LibraryCode;
