package org.autodiff.check.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.autodiff.array.DType;
import org.autodiff.check.Mode;
import org.autodiff.check.report.Verdict;
import org.junit.platform.commons.annotation.Testable;

/**
 * A function whose gradient is checked: a field of type {@link org.autodiff.TensorFunction}, or a method without parameters
 * that returns one, in a class that implements {@link GradientTests}. There is one test for each seed and each point.
 *
 * <p>Points are drawn by each seed, uniformly, for each text of {@link #shapes}; or a method, named by {@link #points},
 * gives them.
 */
@Documented
@Testable
@Target({ElementType.METHOD, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface GradCheck {
    /** How often the function is differentiated, 1 to 3. */
    int order() default 1;

    /** How much of the Jacobian is compared. */
    Mode mode() default Mode.FULL;

    /** Shapes of the arguments, {@code "[3,4] [4]"} for two of them; each text is a sample. */
    String[] shapes() default {};

    /** The least element that is drawn. */
    double low() default -1;

    /** The bound of the elements that are drawn. */
    double high() default 1;

    /** The element type of what is drawn. */
    DType dtype() default DType.FLOAT64;

    /**
     * The name of a method of the test class, without parameters, that gives points: a {@code Tensor} or a {@code Tensor[]}
     * for one of them, a stream, a collection or an array of these for several. It is static, unless the test class has one
     * instance for all its tests.
     */
    String points() default "";

    /** Where points, cotangents, directions and samples are drawn from. */
    long[] seeds() default {7};

    /** The verdict that is due. */
    Verdict verdict() default Verdict.PASS;
}
