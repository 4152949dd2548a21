package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Attention.Affine;
import org.autodiff.functional.Attention.Attended;
import org.autodiff.functional.Attention.Encoder;
import org.autodiff.functional.Attention.EncoderWeights;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Attention.Projections;
import org.junit.jupiter.api.Test;

/** Attention beyond the reference cases: masks of each kind, rows without a key, other keys than queries, refusals. */
class AttentionTest {
    private static final Seed SEED = Seed.of(37);

    private static Tensor draw(int i, int... shape) {
        return Tensor.uniform(SEED.child(i), DType.FLOAT64, -1, 1, shape);
    }

    private static Tensor mask(String rows, int... shape) {
        String flat = rows.replace(" ", "");
        boolean[] values = new boolean[flat.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = flat.charAt(i) == '1';
        }
        return Tensor.of(values, shape);
    }

    private static Tensor all(Attended a) {
        return Tensor.concat(
                0,
                a.output().reshape(a.output().size()),
                a.weights().reshape(a.weights().size()));
    }

    private static void assertSound(TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(2).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
    }

    @Test
    void derivativesWithEachKindOfMask() {
        Tensor q = draw(1, 2, 3, 2);
        Tensor k = draw(2, 2, 4, 2);
        Tensor v = draw(3, 2, 4, 3);
        Tensor open = mask("1011 0100 1111", 3, 4);
        assertSound(t -> all(Attention.scaledDotProductAttention(t[0], t[1], t[2], Mask.of(open))), q, k, v);
        assertSound(t -> all(Attention.scaledDotProductAttention(t[0], t[1], t[2], Mask.CAUSAL)), q, k, v);
        assertSound(
                t -> all(Attention.scaledDotProductAttention(t[0], t[1], t[2], Mask.of(t[3]))), q, k, v, draw(4, 3, 4));
    }

    @Test
    void aMaskOfTruthValuesIsOneOfZerosAndInfinities() {
        Tensor q = draw(1, 3, 2);
        Tensor open = mask("110 010 011", 3, 3);
        Tensor added = open.where(Tensor.zeros(DType.FLOAT64), Tensor.scalar(DType.FLOAT64, Double.NEGATIVE_INFINITY));

        Attended a = Attention.scaledDotProductAttention(q, q, q, Mask.of(open).withCausal(true));
        Attended b = Attention.scaledDotProductAttention(q, q, q, Mask.of(added).withCausal(true));

        assertThat(a.weights().toDoubles()).containsExactly(b.weights().toDoubles());
        assertThat(a.weights().toDoubles()[0]).isEqualTo(1); // query 0 sees itself only
        assertThat(a.weights().toDoubles()[8]).isPositive();
        assertThat(a.weights().toDoubles()[6]).isZero();
    }

    @Test
    void aQueryWithoutKeysGetsZerosAndNoGradient() {
        try (Tape tape = Tape.record()) {
            Tensor q = draw(1, 2, 2).requiresGrad(true);
            Tensor k = draw(2, 3, 2).requiresGrad(true);
            Tensor v = draw(3, 3, 2).requiresGrad(true);
            Attended a = Attention.scaledDotProductAttention(q, k, v, Mask.of(mask("000 101", 2, 3)));

            assertThat(a.output().slice(0, 0, 1).toDoubles()).containsOnly(0);
            assertThat(a.weights().slice(0, 1, 2).sum().item()).isCloseTo(1, within(1e-15));
            Gradients g = tape.gradients(a.output().square().sum(), q, k, v);
            assertThat(g.of(0).slice(0, 0, 1).toDoubles()).containsOnly(0);
            assertThat(g.of(0).slice(0, 1, 2).toDoubles()).doesNotContain(0);
            assertThat(g.of(1).slice(0, 1, 2).toDoubles()).containsOnly(0);
            assertThat(g.of(2).slice(0, 0, 1).toDoubles()).doesNotContain(0, Double.NaN);
        }
    }

