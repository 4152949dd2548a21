/**
 * What an entry of the operation table is made of and needs no tensor: domains, samples, formulas, kinks, shapes.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
package org.autodiff.op;
