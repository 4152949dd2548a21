package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.junit.jupiter.api.Test;

/** Reading, writing and ordering by index: what the table of operations does not say of it. */
class IndexingTest {
    private static final double NAN = Double.NaN;

    private static Tensor x() {
        return Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    }

    private static Tensor index(long... values) {
        return Tensor.of(values);
    }

    private static void check(TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(2).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThat(report.checked()).isPositive();
    }

    private static Tensor random(int seed, int... shape) {
        return Tensor.normal(Seed.of(seed), DType.FLOAT64, 0, 1, shape);
    }

    /** Such an index shares the memory of the longer one, of which nothing but its own part counts. */
    @Test
    void anIndexThatIsTheFirstPartOfALongerOne() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
        Tensor index = Tensor.of(new long[] {2, 0, 1, 1}, 2, 2).select(0, 0);
        assertThat(x.indexSelect(0, index).toDoubles()).containsExactly(5, 6, 1, 2);
        assertThat(Tensor.zeros(DType.FLOAT64, 3, 2)
                        .indexAdd(0, index, x.slice(0, 0, 2))
                        .toDoubles())
                .containsExactly(3, 4, 0, 0, 1, 2);
        assertThat(x.gather(0, index.reshape(1, 2)).toDoubles()).containsExactly(5, 2);
        assertThat(x.t().gather(1, index.reshape(2, 1)).toDoubles()).containsExactly(5, 2);
    }

    @Test
    void gradientsOfWhatIsNamedTwiceAddUp() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.of(new double[] {1, 2, 3}).requiresGrad(true);
            Tensor y = x.indexSelect(0, index(2, 0, 2, 2)).mul(Tensor.of(new double[] {1, 10, 100, 1000}));
            assertThat(tape.gradients(y.sum(), x).of(0).toDoubles()).containsExactly(10, 0, 1101);
        }
    }

    @Test
    void anIndexMayBeAView() {
        Tensor wide = Tensor.of(new long[] {1, 9, 0, 9, 1, 9}, 3, 2);
        assertThat(x().indexSelect(0, wide.select(1, 0)).toDoubles()).containsExactly(4, 5, 6, 1, 2, 3, 4, 5, 6);
        Tensor turned = Tensor.of(new long[] {0, 1, 2, 2, 1, 0}, 3, 2).transpose(0, 1);
        assertThat(x().gather(1, turned).toDoubles()).containsExactly(1, 3, 2, 5, 6, 4);
        assertThat(x().take(turned).toDoubles()).containsExactly(1, 3, 2, 2, 3, 1);
    }

    @Test
    void largeTablesOnTheNativeSide() {
        Tensor table = random(1, 200, 40);
        double[] all = table.toDoubles();
        try (Tape tape = Tape.record()) {
            Tensor leaf = table.requiresGrad(true);
            Tensor rows = leaf.indexSelect(0, index(150, 3, 150));
            assertThat(rows.select(0, 0).toDoubles()).containsExactly(java.util.Arrays.copyOfRange(all, 6000, 6040));
            Tensor g = tape.gradients(rows.sum(), leaf).of(0);
            assertThat(g.sum(1).take(index(150, 3, 4)).toDoubles()).containsExactly(80, 40, 0);
        }
    }

    @Test
    void takeCountsFromTheEndToo() {
        assertThat(x().take(index(-1, 0, -6)).toDoubles()).containsExactly(6, 1, 1);
        assertThat(x().take(Tensor.of(new long[] {5}, 1, 1)).shape()).isEqualTo(Shape.of(1, 1));
        refuses(IndexException.class, () -> x().take(index(0, -7)), "take", "-7", "[1]", "6 elements of shape [2, 3]");
        refuses(IndexException.class, () -> x().take(index(6)), "take", "index 6", "0 to 5");
    }

    @Test
    void indexAddAndScatterAdd() {
        Tensor sum = x().indexAdd(0, index(1, 1), Tensor.of(new double[] {1, 1, 1, 2, 2, 2}, 2, 3), -2);
        assertThat(sum.toDoubles()).containsExactly(1, 2, 3, -2, -1, 0);
        Tensor added = x().scatterAdd(1, Tensor.of(new long[] {2, 2}, 1, 2), Tensor.of(new double[] {10, 20}, 1, 2));
        assertThat(added.toDoubles()).containsExactly(1, 2, 33, 4, 5, 6);
        check(in -> in[0].indexAdd(1, index(2, 0, 2), in[1], 0.5).square(), random(2, 2, 3), random(3, 2, 3));
        check(
                in -> in[0].scatterAdd(1, index(1, 1, 0).reshape(1, 3), in[1]).square(),
                random(4, 2, 3),
                random(5, 1, 3));
    }

    @Test
    void theLastOneWrittenStaysAndAloneGetsAGradient() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.of(new double[] {1, 2, 3}).requiresGrad(true);
            Tensor source = Tensor.of(new double[] {10, 20, 30}).requiresGrad(true);
            Tensor z = x.scatter(0, index(2, 0, 2), source);
            assertThat(z.toDoubles()).containsExactly(20, 2, 30);
            Gradients g =
                    tape.gradients(z.mul(Tensor.of(new double[] {5, 6, 7})).sum(), x, source);
            assertThat(g.of(0).toDoubles()).containsExactly(0, 6, 0);
            assertThat(g.of(1).toDoubles()).containsExactly(0, 5, 7);
        }
        check(
                in -> in[0].scatter(1, Tensor.of(new long[] {2, 0, 1, 1}, 2, 2), in[1])
                        .square(),
                random(6, 3, 3),
                random(7, 2, 2));
        Tensor longs = index(1, 2, 3).scatter(0, index(1), index(9));
        assertThat(longs.toLongs()).containsExactly(1, 9, 3);
    }

    @Test
    void whatIsMaskedLeavesNoTrace() {
        try (Tape tape = Tape.record()) {
            Tensor x =
                    Tensor.of(new double[] {NAN, 2, Double.POSITIVE_INFINITY}).requiresGrad(true);
            Tensor filled = x.maskedFill(Tensor.of(new boolean[] {true, false, true}), -1);
            assertThat(filled.toDoubles()).containsExactly(-1, 2, -1);
            assertThat(tape.gradients(filled.square().sum(), x).of(0).toDoubles())
                    .containsExactly(0, 4, 0);
        }
        Tensor rows = x().maskedFill(Tensor.of(new boolean[] {false, true}, 2, 1), 0);
        assertThat(rows.toDoubles()).containsExactly(1, 2, 3, 0, 0, 0);
    }

    @Test
    void maskedSelectBroadcastsBoth() {
        Tensor mask = Tensor.of(new boolean[] {true, false, true});
        assertThat(x().maskedSelect(mask).toDoubles()).containsExactly(1, 3, 4, 6);
        Tensor column = Tensor.of(new boolean[] {true, false}, 2, 1);
        assertThat(Tensor.of(new double[] {7, 8, 9}).maskedSelect(column).toDoubles())
                .containsExactly(7, 8, 9);
        assertThat(x().maskedSelect(Tensor.of(new boolean[3])).shape()).isEqualTo(Shape.of(0));
        check(in -> in[0].maskedSelect(column).square(), random(8, 3));
    }

    @Test
    void sortIsStableWithNaNAsTheLargest() {
        Tensor x = Tensor.of(new double[] {2, NAN, 1, 2, -0.0, 0.0, Double.POSITIVE_INFINITY});
        Sorting.Sorted up = x.sort(0);
        assertThat(up.indices().toLongs()).containsExactly(4, 5, 2, 0, 3, 6, 1);
        assertThat(up.values().toDoubles()).containsExactly(-0.0, 0.0, 1, 2, 2, Double.POSITIVE_INFINITY, NAN);
        assertThat(x.sort(-1, true).indices().toLongs()).containsExactly(1, 6, 0, 3, 2, 4, 5);
        assertThat(x.to(DType.FLOAT32).argsort(0).toLongs()).containsExactly(4, 5, 2, 0, 3, 6, 1);
        check(in -> in[0].sort(1, true).values().square(), random(9, 3, 4));
    }

    @Test
    void topk() {
        Tensor x = Tensor.of(new double[] {3, 1, 4, 1, 5, 9}, 2, 3);
        Sorting.Sorted most = x.topk(1, 2);
        assertThat(most.values().toDoubles()).containsExactly(4, 3, 9, 5);
        assertThat(most.indices().toLongs()).containsExactly(2, 0, 2, 1);
        assertThat(x.topk(0, 1, false).values().toDoubles()).containsExactly(1, 1, 4);
        assertThat(x.topk(1, 0).values().shape()).isEqualTo(Shape.of(2, 0));
        refuses(IndexException.class, () -> x.topk(1, 4), "topk", "k is 4", "[2, 3]", "3 elements");
        check(in -> in[0].topk(1, 2, false).values().square(), random(10, 3, 4));
    }

    @Test
    void oneHotOfAnyRank() {
        assertThat(index(1, 0).oneHot(3).toLongs()).containsExactly(0, 1, 0, 1, 0, 0);
        assertThat(Tensor.of(new long[] {1}, 1, 1).oneHot(2).shape()).isEqualTo(Shape.of(1, 1, 2));
        assertThat(index().oneHot(2).shape()).isEqualTo(Shape.of(0, 2));
        refuses(IndexException.class, () -> index(0, 3).oneHot(3), "oneHot", "index 3 at [1]", "3 classes", "0 to 2");
        refuses(AutodiffException.class, () -> index(0).oneHot(-1), "oneHot", "-1");
    }

    @Test
    void emptyIndicesAndTensors() {
        assertThat(x().indexSelect(1, index()).shape()).isEqualTo(Shape.of(2, 0));
        assertThat(x().gather(0, Tensor.of(new long[0], 0, 3)).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(x().take(index()).shape()).isEqualTo(Shape.of(0));
        assertThat(x().scatterAdd(0, Tensor.of(new long[0], 0, 3), Tensor.of(new double[0], 0, 3))
                        .toDoubles())
                .containsExactly(x().toDoubles());
        assertThat(x().scatter(0, Tensor.of(new long[0], 0, 3), Tensor.of(new double[0], 0, 3))
                        .toDoubles())
                .containsExactly(x().toDoubles());
        Tensor none = Tensor.of(new double[0], 0, 3);
        assertThat(none.sort(0).values().shape()).isEqualTo(Shape.of(0, 3));
        assertThat(none.indexAdd(1, index(2, 2), Tensor.of(new double[0], 0, 2)).shape())
                .isEqualTo(Shape.of(0, 3));
        refuses(IndexException.class, () -> none.indexSelect(0, index(0)), "indexSelect", "the axis is empty");
        try (Tape tape = Tape.record()) {
            Tensor leaf = x().requiresGrad(true);
            Tensor g = tape.gradients(leaf.indexSelect(0, index()).sum(), leaf).of(0);
            assertThat(g.toDoubles()).containsOnly(0).hasSize(6);
        }
    }

    private static void refuses(Class<? extends AutodiffException> type, ThrowingCallable use, String... parts) {
        assertThatThrownBy(use)
                .isInstanceOf(type)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void everyIndexIsChecked() {
        for (long bad : new long[] {-1, 2, 1L << 32, Long.MIN_VALUE, Long.MAX_VALUE}) {
            String named = "index " + bad + " at [1]";
            Tensor at = index(0, bad);
            refuses(
                    IndexException.class,
                    () -> x().indexSelect(0, at),
                    "indexSelect",
                    named,
                    "axis 0",
                    "[2, 3]",
                    "0 to 1");
            refuses(IndexException.class, () -> x().indexAdd(0, at, x()), "indexAdd", named, "axis 0", "[2, 3]");
            Tensor place = Tensor.of(new long[] {0, 0, bad}, 1, 3);
            refuses(
                    IndexException.class,
                    () -> x().gather(0, place),
                    "gather",
                    "index " + bad + " at [0, 2]",
                    "[2, 3]");
            refuses(IndexException.class, () -> x().scatterAdd(0, place, x().slice(0, 0, 1)), "scatterAdd", "[0, 2]");
            refuses(IndexException.class, () -> x().scatter(0, place, x().slice(0, 0, 1)), "scatter", "[0, 2]");
        }
        Tensor big = Tensor.zeros(DType.FLOAT32, 100, 100);
        refuses(IndexException.class, () -> big.indexSelect(0, index(5, 100)), "index 100 at [1]", "0 to 99");
    }

    @Test
    void typesAndShapesAreChecked() {
        Tensor numbers = Tensor.of(new double[] {0, 1});
        refuses(DTypeException.class, () -> x().indexSelect(0, numbers), "indexSelect", "FLOAT64", "INT64");
        refuses(DTypeException.class, () -> x().gather(0, x()), "gather", "FLOAT64", "INT64");
        refuses(DTypeException.class, () -> x().take(numbers), "take", "INT64");
        refuses(DTypeException.class, () -> x().scatter(0, x(), x()), "scatter", "INT64");
        refuses(DTypeException.class, () -> x().maskedFill(x(), 0), "maskedFill", "BOOL");
        refuses(DTypeException.class, () -> x().maskedSelect(x()), "maskedSelect", "BOOL");
        refuses(ShapeException.class, () -> x().indexSelect(0, index(0, 1).reshape(1, 2)), "indexSelect", "rank 1");
        refuses(ShapeException.class, () -> x().indexAdd(0, index(0), x()), "indexAdd", "[2, 3]", "[1, 3] in all");
        refuses(ShapeException.class, () -> x().gather(0, index(0)), "gather", "[1]", "[2, 3]", "same rank");
        refuses(ShapeException.class, () -> x().gather(0, Tensor.zeros(DType.INT64, 1, 4)), "gather", "no longer");
        refuses(ShapeException.class, () -> x().scatter(0, Tensor.zeros(DType.INT64, 1, 3), x()), "scatter", "[1, 3]");
        refuses(
                ShapeException.class,
                () -> x().maskedFill(Tensor.of(new boolean[4], 2, 1, 2), 0),
                "maskedFill",
                "[2, 1, 2]",
                "[2, 3]");
        refuses(IndexException.class, () -> x().argsort(2), "argsort", "axis 2", "[2, 3]");
        refuses(IndexException.class, () -> x().sort(-3), "sort", "axis -3");
    }

    @Test
    void anIndexHasNoGradientAndValuesOfOtherTypesGoThrough() {
        try (Tape tape = Tape.record()) {
            Tensor x = x().requiresGrad(true);
            assertThat(x.argsort(0).isRecorded()).isFalse();
            assertThat(tape.size()).isZero();
        }
        assertThat(index(5, 6, 7).indexSelect(0, index(2, 0)).toLongs()).containsExactly(7, 5);
        assertThat(Tensor.of(new boolean[] {true, false}).gather(0, index(1, 0)).toBooleans())
                .containsExactly(false, true);
    }
}
