/**
 * The native CPU backend, on ND4J's kernels: the only package that touches ND4J, JavaCPP or OpenBLAS. It calls their
 * native entry points directly, because through their array types a call costs ten times more than a small kernel.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
package org.autodiff.array.nd4j;
