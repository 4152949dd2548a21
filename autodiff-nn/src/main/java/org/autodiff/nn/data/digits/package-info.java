/** Handwritten-looking digits that are drawn by a program, so that there is something to train on without files. */
@LibraryCode
package org.autodiff.nn.data.digits;

import org.autodiff.op.LibraryCode;
