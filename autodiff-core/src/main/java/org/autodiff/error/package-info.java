/** The exceptions of the library; all unchecked, all with a message that states the remedy. */
package org.autodiff.error;
