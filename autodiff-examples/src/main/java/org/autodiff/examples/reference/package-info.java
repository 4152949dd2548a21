/** Writes the reference of operations from the operation table. */
package org.autodiff.examples.reference;
