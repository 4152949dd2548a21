/** Handwritten-looking digits that are drawn by a program, so that there is something to train on without files. */
package org.autodiff.nn.data.digits;
