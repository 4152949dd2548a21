/** What metrics, searches and the like print. */
@LibraryCode
package org.autodiff.nn.text;

import org.autodiff.op.LibraryCode;
