/**
 * Training that can be stopped at any time: checkpoints of all that goes on from step to step, and going on from them with
 * the same bits.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.nn.train;

import org.autodiff.op.LibraryCode;
