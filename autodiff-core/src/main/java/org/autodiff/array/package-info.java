/**
 * Arrays below the tape: shapes, element types, seeds, and the primitives that a backend provides on opaque handles.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
package org.autodiff.array;
