/**
 * The backend in plain Java: the reference in tests, and the small-array path of the native backend.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
package org.autodiff.array.heap;
