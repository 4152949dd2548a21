/**
 * Gradient checks of whole models: {@link org.autodiff.nn.check.ModuleCheck}.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.nn.check;

import org.autodiff.op.LibraryCode;
