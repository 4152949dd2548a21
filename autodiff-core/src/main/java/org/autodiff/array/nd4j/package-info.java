/**
 * The native CPU backend, on ND4J's kernels: the only package that touches ND4J, JavaCPP or OpenBLAS. It calls their
 * native entry points directly, because through their array types a call costs ten times more than a small kernel.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
package org.autodiff.array.nd4j;
