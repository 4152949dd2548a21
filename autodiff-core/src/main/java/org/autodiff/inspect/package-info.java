/**
 * Views of recorded tapes, such as graphs for Graphviz, and the registry of operations.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.inspect;

import org.autodiff.op.LibraryCode;
