/**
 * Handwritten-looking digits that are drawn by a program, so that there is something to train on without files.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.nn.data.digits;

import org.autodiff.op.LibraryCode;
