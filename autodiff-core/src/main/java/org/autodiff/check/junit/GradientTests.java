package org.autodiff.check.junit;

import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class some of whose fields and methods are functions to check: each that is annotated with {@link GradCheck} gives
 * a test for each of its points and seeds, with an instance of the class, and what is run before and after each test, of
 * its own.
 *
 * <pre>{@code
 * class LossTest implements GradientTests {
 *     @GradCheck(order = 2, mode = Mode.FAST, shapes = {"[3,4] [4]", "[1,4] [4]"}, seeds = {1, 2, 3})
 *     TensorFunction loss() {
 *         return xs -> xs[0].matmul(xs[1]).tanh().sum();
 *     }
 *
 *     @GradCheck(shapes = "[5]")
 *     final TensorFunction softplus = xs -> xs[0].softplus();
 * }
 * }</pre>
 */
public interface GradientTests {
    /** Checks one function at one point; JUnit calls it. */
    @TestTemplate
    @ExtendWith(GradientTestCases.class)
    default void gradient(GradientTestCase test) {
        test.run(this);
    }
}
