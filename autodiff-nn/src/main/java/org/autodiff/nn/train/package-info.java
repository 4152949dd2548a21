/**
 * Training that can be stopped at any time: checkpoints of all that goes on from step to step, and going on from them with
 * the same bits.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.train;

import org.autodiff.op.LibraryCode;
