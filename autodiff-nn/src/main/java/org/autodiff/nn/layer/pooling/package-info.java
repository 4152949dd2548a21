/** Max and average pooling over one to three axes. */
@LibraryCode
package org.autodiff.nn.layer.pooling;

import org.autodiff.op.LibraryCode;
