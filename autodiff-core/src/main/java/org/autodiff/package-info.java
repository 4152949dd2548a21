/**
 * The kernel: tensors, scalars, the tape, and the table of operations. It is one package on purpose: a derivative rule is
 * written with the very methods that the rules define.
 */
@LibraryCode
package org.autodiff;

import org.autodiff.op.LibraryCode;
