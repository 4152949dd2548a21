/** Arrays below the tape: shapes, element types, seeds, and the primitives that a backend provides on opaque handles. */
package org.autodiff.array;
