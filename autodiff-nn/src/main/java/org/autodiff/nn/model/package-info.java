/**
 * Whole networks. Names and layouts of their parameters are those of torchvision, so that its weight files load by name.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.nn.model;

import org.autodiff.op.LibraryCode;
