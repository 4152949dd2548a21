/**
 * Functions of many numbers at once, as plain loops that the virtual machine compiles to vector instructions.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
package org.autodiff.array.vector;
