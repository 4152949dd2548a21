/**
 * Max and average pooling over one to three axes.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.layer.pooling;

import org.autodiff.op.LibraryCode;
