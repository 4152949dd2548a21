/** The backend in plain Java: the reference in tests, and the small-array path of the native backend. */
package org.autodiff.array.heap;
