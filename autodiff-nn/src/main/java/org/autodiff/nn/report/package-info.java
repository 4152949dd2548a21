/**
 * What a training leaves behind to look at: diagrams as PNG, drawn in memory without a display, and files for TensorBoard.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.report;

import org.autodiff.op.LibraryCode;
