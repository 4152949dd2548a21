package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Attention.Projections;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Masks of attention cut: what is hidden, be it NaN, infinite or huge, changes neither values nor derivatives. */
class AttentionMasksTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final Seed SEED = Seed.of(41);

    private static Tensor draw(DType type, int i, int... shape) {
        return Tensor.uniform(SEED.child(i), type, -1, 1, shape);
    }

    private static double[] all(Tensor x) {
        return x.toDoubles();
    }

    /** The row of a tensor [2, rows, n] replaced by one number, or by numbers in turn. */
    private static Tensor spoiled(Tensor x, int row, double bad) {
        boolean[] rows = new boolean[x.shape().dim(1)];
        rows[row] = true;
        return x.maskedFill(Tensor.of(rows, rows.length, 1), bad);
    }

    /** Value, gradients by all inputs, tangent and Hessian products of the sum of squares. */
    private static List<Tensor> derivatives(TensorFunction f, Tensor... xs) {
        TensorFunction loss = z -> f.apply(z).square().sum();
        Tensor[] ones = new Tensor[xs.length];
        for (int i = 0; i < xs.length; i++) {
            ones[i] = Tensor.ones(xs[i].dtype(), xs[i].shape().toArray());
        }
        var map = new java.util.ArrayList<Tensor>();
        map.add(f.apply(xs));
        map.addAll(Autodiff.grad(loss, xs));
        map.add(Autodiff.jvp(f, xs, ones).tangent());
        map.addAll(Autodiff.hvp(loss, xs, ones));
        return map;
    }

    private static void assertSame(List<Tensor> expected, List<Tensor> actual) {
        for (int i = 0; i < expected.size(); i++) {
            double tolerance = expected.get(i).dtype() == DType.FLOAT32 ? 1e-4 : 1e-10;
            assertThat(all(actual.get(i)))
                    .as("part " + i)
                    .containsExactly(all(expected.get(i)), org.assertj.core.data.Offset.offset(tolerance));
        }
    }

    private static List<Mask> hidingKey2(DType type) {
        boolean[] open = {true, true, false, true};
        double[] add = {0.3, -0.2, -INF, 0};
        return List.of(
                Mask.of(Tensor.of(open, 4)),
                Mask.of(Tensor.of(add, 4).to(type)),
                Mask.of(Tensor.of(open, 4)).withCausal(true),
                Mask.of(Tensor.of(add, 4).to(type)).withCausal(true));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void hiddenKeysAndValuesDoNotMatter(DType type) {
        Tensor q = draw(type, 1, 2, 3, 2);
        Tensor k = draw(type, 2, 2, 4, 2);
        Tensor v = draw(type, 3, 2, 4, 3);
        for (Mask mask : hidingKey2(type)) {
            TensorFunction f = x ->
                    Attention.scaledDotProductAttention(x[0], x[1], x[2], mask).output();
            List<Tensor> expected = derivatives(f, q, spoiled(k, 2, 0), spoiled(v, 2, 0));
            double huge = type == DType.FLOAT32 ? 3e38 : 1e308;
            for (double bad : new double[] {Double.NaN, INF, -INF, huge, -huge}) {
                assertSame(expected, derivatives(f, q, spoiled(k, 2, bad), spoiled(v, 2, 0)));
                assertSame(expected, derivatives(f, q, spoiled(k, 2, bad), spoiled(v, 2, bad)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void rowsBeforeABadKeyAreUntouchedByCausalAttention(DType type) {
        Tensor x = draw(type, 4, 2, 4, 2);
        TensorFunction first = xs -> Attention.scaledDotProductAttention(xs[0], xs[1], xs[2], Mask.CAUSAL)
                .output()
                .slice(1, 0, 2);
        List<Tensor> expected = derivatives(first, x, spoiled(x, 2, 0), spoiled(x, 2, 0));
        for (double bad : new double[] {Double.NaN, INF, -INF}) {
            assertSame(expected, derivatives(first, x, spoiled(x, 2, bad), spoiled(x, 2, bad)));
            Tensor z = Attention.scaledDotProductAttention(x, x, spoiled(x, 2, bad), Mask.CAUSAL)
                    .output();
            assertThat(all(z.slice(1, 2, 4).isFinite().to(type))).containsOnly(0);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void aClosedRowIsZeroAndTheOthersAreUntouched(DType type) {
        Tensor q = draw(type, 5, 2, 2, 2);
        Tensor k = draw(type, 6, 2, 2, 2);
        Tensor v = draw(type, 7, 2, 2, 2);
        Tensor open = q.slice(1, 0, 1);
        List<Tensor> expected = derivatives(
                x -> Attention.scaledDotProductAttention(x[0], x[1], x[2], Mask.NONE)
                        .output(),
                open,
                k,
                v);
        for (Mask mask : List.of(
                Mask.of(Tensor.of(new boolean[] {true, true, false, false}, 2, 2)),
                Mask.of(Tensor.of(new double[] {0, 0, -INF, -INF}, 2, 2).to(type)))) {
            for (double bad : new double[] {1, Double.NaN, INF}) {
                List<Tensor> actual = derivatives(
                        x -> Attention.scaledDotProductAttention(x[0], x[1], x[2], mask)
                                .output(),
                        spoiled(q, 1, bad),
                        k,
                        v);
                for (int i : new int[] {0, 1, 4, 5}) { // of a row for each query
                    assertThat(all(actual.get(i).slice(1, 1, 2)))
                            .as("part " + i)
                            .containsOnly(0);
                    actual.set(i, actual.get(i).slice(1, 0, 1));
                }
                assertSame(expected, actual);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void hiddenInputsOfSeveralHeadsDoNotMatter(DType type) {
        Tensor x = draw(type, 8, 2, 4, 4);
        Tensor in = draw(type, 9, 12, 4);
        Tensor out = draw(type, 10, 4, 4);
        Function<Mask, TensorFunction> f =
                mask -> xs -> Attention.multiHeadAttention(xs[0], xs[1], xs[1], Projections.of(xs[2], xs[3]), 2, mask)
                        .output();
        for (Mask mask : hidingKey2(type)) {
            List<Tensor> expected = derivatives(f.apply(mask), x, spoiled(x, 2, 0), in, out);
            for (double bad : new double[] {Double.NaN, INF, -INF}) {
                assertSame(expected, derivatives(f.apply(mask), x, spoiled(x, 2, bad), in, out));
            }
        }
        // a query that has no key in any head
        Mask closed = Mask.of(Tensor.of(new boolean[] {true, true, false, true}, 4, 1));
        List<Tensor> expected = derivatives(f.apply(closed), spoiled(x, 2, 0), x, in, out);
        assertSame(expected, derivatives(f.apply(closed), spoiled(x, 2, Double.NaN), x, in, out));
    }
}
