/**
 * Recurrent networks: layers over sequences, and cells for a single step.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.nn.layer.recurrent;

import org.autodiff.op.LibraryCode;
