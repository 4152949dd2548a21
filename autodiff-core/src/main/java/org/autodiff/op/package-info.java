/**
 * What an entry of the operation table is made of and needs no tensor: domains, samples, formulas, kinks, shapes.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
package org.autodiff.op;
