/**
 * Arrays below the tape: shapes, element types, seeds, and the primitives that a backend provides on opaque handles.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
package org.autodiff.array;
