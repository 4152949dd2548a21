/**
 * Batch, layer, group and instance normalization and the like.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.layer.normalization;

import org.autodiff.op.LibraryCode;
