/**
 * Metrics: measures of a model that stream over batches. {@link org.autodiff.nn.metric.Metric} is what they have in common.
 */
package org.autodiff.nn.metric;
