/** Metrics: running measures of a model over batches. */
package org.autodiff.nn.metric;
