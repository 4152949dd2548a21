/** Files of tensors that other libraries read and write: safetensors, and NumPy's npy and npz. */
package org.autodiff.io;
