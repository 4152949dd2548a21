/**
 * Metrics: measures of a model that stream over batches. {@link org.autodiff.nn.metric.Metric} is what they have in common.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.metric;

import org.autodiff.op.LibraryCode;
