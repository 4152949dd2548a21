/** Checks of gradients, of the library's operations and of users' functions. */
@LibraryCode
package org.autodiff.check;

import org.autodiff.op.LibraryCode;
