package org.autodiff.array.nd4j.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.autodiff.array.Arena;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.array.heap.HeapProvider;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The backend on ND4J's executioner against plain Java, in every build; the whole suite runs on it on request. */
class PortableBackendTest {
    private static final PortableBackend PORTABLE = new PortableBackend();
    private static final Backend HEAP = new HeapProvider().create();
    private static final Shape LARGE = Shape.of(30, 50);

    private static double[] numbers(int n, double low, double high) {
        RandomGenerator random = Seed.of(n).generator();
        return random.doubles(n, low, high).toArray();
    }

    private static double[] read(Array x) {
        return (double[]) PORTABLE.elements(PORTABLE.cast(x, DType.FLOAT64));
    }

    private static void assertSame(Array actual, Array expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.dtype()).isEqualTo(expected.dtype());
        double[] a = read(actual);
        double[] b = (double[]) HEAP.elements(HEAP.cast(expected, DType.FLOAT64));
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).as("element %d", i).isCloseTo(b[i], Offset.offset(tolerance * (1 + Math.abs(b[i]))));
        }
    }

    @TestFactory
    Stream<DynamicTest> unary() {
        return Arrays.stream(Unary.values())
                .map(f -> DynamicTest.dynamicTest(f.name(), () -> {
                    double shift = f == Unary.ACOSH ? 1 : 0; // into its domain
                    double[] x = numbers(LARGE.size(), shift + 0.1, shift + 0.9);
                    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                        Array mine = PORTABLE.unary(f, PORTABLE.cast(PORTABLE.of(x, LARGE), dtype));
                        Array plain = HEAP.unary(f, HEAP.cast(HEAP.of(x, LARGE), dtype));
                        assertSame(mine, plain, dtype == DType.FLOAT32 ? 2e-6 : 1e-12);
                    }
                }));
    }

    @Test
    void slopesLetGradientsThroughAtNan() {
        double[] x = new double[LARGE.size()];
        Arrays.fill(x, -1);
        x[7] = Double.NaN;
        x[8] = 2;
        double[] slopes = read(PORTABLE.unary(Unary.STEP, PORTABLE.of(x, LARGE)));
        assertThat(Arrays.copyOfRange(slopes, 6, 10)).containsExactly(0, 1, 1, 0);
    }

    @TestFactory
    Stream<DynamicTest> binary() {
        Shape[][] shapes = {
            {LARGE, LARGE}, {LARGE, Shape.of(50)}, {Shape.of(30, 1), Shape.of(1, 50)}, {Shape.SCALAR, LARGE}
        };
        return Arrays.stream(Binary.values())
                .map(f -> DynamicTest.dynamicTest(f.name(), () -> {
                    for (Shape[] s : shapes) {
                        double[] x = numbers(s[0].size(), 0.5, 3);
                        double[] y = numbers(s[1].size() + 1, 0.5, 3);
                        y = Arrays.copyOf(y, s[1].size());
                        assertSame(
                                PORTABLE.binary(f, PORTABLE.of(x, s[0]), PORTABLE.of(y, s[1]), LARGE),
                                HEAP.binary(f, HEAP.of(x, s[0]), HEAP.of(y, s[1]), LARGE),
                                1e-12);
                    }
                }));
    }

    @Test
    void sumsProductsAndViews() {
        double[] x = numbers(2 * 30 * 50, -1, 1);
        Shape shape = Shape.of(2, 30, 50);
        Array mine = PORTABLE.of(x, shape);
        Array plain = HEAP.of(x, shape);
        for (int[] axes : new int[][] {{0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}, {0, 1, 2}}) {
            assertSame(PORTABLE.sum(mine, axes), HEAP.sum(plain, axes), 1e-12);
        }
        Shape out = Shape.of(2, 30, 30);
        assertSame(PORTABLE.matmul(mine, mine, false, true, out), HEAP.matmul(plain, plain, false, true, out), 1e-12);
        assertSame(
                PORTABLE.copy(mine.permute(2, 0, 1).slice(0, 3, 20, 2)),
                HEAP.copy(plain.permute(2, 0, 1).slice(0, 3, 20, 2)),
                0);
        PORTABLE.addInto(mine, 0.5, mine.slice(0, 1, 1, 1).expand(shape));
        HEAP.addInto(plain, 0.5, HEAP.copy(plain.slice(0, 1, 1, 1).expand(shape)));
        assertSame(mine, plain, 1e-15);
    }

    /** The memory of what was made in a scope goes back when that closes, and a later use is an error. */
    @Test
    void memoryIsClosedWithItsScope() {
        Arena.open(this);
        Array x;
        try {
            x = PORTABLE.full(DType.FLOAT32, LARGE, 2);
            assumeTrue(x.storage() instanceof Buffer);
            assertThat(read(x)[7]).isEqualTo(2);
        } finally {
            Arena.current().close();
        }
        assertThatThrownBy(() -> read(x)).isInstanceOf(TapeException.class).hasMessageContaining("released");
    }
}
