/**
 * What metrics, searches and the like print.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.text;

import org.autodiff.op.LibraryCode;