    @Test
    void aMaskOfPaddingBroadcastsOverHeadsAndQueries() {
        Projections p = new Projections(draw(1, 12, 4), draw(2, 12), draw(3, 4, 4), draw(4, 4));
        Tensor x = draw(5, 2, 3, 4);
        Tensor padding = mask("111 110", 2, 1, 1, 3);

        Attended a = Attention.multiHeadAttention(x, x, x, p, 2, Mask.of(padding));
        Tensor second = x.slice(0, 1, 2);
        Tensor cut = second.slice(1, 0, 2);
        Attended b = Attention.multiHeadAttention(second, cut, cut, p, 2, Mask.NONE);

        assertThat(a.output().slice(0, 1, 2).sub(b.output()).abs().max().item()).isLessThan(1e-14);
        assertThat(a.weights().shape()).isEqualTo(Shape.of(2, 3, 3));
    }

    @Test
    void derivativesWithOtherKeysThanQueries() {
        Tensor outWeight = draw(4, 2, 2);
        assertSound(
                t -> all(Attention.multiHeadAttention(t[0], t[1], t[2], Projections.of(t[3], outWeight), 2, Mask.NONE)),
                draw(1, 1, 2, 2),
                draw(2, 1, 3, 2),
                draw(3, 1, 3, 2),
                draw(5, 6, 2));
    }

    @Test
    void derivativesThroughAnEncoderLayer() {
        Projections p = new Projections(draw(1, 6, 2), draw(2, 6), draw(3, 2, 2), null);
        for (boolean normFirst : new boolean[] {false, true}) {
            Encoder options = new Encoder(1)
                    .withNormFirst(normFirst)
                    .withActivation(Tensor::tanh)
                    .withMask(Mask.CAUSAL)
                    .withEps(0.1);
            assertSound(
                    t -> Attention.transformerEncoderLayer(
                            t[0],
                            new EncoderWeights(
                                    p,
                                    new Affine(t[1], t[2]),
                                    new Affine(t[3], null),
                                    new Affine(t[4], t[5]),
                                    new Affine(t[4], null)),
                            options),
                    draw(5, 1, 3, 2),
                    draw(6, 3, 2),
                    draw(7, 3),
                    draw(8, 2, 3),
                    draw(9, 2),
                    draw(10, 2));
        }
    }

    @Test
    void largeScoresStayFinite() {
        Tensor q = Tensor.of(new float[] {1e4f, -1e4f}, 2, 1);
        Attended a = Attention.scaledDotProductAttention(q, q, q, Mask.NONE);
        assertThat(a.weights().toFloats()).containsExactly(1, 0, 0, 1);
        assertThat(a.output().toFloats()).containsExactly(1e4f, -1e4f);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Tensor q = draw(1, 3, 2);
        assertThatThrownBy(() -> Attention.scaledDotProductAttention(q, draw(2, 3, 4), q, Mask.NONE))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("scaledDotProductAttention", "[3, 2]", "[3, 4]");
        assertThatThrownBy(() -> Attention.scaledDotProductAttention(q, q, q.to(DType.FLOAT32), Mask.NONE))
                .isInstanceOf(DTypeException.class)
                .hasMessageContainingAll("scaledDotProductAttention", "values", "FLOAT32");
        assertThatThrownBy(() -> Attention.scaledDotProductAttention(q, q, q, Mask.of(mask("11", 2))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("mask", "[2]", "[3, 3]");
        assertThatThrownBy(() -> Attention.scaledDotProductAttention(q, q, q, Mask.of(Tensor.of(new long[3]))))
                .isInstanceOf(DTypeException.class)
                .hasMessageContainingAll("mask", "INT64", "BOOL");
        Projections p = Projections.of(draw(1, 12, 4), draw(3, 4, 4));
        Tensor x = draw(5, 2, 3, 4);
        assertThatThrownBy(() -> Attention.multiHeadAttention(x, x, x, p, 3, Mask.NONE))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("multiHeadAttention", "3 heads", "4 features");
        assertThatThrownBy(() -> Attention.multiHeadAttention(x, x, draw(5, 2, 2, 4), p, 2, Mask.NONE))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("multiHeadAttention", "[2, 3, 4]", "[2, 2, 4]");
        Affine one = new Affine(draw(4, 4, 4), null);
        EncoderWeights w = new EncoderWeights(p, one, one, one, one);
        assertThatThrownBy(() -> Attention.transformerEncoderLayer(draw(5, 3, 4), w, new Encoder(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("transformerEncoderLayer", "[3, 4]", "[batch, L, E]");
        assertThatThrownBy(() -> Projections.of(draw(1, 12, 4), draw(3, 3, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("[12, 4]", "[3, 3]");
    }
}
