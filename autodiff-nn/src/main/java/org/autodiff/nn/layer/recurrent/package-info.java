/** Recurrent networks: layers over sequences, and cells for a single step. */
@LibraryCode
package org.autodiff.nn.layer.recurrent;

import org.autodiff.op.LibraryCode;
