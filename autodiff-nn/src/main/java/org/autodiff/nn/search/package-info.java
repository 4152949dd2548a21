/**
 * The search for hyperparameters: {@link org.autodiff.nn.search.Search} tries settings of a
 * {@link org.autodiff.nn.search.Space} and ranks them.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.nn.search;

import org.autodiff.op.LibraryCode;
