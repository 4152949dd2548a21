/** Attention and the encoder of transformers. */
@LibraryCode
package org.autodiff.nn.layer.attention;

import org.autodiff.op.LibraryCode;
