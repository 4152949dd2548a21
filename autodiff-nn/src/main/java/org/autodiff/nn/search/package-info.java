/**
 * The search for hyperparameters: {@link org.autodiff.nn.search.Search} tries settings of a
 * {@link org.autodiff.nn.search.Space} and ranks them.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.search;

import org.autodiff.op.LibraryCode;
