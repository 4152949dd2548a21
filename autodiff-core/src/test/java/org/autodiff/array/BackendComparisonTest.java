package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autodiff.array.BackendPair.REFERENCE;
import static org.autodiff.array.BackendPair.SPECIAL;
import static org.autodiff.array.BackendPair.TESTED;
import static org.autodiff.array.BackendPair.WHOLE;
import static org.autodiff.array.BackendPair.assertSame;
import static org.autodiff.array.BackendPair.dense;
import static org.autodiff.array.BackendPair.real;
import static org.autodiff.array.BackendPair.shapes;
import static org.autodiff.array.BackendPair.views;

import java.util.List;
import org.autodiff.array.BackendPair.Both;
import org.autodiff.array.BackendPair.Values;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every primitive but products and reductions: the native backend against plain Java. */
class BackendComparisonTest {
    private static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.FLOAT64);

    /** Pairs of shapes: equal, rows, columns, both, rank 0, one element; results on both sides of the native size. */
    private static final int[][][] BROADCASTS = {
        {{7}, {7}},
        {{2000}, {2000}},
        {{40, 50}, {50}},
        {{40, 50}, {1, 50}},
        {{40, 50}, {40, 1}},
        {{40, 1}, {50}},
        {{4, 1}, {1, 6}},
        {{4, 6}, {}},
        {{3, 1100}, {}},
        {{3, 1100}, {1, 1}},
        {{1}, {1, 1}},
        {{3, 1, 5}, {4, 1}},
        {{30, 1, 50}, {40, 1}},
        {{5, 300, 4}, {4}},
        {{5, 300, 4}, {300, 1}},
        {{5, 300, 4}, {5, 1, 1}},
        {{5, 300, 4}, {5, 1, 4}},
        {{1, 300, 1}, {5, 1, 4}},
        {{2000}, {1}},
        {{1, 2000}, {3, 1}},
        {{3, 1100}, {1100}},
        {{2, 3, 4, 60}, {3, 1, 60}},
    };

    @BeforeEach
    void twoBackends() {
        assertThat(TESTED.name()).isEqualTo(System.getProperty("autodiff.backend", "native"));
        assertThat(REFERENCE.name()).isEqualTo("heap");
    }

    /** FLOAT32 kernels are right to a few units in the last place, 1.2e-7 each; so are those of FLOAT64, 2.2e-16. */
    private static double relative(DType dtype) {
        return dtype == DType.FLOAT32 ? 2e-6 : 1e-12;
    }

    private static Values domain(Unary f) {
        return switch (f) {
            case LOG, SQRT -> real(0.01, 4);
            case RECIPROCAL -> real(0.1, 3);
            default -> real(-3, 3);
        };
    }

    @ParameterizedTest
    @EnumSource
    void unary(Unary f) {
        for (DType dtype : FLOATING) {
            // sines and logarithms near their zeros: an error of the size of the largest values' is allowed
            double absolute = relative(dtype) / 10;
            for (int[] dims : shapes()) {
                for (Both x : views(dtype, domain(f), 1, dims)) {
                    assertSame(
                            f + " " + x,
                            TESTED.unary(f, x.tested()),
                            REFERENCE.unary(f, x.reference()),
                            relative(dtype),
                            absolute);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void unaryOfNanInfinitiesAndLargeNumbers(Unary f) {
        for (DType dtype : FLOATING) {
            for (int n : new int[] {20, 100, 1000, 1024, 1025, 3000, 100_000}) {
                Both x = dense(dtype, SPECIAL, n, n);
                // the smallest results may be flushed to zero
                assertSame(
                        f + " " + x,
                        TESTED.unary(f, x.tested()),
                        REFERENCE.unary(f, x.reference()),
                        2 * relative(dtype),
                        f == Unary.EXP || f == Unary.SIGMOID ? 1.2e-38 : relative(dtype));
            }
        }
    }

    /** In one pass, function after function: a factor that is one number is not spread out, one that lies across is copied. */
    @ParameterizedTest
    @EnumSource
    void aFunctionTimesAFactorInOnePass(Unary f) {
        Composition times = (b, x, out) -> b.binary(Binary.MUL, x[1], b.unary(f, x[0]), out);
        for (DType dtype : FLOATING) {
            for (int n : new int[] {20, 1025, 100_000}) {
                Both x = dense(dtype, SPECIAL, n, 2, n);
                for (Both by : List.of(
                        dense(dtype, SPECIAL, 3, 2, n),
                        dense(dtype, real(1, 2), 4, 1, 1).see("expanded", a -> a.expand(Shape.of(2, n))),
                        dense(dtype, real(1, 2), 5, n, 2).see("transposed", a -> a.permute(1, 0)))) {
                    Array expected =
                            REFERENCE.binary(Binary.MUL, REFERENCE.unary(f, x.reference()), by.reference(), x.shape());
                    Array[] inputs = {x.tested(), by.tested()};
                    Array actual = TESTED.inOnePass(List.of(f, "times"), times, inputs, x.shape());
                    if (TESTED.name().equals("portable")) {
                        assertThat(actual).isNull();
                        continue;
                    }
                    assertSame(
                            f + " " + x + " times " + by,
                            actual,
                            expected,
                            3 * relative(dtype),
                            f == Unary.EXP || f == Unary.SIGMOID ? 1.2e-36 : 200 * relative(dtype));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tanhAndExpKeepTheirRelativeAccuracyNearZero(DType dtype) {
        if (dtype.isFloating()) {
            for (int n : new int[] {10, 500, 2000}) {
                Both x = dense(dtype, real(-1e-3, 1e-3), 5, n);
                for (Unary f : new Unary[] {Unary.TANH, Unary.SIN, Unary.EXP, Unary.SIGMOID}) {
                    assertSame(
                            f + " " + x,
                            TESTED.unary(f, x.tested()),
                            REFERENCE.unary(f, x.reference()),
                            relative(dtype),
                            0);
                }
            }
        }
        assertThat(FLOATING).hasSize(2);
    }

    /** Else both backends could be wrong alike: the native one does small arrays with the other's loops. */
    @ParameterizedTest
    @EnumSource
    void theReferenceAgreesWithItsDefinition(Unary f) {
        for (DType dtype : FLOATING) {
            for (Values values : List.of(domain(f), real(-1e-4, 1e-4), real(-30, 30), SPECIAL)) {
                Both x = dense(dtype, values, 21, 500);
                double[] in = BackendPair.doubles(REFERENCE.elements(x.reference()));
                double[] expected = new double[in.length];
                float[] single = new float[in.length];
                for (int i = 0; i < in.length; i++) {
                    expected[i] = f.apply(in[i]);
                    single[i] = (float) expected[i];
                }
                Object elements = dtype == DType.FLOAT32 ? single : expected;
                assertSame(
                        f + " " + x,
                        REFERENCE.unary(f, x.reference()),
                        REFERENCE.of(elements, x.shape()),
                        relative(dtype),
                        f == Unary.EXP || f == Unary.SIGMOID ? 1.2e-38 : 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1, 2, 3, -1, -2, 0.5, -0.5, 1 / 3.0, 2.5, -1.7, 40, 1e300})
    void powersOfSpecialValues(double exponent) {
        assertPowers(exponent);
    }

    @Test
    void powersWithSpecialExponents() {
        assertPowers(Double.NaN);
        assertPowers(Double.POSITIVE_INFINITY);
        assertPowers(Double.NEGATIVE_INFINITY);
    }

    private static void assertPowers(double exponent) {
        for (DType dtype : FLOATING) {
            for (Values values : List.of(SPECIAL, real(-1e-3, 1e-3), real(0.3, 3), random -> () -> -0.0)) {
                Both x = dense(dtype, values, 31, 2000);
                Both p = new Both(
                        "exponent " + exponent,
                        TESTED.full(dtype, Shape.SCALAR, exponent),
                        REFERENCE.full(dtype, Shape.SCALAR, exponent));
                compare(Binary.POW, x, p, relative(dtype));
                Both ps = new Both(
                        p.name(), TESTED.full(dtype, x.shape(), exponent), REFERENCE.full(dtype, x.shape(), exponent));
                compare(Binary.POW, x, ps, relative(dtype));
            }
        }
    }

    private static Values left(Binary f) {
        return f == Binary.POW ? real(0.3, 3) : real(-3, 3);
    }

    private static Values right(Binary f) {
        return f == Binary.DIV ? real(0.5, 3) : f == Binary.POW ? real(-2, 2) : real(-3, 3);
    }

    private static void compare(Binary f, Both x, Both y, double relative) {
        Shape out = broadcast(x.shape(), y.shape());
        assertSame(
                f + " of " + x + " and " + y,
                TESTED.binary(f, x.tested(), y.tested(), out),
                REFERENCE.binary(f, x.reference(), y.reference(), out),
                relative,
                0);
    }

    static Shape broadcast(Shape x, Shape y) {
        int rank = Math.max(x.rank(), y.rank());
        int[] dims = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int p = i <= x.rank() ? x.dim(-i) : 1;
            int q = i <= y.rank() ? y.dim(-i) : 1;
            dims[rank - i] = p == 1 ? q : p;
        }
        return Shape.of(dims);
    }

    @ParameterizedTest
    @EnumSource
    void binaryBroadcastsInEveryDirection(Binary f) {
        for (DType dtype : FLOATING) {
            for (int[][] pair : BROADCASTS) {
                for (int turn = 0; turn < 2; turn++) {
                    Both x = dense(dtype, left(f), 2, pair[turn]);
                    Both y = dense(dtype, right(f), 3, pair[1 - turn]);
                    compare(f, x, y, relative(dtype));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void binaryOfViews(Binary f) {
        for (int[] dims : List.of(new int[] {4, 6}, new int[] {40, 50}, new int[] {5, 60, 4})) {
            List<Both> xs = views(DType.FLOAT32, left(f), 4, dims);
            List<Both> ys = views(DType.FLOAT32, right(f), 5, dims);
            for (Both x : xs) {
                for (Both y : ys) {
                    compare(f, x, y, relative(DType.FLOAT32));
                }
            }
            Both row = dense(DType.FLOAT32, right(f), 6, dims[dims.length - 1] + 3)
                    .see("row slice", r -> r.slice(0, 2, dims[dims.length - 1], 1));
            for (Both x : xs) {
                compare(f, x, row, relative(DType.FLOAT32));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void binaryOfDoubleViews(Binary f) {
        List<Both> xs = views(DType.FLOAT64, left(f), 4, 40, 50);
        List<Both> ys = views(DType.FLOAT64, right(f), 5, 40, 50);
        for (int i = 0; i < xs.size(); i++) {
            compare(f, xs.get(i), ys.get(ys.size() - 1 - i), relative(DType.FLOAT64));
        }
    }

    @ParameterizedTest
    @EnumSource
    void binaryOfNanAndInfinities(Binary f) {
        for (DType dtype : FLOATING) {
            for (int n : new int[] {600, 5000}) {
                Both x = dense(dtype, SPECIAL, 7, n);
                Both y = dense(dtype, SPECIAL, 8, n);
                compare(f, x, y, 5 * relative(dtype)); // powers of 200 and 1/200
                for (double c : new double[] {0, 1, -1, 2, Double.NaN, Double.POSITIVE_INFINITY}) {
                    Both one = new Both(
                            "" + c, TESTED.full(dtype, Shape.SCALAR, c), REFERENCE.full(dtype, Shape.SCALAR, c));
                    compare(f, x, one, 5 * relative(dtype));
                    compare(f, one, x, 5 * relative(dtype));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void compare(Comparator f) {
        for (DType dtype : DType.values()) {
            for (int[][] pair : BROADCASTS) {
                Both x = dense(dtype, WHOLE, 9, pair[0]);
                Both y = dense(dtype, WHOLE, 10, pair[1]);
                Shape out = broadcast(x.shape(), y.shape());
                assertSame(
                        f + " of " + x + " and " + y,
                        TESTED.compare(f, x.tested(), y.tested(), out),
                        REFERENCE.compare(f, x.reference(), y.reference(), out));
            }
        }
    }

    /** Numbers that differ by one beyond 2^53 are one and the same as doubles. */
    @Test
    void compareOfLargeWholeNumbers() {
        long big = 1L << 53;
        Shape shape = Shape.of(5);
        for (Backend b : List.of(TESTED, REFERENCE)) {
            Array x = b.of(new long[] {big + 1, big, big + 1, -big - 1, Long.MAX_VALUE}, shape);
            Array y = b.of(new long[] {big, big + 1, big + 1, -big, Long.MAX_VALUE - 1}, shape);
            assertThat(b.elements(b.compare(Comparator.EQ, x, y, shape)))
                    .isEqualTo(new boolean[] {false, false, true, false, false});
            assertThat(b.elements(b.compare(Comparator.NE, x, y, shape)))
                    .isEqualTo(new boolean[] {true, true, false, true, true});
            assertThat(b.elements(b.compare(Comparator.LT, x, y, shape)))
                    .isEqualTo(new boolean[] {false, true, false, true, false});
            assertThat(b.elements(b.compare(Comparator.LE, x, y, shape)))
                    .isEqualTo(new boolean[] {false, true, true, true, false});
            assertThat(b.elements(b.compare(Comparator.GT, x, y, shape)))
                    .isEqualTo(new boolean[] {true, false, false, false, true});
            assertThat(b.elements(b.compare(Comparator.GE, x, y, shape)))
                    .isEqualTo(new boolean[] {true, false, true, false, true});
        }
    }

    @ParameterizedTest
    @EnumSource
    void compareWithNan(Comparator f) {
        Both x = dense(DType.FLOAT32, SPECIAL, 11, 3000);
        Array nan = TESTED.full(DType.FLOAT32, Shape.SCALAR, Double.NaN);
        boolean[] got = (boolean[]) TESTED.elements(TESTED.compare(f, x.tested(), nan, x.shape()));
        for (boolean b : got) {
            assertThat(b).isEqualTo(f == Comparator.NE);
        }
    }

    @Test
    void where() {
        for (DType dtype : FLOATING) {
            for (int[] dims : shapes()) {
                for (Both c : views(DType.BOOL, WHOLE, 12, dims)) {
                    Both x = dense(dtype, SPECIAL, 13, dims);
                    Both y = dense(dtype, WHOLE, 14);
                    assertSame(
                            "where " + c,
                            TESTED.where(c.tested(), x.tested(), y.tested(), c.shape()),
                            REFERENCE.where(c.reference(), x.reference(), y.reference(), c.shape()));
                }
            }
        }
        Both c = dense(DType.BOOL, WHOLE, 15, 40, 1);
        Both x = dense(DType.FLOAT32, WHOLE, 16, 50);
        Both y = dense(DType.FLOAT32, WHOLE, 17, 3, 1, 1);
        Shape out = Shape.of(3, 40, 50);
        assertSame(
                "where broadcasts",
                TESTED.where(c.tested(), x.tested(), y.tested(), out),
                REFERENCE.where(c.reference(), x.reference(), y.reference(), out));
    }

    @Test
    void castToEveryType() {
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                for (int[] dims : shapes()) {
                    for (Both x : views(from, real(-3, 3), 18, dims)) {
                        assertSame(x + " to " + to, TESTED.cast(x.tested(), to), REFERENCE.cast(x.reference(), to));
                    }
                }
            }
        }
        assertThat((float[]) TESTED.elements(TESTED.cast(TESTED.of(new double[] {0.1}, Shape.of(1)), DType.FLOAT32)))
                .containsExactly(0.1f);
    }

    @Test
    void elementsCopyDenseAndItem() {
        for (DType dtype : DType.values()) {
            for (int[] dims : shapes()) {
                for (Both x : views(dtype, real(-3, 3), 19, dims)) {
                    assertSame("elements of " + x, x.tested(), x.reference());
                    Array copy = TESTED.copy(x.tested());
                    assertSame("copy of " + x, copy, x.reference());
                    assertThat(copy.storage()).isNotSameAs(x.tested().storage());
                    Array dense = TESTED.dense(x.tested());
                    assertThat(dense.isDense()).isTrue();
                    assertSame("dense " + x, dense, x.reference());
                    if (x.shape().size() == 1) {
                        assertThat(TESTED.item(x.tested())).isEqualTo(REFERENCE.item(x.reference()));
                    }
                }
            }
        }
    }

    @Test
    void itemOfAnElementOfANativeArray() {
        Both x = dense(DType.FLOAT64, real(0, 1), 20, 3000);
        Array one = x.tested().slice(0, 2345, 1, 1);
        assertThat(TESTED.item(one)).isEqualTo(((double[]) REFERENCE.elements(x.reference()))[2345]);
    }

    @Test
    void fullOfEveryTypeAndNegativeZero() {
        for (DType dtype : DType.values()) {
            for (int[] dims : shapes()) {
                for (double v : new double[] {0, 1, -2.5, 1e30}) {
                    Shape shape = Shape.of(dims);
                    assertSame(dtype + " " + v, TESTED.full(dtype, shape, v), REFERENCE.full(dtype, shape, v));
                }
            }
        }
        for (double v : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Shape shape = Shape.of(2000);
            assertSame("" + v, TESTED.full(DType.FLOAT32, shape, v), REFERENCE.full(DType.FLOAT32, shape, v));
        }
    }
}
