/**
 * Initial values of parameters, drawn from explicit seeds by the published rules.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.init;

import org.autodiff.op.LibraryCode;
