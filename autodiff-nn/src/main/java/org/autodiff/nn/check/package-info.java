/**
 * Gradient checks of whole models: {@link org.autodiff.nn.check.ModuleCheck}.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.check;

import org.autodiff.op.LibraryCode;
