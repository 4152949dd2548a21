/**
 * Whole networks. Names and layouts of their parameters are those of torchvision, so that its weight files load by name.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.model;

import org.autodiff.op.LibraryCode;
