package org.autodiff.examples.gradients;

import static org.autodiff.check.assertj.GradientAssertions.assertThat;

import org.autodiff.examples.gradients.PerceptronByHand.Mistake;
import org.junit.jupiter.api.Test;

/** Planted mistakes in gradients written by hand are found, and placed. */
class HandWrittenGradientsTest {
    @Test
    void aRightBackpropagationPasses() {
        assertThat(PerceptronByHand.check(Mistake.NONE)).isCorrect();
    }

    @Test
    void eachMistakeIsPlaced() {
        assertThat(PerceptronByHand.check(Mistake.FORGOTTEN_DERIVATIVE))
                .isWrongAt("b2")
                .says("The gradient by w1, b1, w2, b2 is wrong; that by w3, b3 is right.");
        assertThat(PerceptronByHand.check(Mistake.WRONG_LAYER))
                .isWrongAt("w2")
                .says("The gradient by w2 is wrong; that by w1, b1, b2, w3, b3 is right.");
        assertThat(PerceptronByHand.check(Mistake.OFF_BY_ONE))
                .isWrongAt("b1", 3)
                .says("1 of 4 are off");
    }

    @Test
    void aGradientOfNd4jIsChecked() {
        assertThat(Nd4jGradient.check(false)).isCorrect();
        assertThat(Nd4jGradient.check(true))
                .isWrongAt("intercept", 0)
                .says("It is 6.000 times the right one.")
                .says("The gradient by intercept is wrong; that by weights is right.");
    }
}
