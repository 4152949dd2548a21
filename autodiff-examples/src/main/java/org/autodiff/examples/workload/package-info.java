/** Fixed pieces of work and their times, to compare the library with others and with itself of yesterday. */
package org.autodiff.examples.workload;
