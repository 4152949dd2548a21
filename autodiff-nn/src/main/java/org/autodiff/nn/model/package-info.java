/**
 * Whole networks. Names and layouts of their parameters are those of torchvision, so that its weight files load by name.
 */
@LibraryCode
package org.autodiff.nn.model;

import org.autodiff.op.LibraryCode;
