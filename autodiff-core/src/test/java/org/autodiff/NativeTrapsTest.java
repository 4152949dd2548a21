package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.functional.Loss;
import org.junit.jupiter.api.Test;

/** What ND4J's own operations get wrong, at the level of ours; each on small and on large tensors. */
class NativeTrapsTest {
    private static final int[] ROWS = {2, 700};

    /** Rows of numbers that are far apart: 1000 in the first row, 200 to 302 in the others. */
    private static Tensor rowsFarApart(int rows) {
        double[] values = new double[rows * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 3 ? 1000 - i : 200 + i % 3 * 51;
        }
        return Tensor.of(values, rows, 3);
    }

    /** ND4J shifts by the maximum of all rows, and takes the logarithm of a softmax that has become 0. */
    @Test
    void logSoftmaxOfRowsFarApart() {
        for (int rows : ROWS) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                Tensor x = rowsFarApart(rows).to(dtype);
                double[] y = x.logSoftmax(1).toDoubles();
                assertThat(y[3]).isCloseTo(-102, within(1e-4));
                assertThat(y[5]).isCloseTo(0, within(1e-4));
                double[] p = x.softmax(1).toDoubles();
                assertThat(p[5]).isCloseTo(1, within(1e-6));
                assertThat(p[3]).isBetween(0.0, 1e-40);
                assertThat(Tensor.of(new double[] {0, -750}).logSoftmax(0).toDoubles()[1])
                        .isEqualTo(-750);
            }
        }
    }

    @Test
    void crossEntropyOfCertainLogitsIsFinite() {
        for (int rows : ROWS) {
            Tensor x = rowsFarApart(rows).to(DType.FLOAT32).requiresGrad(true);
            try (Tape tape = Tape.record()) {
                Tensor loss = Loss.crossEntropy(
                        x, Tensor.of(new long[rows]), Loss.CrossEntropy.DEFAULT.withReduction(Loss.Reduction.SUM));
                loss.backward();
                assertThat(loss.item()).isCloseTo(0.4076 + 102.0 * (rows - 1), within(0.02));
                assertThat(tape.size()).isPositive();
            }
            for (double g : x.grad().toDoubles()) {
                assertThat(g).isBetween(-1.0, 1.0);
            }
        }
    }

    /** ND4J's sigmoid overflows nowhere, but its logSigmoid is minus infinity at -115. */
    @Test
    void sigmoidFarFromZero() {
        for (int n : new int[] {4, 100, 2000}) {
            Tensor x = Tensor.full(DType.FLOAT64, -115, n);
            assertThat(x.sigmoid().log().toDoubles()[n - 1]).isCloseTo(-115, within(1e-9));
            assertThat(Tensor.full(DType.FLOAT32, 1000, n).sigmoid().toFloats()).containsOnly(1f);
            assertThat(Tensor.full(DType.FLOAT32, -1000, n).sigmoid().toFloats())
                    .containsOnly(0f);
        }
    }

    private static void keepsNan(UnaryOperator<Tensor> f) {
        for (int n : new int[] {3, 100, 2000}) {
            double[] values = new double[n];
            values[1] = Double.NaN;
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                double[] y = f.apply(Tensor.of(values).to(dtype)).toDoubles();
                assertThat(y[y.length == 1 ? 0 : 1]).isNaN();
            }
        }
    }

    /** As PyTorch: so that the gradient of abs at NaN is 0. */
    @Test
    void signOfNanIsZeroAtEverySize() {
        for (int n : new int[] {3, 100, 2000}) {
            assertThat(Tensor.full(DType.FLOAT32, Double.NaN, n).sign().toFloats())
                    .containsOnly(0f);
            assertThat(Tensor.full(DType.FLOAT64, Double.NaN, n).sign().toDoubles())
                    .containsOnly(0);
        }
    }

    @Test
    void nanGoesThrough() {
        keepsNan(x -> x.maximum(0));
        keepsNan(x -> x.minimum(0));
        keepsNan(x -> x.maximum(Tensor.full(x.dtype(), 5, x.size())));
        keepsNan(x -> Tensor.full(x.dtype(), 5, x.size()).minimum(x));
        keepsNan(Tensor::max);
        keepsNan(Tensor::sum);
        keepsNan(Tensor::relu);
        keepsNan(Tensor::abs);
        keepsNan(Tensor::sigmoid);
        keepsNan(Tensor::tanh);
        keepsNan(x -> x.softmax(0));
    }

    /** PyTorch's convention; NumPy's is NaN. What matters is that small and large tensors agree. */
    @Test
    void signOfNanIsZeroInTensorsOfEverySize() {
        for (int n : new int[] {3, 2000}) {
            assertThat(Tensor.full(DType.FLOAT32, Double.NaN, n).sign().toFloats())
                    .containsOnly(0f);
            assertThat(Tensor.full(DType.FLOAT64, Double.NaN, n).sign().toDoubles())
                    .containsOnly(0);
        }
    }

    @Test
    void oneToAnyPowerIsOneAndAnyNumberToThePowerZeroToo() {
        for (int n : new int[] {3, 2000}) {
            Tensor nan = Tensor.full(DType.FLOAT32, Double.NaN, n);
            Tensor one = Tensor.full(DType.FLOAT32, 1, n);
            assertThat(one.pow(nan).toFloats()).containsOnly(1f);
            assertThat(nan.pow(0).toFloats()).containsOnly(1f);
        }
    }

    @Test
    void whereLetsNoNanThroughFromTheBranchNotTaken() {
        for (int n : new int[] {3, 2000}) {
            Tensor x = Tensor.zeros(DType.FLOAT32, n).requiresGrad(true);
            try (Tape tape = Tape.record()) {
                Tensor y = x.gt(0).where(x.log(), x);
                y.sum().backward();
                assertThat(y.toFloats()).containsOnly(0f);
                assertThat(tape.isClosed()).isFalse();
            }
            // the other branch's cotangent is 0; times 1/x it is NaN again, as in PyTorch: guard the input, not the
            // output
            Tensor z = Tensor.zeros(DType.FLOAT32, n).requiresGrad(true);
            try (Tape tape = Tape.record()) {
                Tensor safe = z.gt(0).where(z, Tensor.scalar(z.dtype(), 1));
                z.gt(0).where(safe.log(), z).sum().backward();
                assertThat(tape.isClosed()).isFalse();
            }
            assertThat(z.grad().toFloats()).containsOnly(1f);
        }
    }

    @Test
    void tensorsWithoutElements() {
        for (Shape shape : new Shape[] {Shape.of(0), Shape.of(0, 2000), Shape.of(3, 0)}) {
            Tensor x = Tensor.zeros(DType.FLOAT32, shape.toArray()).requiresGrad(true);
            try (Tape tape = Tape.record()) {
                Tensor y = x.add(x).mul(2).exp().relu().sum();
                assertThat(y.item()).isZero();
                y.backward();
                assertThat(tape.isClosed()).isFalse();
            }
            assertThat(x.grad().shape()).isEqualTo(shape);
        }
        Tensor a = Tensor.ones(DType.FLOAT32, 50, 0).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = a.matmul(Tensor.ones(DType.FLOAT32, 0, 40));
            assertThat(y.toFloats()).hasSize(2000).containsOnly(0f);
            y.sum().backward();
            assertThat(tape.size()).isEqualTo(4);
        }
        assertThat(a.grad().shape()).isEqualTo(Shape.of(50, 0));
    }

    /** A slice of a large tensor starts in the middle of native memory; pointers count bytes in some places. */
    @Test
    void slicesOfLargeTensors() {
        Tensor x = Tensor.uniform(Seed.of(1), DType.FLOAT32, -1, 1, 90, 40).requiresGrad(true);
        float[] all = x.toFloats();
        try (Tape tape = Tape.record()) {
            Tensor y = x.slice(0, 30, 70);
            float[] part = new float[1600];
            System.arraycopy(all, 1200, part, 0, 1600);
            assertThat(y.toFloats()).isEqualTo(part);
            assertThat(y.add(0).toFloats()).isEqualTo(part);
            float[] negative = y.neg().toFloats();
            assertThat(negative[1599]).isEqualTo(-part[1599]);
            y.square().sum().backward();
            assertThat(tape.isClosed()).isFalse();
        }
        float[] g = x.grad().toFloats();
        for (int i = 0; i < g.length; i++) {
            assertThat(g[i]).isEqualTo(i >= 1200 && i < 2800 ? 2 * all[i] : 0);
        }
    }

    /** ND4J's kernel for it gives 0 here in single precision. */
    @Test
    void tanhOfSmallNumbersIsTheNumber() {
        for (int n : new int[] {5, 30, 500, 999, 1000, 5000}) {
            assertThat(Tensor.full(DType.FLOAT32, 1e-6, n).tanh().toDoubles()[n - 1])
                    .isCloseTo(1e-6, within(1e-11));
            assertThat(Tensor.full(DType.FLOAT64, 1e-6, n).tanh().toDoubles()[n - 1])
                    .isCloseTo(1e-6, within(1e-14));
        }
    }
}
