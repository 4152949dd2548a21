/**
 * Gradient checks as tests of JUnit 5, an optional dependency that those who use this package add themselves: a class that
 * implements {@link org.autodiff.check.junit.GradientTests} has a test for each of its functions that are annotated with
 * {@link org.autodiff.check.junit.GradCheck}, and {@link org.autodiff.check.junit.DynamicGradientTests} makes tests of a
 * table.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.check.junit;

import org.autodiff.op.LibraryCode;
