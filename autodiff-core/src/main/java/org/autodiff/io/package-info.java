/** Files of tensors that other libraries read and write: safetensors, and NumPy's npy and npz. */
@LibraryCode
package org.autodiff.io;

import org.autodiff.op.LibraryCode;
