/**
 * The portable backend: on ND4J's executioner alone, so on whatever device the ND4J backend of the class path has.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
package org.autodiff.array.nd4j.portable;
