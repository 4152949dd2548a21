/** Checks of gradients, of this library's operations or of anyone's functions. */
@LibraryCode
package org.autodiff.check;

import org.autodiff.op.LibraryCode;
