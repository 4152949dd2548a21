/** Activation functions as layers. */
@LibraryCode
package org.autodiff.nn.layer.activation;

import org.autodiff.op.LibraryCode;
