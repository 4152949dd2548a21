/**
 * The kernel: tensors, scalars, the tape, and the table of operations. It is one package on purpose: a derivative rule is
 * written with the very methods that the rules define.
 *
 * <p>Threads, in this package and in all others of the library: values, records, results and functions may be used from any; what
 * has a state that changes belongs to one thread at a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff;

import org.autodiff.op.LibraryCode;
