/** Functions of many numbers at once, as plain loops that the virtual machine compiles to vector instructions. */
package org.autodiff.array.vector;
