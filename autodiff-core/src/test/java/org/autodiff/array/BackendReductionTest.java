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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.array.BackendPair.Both;
import org.junit.jupiter.api.Test;

/** Sums and maxima over every set of axes: the native backend against plain Java. */
class BackendReductionTest {
    private static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.FLOAT64);

    private static List<int[]> subsets(int rank) {
        List<int[]> all = new ArrayList<>();
        for (int bits = 0; bits < 1 << rank; bits++) {
            int[] axes = new int[Integer.bitCount(bits)];
            int n = 0;
            for (int axis = 0; axis < rank; axis++) {
                if ((bits >> axis & 1) == 1) {
                    axes[n++] = axis;
                }
            }
            all.add(axes);
        }
        return all;
    }

    private static List<int[]> shapesToReduce() {
        List<int[]> all = new ArrayList<>(shapes());
        all.add(new int[] {5, 4, 300});
        all.add(new int[] {300, 5, 4});
        all.add(new int[] {1, 2000, 1});
        all.add(new int[] {2, 30, 4, 20});
        return all;
    }

    @Test
    void sumOverEverySubsetOfAxes() {
        for (DType dtype : FLOATING) {
            for (int[] dims : shapesToReduce()) {
                for (Both x : views(dtype, WHOLE, 1, dims)) {
                    for (int[] axes : subsets(dims.length)) {
                        // whole numbers: exact in any order of summation
                        assertSame(
                                "sum " + Arrays.toString(axes) + " of " + x,
                                TESTED.sum(x.tested(), axes),
                                REFERENCE.sum(x.reference(), axes));
                    }
                }
            }
        }
    }

    @Test
    void maxOverEverySubsetOfAxes() {
        for (DType dtype : FLOATING) {
            for (int[] dims : shapesToReduce()) {
                for (Both x : views(dtype, real(-3, 3), 2, dims)) {
                    for (int[] axes : subsets(dims.length)) {
                        assertSame(
                                "max " + Arrays.toString(axes) + " of " + x,
                                TESTED.max(x.tested(), axes),
                                REFERENCE.max(x.reference(), axes));
                    }
                }
            }
        }
    }

    @Test
    void argmaxAlongEveryAxisTakesTheFirstOfEqualOnes() {
        for (DType dtype : FLOATING) {
            for (int[] dims : shapesToReduce()) {
                for (Both x : views(dtype, WHOLE, 3, dims)) {
                    for (int axis = 0; axis < dims.length; axis++) {
                        assertSame(
                                "argmax " + axis + " of " + x,
                                TESTED.argmax(x.tested(), axis),
                                REFERENCE.argmax(x.reference(), axis));
                    }
                }
            }
        }
        Array x = TESTED.of(new float[] {1, 3, 3, 2}, Shape.of(4));
        assertThat((long[]) TESTED.elements(TESTED.argmax(x, 0))).containsExactly(1);
    }

    @Test
    void sumIsWhatAdditionInPlainJavaGives() {
        double[] values = new double[6000];
        Arrays.setAll(values, i -> i % 7 - 3);
        Array x = TESTED.of(values, Shape.of(20, 300));
        double[] rows = (double[]) TESTED.elements(TESTED.sum(x, 1));
        for (int i = 0; i < 20; i++) {
            double expected = 0;
            for (int j = 0; j < 300; j++) {
                expected += values[i * 300 + j];
            }
            assertThat(rows[i]).isEqualTo(expected);
        }
    }

    @Test
    void sumOfRealNumbersIsExactToRounding() {
        // 1e-6: partial sums in vector lanes of FLOAT32; the reference adds in double
        for (int[] dims : List.of(new int[] {40, 50}, new int[] {3, 1100}, new int[] {5, 300, 4})) {
            for (int[] axes : subsets(dims.length)) {
                Both x = dense(DType.FLOAT32, real(0.5, 1.5), 4, dims);
                assertSame(
                        "sum " + Arrays.toString(axes) + " of " + x,
                        TESTED.sum(x.tested(), axes),
                        REFERENCE.sum(x.reference(), axes),
                        1e-6,
                        0);
                Both y = dense(DType.FLOAT64, real(0.5, 1.5), 5, dims);
                assertSame(
                        "sum " + Arrays.toString(axes) + " of " + y,
                        TESTED.sum(y.tested(), axes),
                        REFERENCE.sum(y.reference(), axes),
                        1e-14,
                        0);
            }
        }
    }

    /** ND4J's own sum adds everything in one float, which loses a percent here. */
    @Test
    void trapLongFloatSumsLoseDigits() {
        Both x = dense(DType.FLOAT32, real(0.5, 1.5), 6, 3_000_000);
        assertSame("sum", TESTED.sum(x.tested(), 0), REFERENCE.sum(x.reference(), 0), 1e-7, 0);
    }

    /** ND4J's reductions and comparisons leave NaN out. */
    @Test
    void trapReductionsDropNan() {
        for (DType dtype : FLOATING) {
            for (int[] dims : List.of(new int[] {70}, new int[] {2000}, new int[] {40, 50}, new int[] {5, 300, 4})) {
                Both x = dense(dtype, SPECIAL, 7, dims);
                for (int[] axes : subsets(dims.length)) {
                    String what = Arrays.toString(axes) + " of " + x;
                    assertSame("max " + what, TESTED.max(x.tested(), axes), REFERENCE.max(x.reference(), axes));
                    assertSame(
                            "sum " + what,
                            TESTED.sum(x.tested(), axes),
                            REFERENCE.sum(x.reference(), axes),
                            1e-5,
                            1e-3);
                }
                for (int axis = 0; axis < dims.length; axis++) {
                    assertSame(
                            "argmax " + axis + " of " + x,
                            TESTED.argmax(x.tested(), axis),
                            REFERENCE.argmax(x.reference(), axis));
                }
            }
        }
        Array nan = TESTED.of(new float[] {1, Float.NaN, 5, Float.NaN}, Shape.of(4));
        assertThat(TESTED.item(TESTED.max(nan, 0))).isNaN();
        assertThat(TESTED.item(TESTED.sum(nan, 0))).isNaN();
        assertThat((long[]) TESTED.elements(TESTED.argmax(nan, 0))).containsExactly(1);
    }

    /** One infinity must not spoil its neighbours: a product with 0 instead of a sum would give NaN. */
    @Test
    void trapInfinitiesStayInTheirRow() {
        float[] values = new float[4000];
        values[10] = Float.POSITIVE_INFINITY;
        values[2010] = Float.NEGATIVE_INFINITY;
        Array x = TESTED.of(values, Shape.of(4, 1000));
        float[] rows = (float[]) TESTED.elements(TESTED.sum(x, 1));
        assertThat(rows).containsExactly(Float.POSITIVE_INFINITY, 0, Float.NEGATIVE_INFINITY, 0);
        float[] columns = (float[]) TESTED.elements(TESTED.sum(x, 0));
        assertThat(columns[10]).isNaN();
        assertThat(columns[11]).isZero();
    }

    /** Pooled memory holds what was there before; a product with beta = 0 would keep its NaN. */
    @Test
    void trapOldNanInPooledMemoryDoesNotLeakIntoResults() {
        for (DType dtype : FLOATING) {
            Object owner = new Object();
            Arena arena = Arena.open(owner);
            for (int i = 0; i < 8; i++) {
                TESTED.full(dtype, Shape.of(1100), Double.NaN);
                TESTED.full(dtype, Shape.of(3300), Double.NaN);
            }
            arena.close();
            Both x = dense(dtype, WHOLE, 8, 3, 1100);
            Both y = dense(dtype, WHOLE, 9, 3, 4, 1100);
            for (int round = 0; round < 3; round++) {
                assertSame("rows", TESTED.sum(x.tested(), 0), REFERENCE.sum(x.reference(), 0));
                assertSame("middle", TESTED.sum(y.tested(), 1), REFERENCE.sum(y.reference(), 1));
                assertSame("zeros", TESTED.full(dtype, Shape.of(1100), 0), REFERENCE.full(dtype, Shape.of(1100), 0));
                Shape out = Shape.of(3, 1100);
                Both a = dense(dtype, WHOLE, 10, 3, 2);
                Both b = dense(dtype, WHOLE, 11, 2, 1100);
                assertSame(
                        "product",
                        TESTED.matmul(a.tested(), b.tested(), false, false, out),
                        REFERENCE.matmul(a.reference(), b.reference(), false, false, out));
            }
            assertThat(Arena.current()).isNull();
        }
    }

    /** ND4J's own add, sum and matmul throw for arrays without elements. */
    @Test
    void trapArraysWithoutElements() {
        for (DType dtype : FLOATING) {
            for (int[] dims : List.of(new int[] {0}, new int[] {3, 0}, new int[] {0, 2000}, new int[] {2, 0, 1100})) {
                for (Both x : views(dtype, WHOLE, 12, dims)) {
                    assertSame(
                            "neg " + x, TESTED.unary(Unary.NEG, x.tested()), REFERENCE.unary(Unary.NEG, x.reference()));
                    assertSame(
                            "add " + x,
                            TESTED.binary(Binary.ADD, x.tested(), x.tested(), x.shape()),
                            REFERENCE.binary(Binary.ADD, x.reference(), x.reference(), x.shape()));
                    for (int[] axes : subsets(dims.length)) {
                        assertSame(
                                "sum " + Arrays.toString(axes) + " of " + x,
                                TESTED.sum(x.tested(), axes),
                                REFERENCE.sum(x.reference(), axes));
                    }
                    assertSame("copy " + x, TESTED.copy(x.tested()), x.reference());
                    assertSame(
                            "cast " + x,
                            TESTED.cast(x.tested(), DType.INT64),
                            REFERENCE.cast(x.reference(), DType.INT64));
                }
            }
        }
    }

    @Test
    void emptySlicesOfNativeArrays() {
        for (DType dtype : FLOATING) {
            Both whole = dense(dtype, WHOLE, 13, 2, 3, 4, 100);
            for (int axis = 0; axis < 4; axis++) {
                int a = axis;
                Both x = whole.see("without axis " + axis, w -> w.slice(a, 0, 0, 1));
                for (int[] axes : subsets(4)) {
                    assertSame(
                            "sum " + Arrays.toString(axes) + " of " + x,
                            TESTED.sum(x.tested(), axes),
                            REFERENCE.sum(x.reference(), axes));
                }
                assertSame("exp " + x, TESTED.unary(Unary.EXP, x.tested()), REFERENCE.unary(Unary.EXP, x.reference()));
                assertSame("copy " + x, TESTED.copy(x.tested()), REFERENCE.copy(x.reference()));
            }
        }
    }
}
