package com.example;

import static org.autodiff.check.assertj.GradientAssertions.assertThat;
import static org.autodiff.check.assertj.GradientAssertions.assertThatGradientOf;

import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradientCheck;
import org.autodiff.check.Mode;
import org.autodiff.check.assertj.GradientSoftAssertions;
import org.autodiff.check.junit.DynamicGradientTests;
import org.autodiff.check.junit.GradCheck;
import org.autodiff.check.junit.GradientTests;
import org.autodiff.check.report.Verdict;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class GradientsTest implements GradientTests {
    private final Tensor x = Tensor.uniform(Seed.of(1), DType.FLOAT64, -1, 1, 3, 4);
    private final Tensor w = Tensor.uniform(Seed.of(2), DType.FLOAT64, -1, 1, 4, 2);

    @Test
    void gradientOfTheLoss() {
        assertThatGradientOf(xs -> xs[0].matmul(xs[1]).tanh().square().mean())
                .at(x, w)
                .withOrder(2)
                .isCorrect();
    }

    @GradCheck(
            order = 2,
            mode = Mode.FAST,
            shapes = {"[3,4] [4]", "[1,4] [4]"},
            seeds = {1, 2, 3})
    TensorFunction product() {
        return xs -> xs[0].mul(xs[1]).tanh();
    }

    @GradCheck(points = "atTheKink", verdict = Verdict.KINK)
    final TensorFunction relu = xs -> xs[0].relu();

    static Tensor atTheKink() {
        return Tensor.of(new double[] {-1, 0, 1});
    }

    @Test
    void allAtOnce() {
        GradientSoftAssertions.assertSoftly(softly -> {
            softly.assertThatGradientOf(xs -> xs[0].sin()).at(x).isCorrect();
            softly.assertThatGradientOf(xs -> xs[0].exp()).at(x).isCorrect();
        });
    }

    @TestFactory
    Stream<DynamicTest> table() {
        return DynamicGradientTests.ofFunctions(
                org.autodiff.check.GradCheck.order(2), Map.of("sin", xs -> xs[0].sin(), "exp", xs -> xs[0].exp()), x);
    }

    @Test
    void aGradientWrittenByHand() {
        assertThat(GradientCheck.of(p -> p[0] * p[1], p -> new double[] {p[1], p[0]})
                        .at(new double[] {2, 3}))
                .isCorrect();
    }
}
