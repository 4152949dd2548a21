/** Transformations of functions: from a function to its gradient. */
@LibraryCode
package org.autodiff.transform;

import org.autodiff.op.LibraryCode;
