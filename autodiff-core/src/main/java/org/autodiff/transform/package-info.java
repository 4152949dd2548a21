/** Transformations of functions: from a function to its gradient. */
package org.autodiff.transform;
