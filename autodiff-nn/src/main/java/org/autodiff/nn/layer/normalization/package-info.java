/** Batch, layer, group and instance normalization and the like. */
@LibraryCode
package org.autodiff.nn.layer.normalization;

import org.autodiff.op.LibraryCode;
