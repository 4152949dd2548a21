/** Pictures of what a tape has recorded, made from its public view alone. */
@LibraryCode
package org.autodiff.inspect;

import org.autodiff.op.LibraryCode;
