/**
 * The exceptions of the library; all unchecked, all with a message that states the remedy.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
package org.autodiff.error;
