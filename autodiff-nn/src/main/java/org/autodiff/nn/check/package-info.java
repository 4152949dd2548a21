/** Gradient checks of whole models: {@link org.autodiff.nn.check.ModuleCheck}. */
@LibraryCode
package org.autodiff.nn.check;

import org.autodiff.op.LibraryCode;
