/** Batch, layer, group and instance normalization and the like. */
package org.autodiff.nn.layer.normalization;
