/** Functions of one number that Java's {@code Math} lacks, in double precision, each from a published formula. */
package org.autodiff.array.math;
