/**
 * Files of tensors that other libraries read and write: safetensors, and NumPy's npy and npz.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.io;

import org.autodiff.op.LibraryCode;
