/** Handwritten-looking digits that are made here, so that examples have data without a download. */
package org.autodiff.examples.digits;
