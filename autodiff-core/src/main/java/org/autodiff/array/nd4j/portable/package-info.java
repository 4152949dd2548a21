/**
 * The portable backend: on ND4J's executioner alone, so on whatever device the ND4J backend of the class path has.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
package org.autodiff.array.nd4j.portable;
