/** A page on which one trains a small network with the engine and looks at it, in the manner of playground.tensorflow.org. */
package org.autodiff.examples.playground;
