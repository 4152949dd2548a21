/**
 * Handwritten-looking digits that are drawn by a program, so that there is something to train on without files.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.data.digits;

import org.autodiff.op.LibraryCode;
