/** Max and average pooling over one to three axes. */
package org.autodiff.nn.layer.pooling;
