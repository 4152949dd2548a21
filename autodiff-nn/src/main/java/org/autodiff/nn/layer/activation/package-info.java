/** Activation functions as layers. */
package org.autodiff.nn.layer.activation;
