/** Attention and the encoder of transformers. */
package org.autodiff.nn.layer.attention;
