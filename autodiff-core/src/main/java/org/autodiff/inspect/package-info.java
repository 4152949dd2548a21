/**
 * Views of recorded tapes, such as graphs for Graphviz, and the registry of operations.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.inspect;

import org.autodiff.op.LibraryCode;
