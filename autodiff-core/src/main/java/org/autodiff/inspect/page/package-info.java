/**
 * Drawn views of recordings: a page for the browser and a picture as SVG, with the layout baked in.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.inspect.page;

import org.autodiff.op.LibraryCode;
