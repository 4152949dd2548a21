/** Initial values of parameters, drawn from explicit seeds by the published rules. */
@LibraryCode
package org.autodiff.nn.init;

import org.autodiff.op.LibraryCode;
