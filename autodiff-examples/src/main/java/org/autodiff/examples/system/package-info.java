/** Small systems of the kinds that lectures on neural networks name, each on data that it draws itself. */
package org.autodiff.examples.system;
