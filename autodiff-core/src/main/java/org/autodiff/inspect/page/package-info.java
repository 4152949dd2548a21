/**
 * Drawn views of recordings: a page for the browser and a picture as SVG, with the layout baked in.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.inspect.page;

import org.autodiff.op.LibraryCode;
