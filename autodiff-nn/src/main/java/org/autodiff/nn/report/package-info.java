/** What a training leaves behind to look at: diagrams as PNG. They are drawn in memory and need no display. */
@LibraryCode
package org.autodiff.nn.report;

import org.autodiff.op.LibraryCode;
