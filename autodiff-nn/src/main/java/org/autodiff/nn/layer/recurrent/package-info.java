/**
 * Recurrent networks: layers over sequences, and cells for a single step.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.layer.recurrent;

import org.autodiff.op.LibraryCode;
