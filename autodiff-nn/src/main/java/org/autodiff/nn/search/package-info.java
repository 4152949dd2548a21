/**
 * The search for hyperparameters: {@link org.autodiff.nn.search.Search} tries settings of a
 * {@link org.autodiff.nn.search.Space} and ranks them.
 */
package org.autodiff.nn.search;
