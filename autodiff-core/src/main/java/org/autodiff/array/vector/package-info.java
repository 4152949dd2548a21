/**
 * Functions of many numbers at once, as plain loops that the virtual machine compiles to vector instructions.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
package org.autodiff.array.vector;
