/** Checks of gradients, of this library's operations or of anyone's functions. */
package org.autodiff.check;
