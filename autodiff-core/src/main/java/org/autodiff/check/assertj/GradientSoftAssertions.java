package org.autodiff.check.assertj;

import java.util.function.Consumer;
import org.assertj.core.api.AbstractSoftAssertions;
import org.assertj.core.api.StandardSoftAssertionsProvider;
import org.autodiff.error.Require;

/**
 * Soft assertions: all gradients are checked, and all failures told together by {@code assertAll()}. It has AssertJ's usual
 * assertions too.
 *
 * <pre>{@code
 * GradientSoftAssertions.assertSoftly(softly -> {
 *     softly.assertThatGradientOf(xs -> encoder(xs)).at(x).isCorrect();
 *     softly.assertThatGradientOf(xs -> decoder(xs)).at(z).isCorrect();
 * });
 * }</pre>
 */
public final class GradientSoftAssertions extends AbstractSoftAssertions
        implements GradientSoftAssertionsProvider, StandardSoftAssertionsProvider {
    /** Makes the assertions and tells all failures. */
    public static void assertSoftly(Consumer<GradientSoftAssertions> assertions) {
        Require.nonNull(assertions, "assertSoftly", "the assertions", "pass softly -> { ... }");
        GradientSoftAssertions softly = new GradientSoftAssertions();
        assertions.accept(softly);
        softly.assertAll();
    }
}
