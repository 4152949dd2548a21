/**
 * Metrics: measures of a model that stream over batches. {@link org.autodiff.nn.metric.Metric} is what they have in common.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.nn.metric;

import org.autodiff.op.LibraryCode;
