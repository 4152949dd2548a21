/**
 * Files of tensors that other libraries read and write: safetensors, and NumPy's npy and npz.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.io;

import org.autodiff.op.LibraryCode;
