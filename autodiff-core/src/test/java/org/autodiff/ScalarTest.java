package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.Test;

/** Numbers on a tape, alone and mixed with tensors. */
class ScalarTest {
    @Test
    void backward() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(1);
            Scalar y = tape.leaf(3);
            Scalar z = tape.leaf(-2);
            Scalar v = x.add(y).mul(z);
            assertThat(v.value()).isEqualTo(-8);
            v.backward();
            assertThat(x.grad()).isEqualTo(-2);
            assertThat(y.grad()).isEqualTo(-2);
            assertThat(z.grad()).isEqualTo(4);
            assertThat(v).hasToString("-8.0");
        }
    }

    @Test
    void gradientsAccumulateUntilZeroGrad() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(3);
            Scalar unused = tape.leaf(1);
            assertThat(x.grad()).isZero();
            Scalar y = x.square();
            y.backward();
            y.backward();
            assertThat(x.grad()).isEqualTo(12);
            assertThat(unused.grad()).isZero();
            x.zeroGrad();
            assertThat(x.grad()).isZero();
            x.mul(x).mul(x).backward();
            assertThat(x.grad()).isEqualTo(27);
        }
    }

    @Test
    void aNumberUsedManyTimes() {
        try (Tape tape = Tape.record()) {
            Scalar a = tape.leaf(1);
            Scalar b = a.add(a);
            Scalar c = b.add(b);
            c.backward();
            assertThat(a.grad()).isEqualTo(4);
        }
    }

    @Test
    void constantsHaveNoGradient() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(2);
            Scalar c = tape.constant(5);
            x.mul(c).add(1).backward();
            assertThat(x.grad()).isEqualTo(5);
            assertThatThrownBy(c::grad).isInstanceOf(TapeException.class).hasMessageContaining("no leaf");
        }
    }

    @Test
    void gradOfAnIntermediateValueSaysWhatToDo() {
        try (Tape tape = Tape.record()) {
            Scalar y = tape.leaf(2).square();
            y.backward();
            assertThatThrownBy(y::grad)
                    .isInstanceOf(TapeException.class)
                    .hasMessageContaining("%1 is no leaf")
                    .hasMessageContaining("tape.gradients(y, x)");
        }
    }

    @Test
    void derivativesOfZeroCountAsGradients() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(0);
            Scalar y = x.square().add(x.mul(-0.0));
            y.backward();
            assertThat(x.grad()).isZero();
            assertThat(1 / x.grad()).isPositive();
        }
    }

    @Test
    void functionalGradients() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(2);
            Scalar y = tape.leaf(3);
            Scalar a = x.mul(y);
            Scalar z = a.square().add(x);
            assertThat(tape.gradients(z, x, y, a)).containsExactly(37, 24, 12);
            assertThat(x.grad()).isZero();
        }
    }

    @Test
    void aLongChainOfNumbers() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(1);
            Scalar w = tape.leaf(1.00001);
            Scalar h = x;
            for (int i = 0; i < 300_000; i++) {
                h = h.mul(w);
            }
            h.backward();
            assertThat(x.grad()).isCloseTo(Math.pow(1.00001, 300_000), within(1e-8));
            assertThat(w.grad()).isCloseTo(300_000 * Math.pow(1.00001, 299_999), within(1e-2));
            assertThat(tape.size()).isEqualTo(300_002);
        }
    }

    @Test
    void columnsOfAClosedTapeStartEmptyOnTheNext() {
        for (int round = 0; round < 3; round++) {
            try (Tape tape = Tape.record()) {
                Scalar x = tape.leaf(round);
                Scalar y = x.exp().mul(x);
                y.backward();
                assertThat(tape.size()).isEqualTo(3);
                assertThat(x.grad()).isCloseTo(Math.exp(round) * (1 + round), within(1e-12));
                assertThat(tape.node(0).name()).isEqualTo("leaf");
            }
        }
    }

    @Test
    void aTensorReducesToAScalarAndBack() {
        Tensor x = Tensor.of(new double[] {1, 2, 3}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Scalar sum = x.square().sum().toScalar();
            assertThat(sum.value()).isEqualTo(14);
            Scalar twice = sum.mul(2).log();
            Tensor t = twice.toTensor();
            assertThat(t.dtype()).isEqualTo(DType.FLOAT64);
            t.mul(t).backward();
            double factor = 2 * Math.log(28) / 14;
            assertThat(x.grad().toDoubles())
                    .containsExactly(new double[] {2 * factor, 4 * factor, 6 * factor}, within(1e-14));
            assertThat(tape.size()).isEqualTo(7);
        }
    }

    @Test
    void aScalarSweepReachesTensorLeaves() {
        Tensor x = Tensor.of(new float[] {1, 2, 3}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Scalar y = x.square().sum().toScalar().mul(tape.constant(0.5));
            y.backward();
            assertThat(tape.isClosed()).isFalse();
        }
        assertThat(x.grad().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(x.grad().toFloats()).containsExactly(1, 2, 3);
    }

    @Test
    void oneTensorUsedByScalarsAndTensors() {
        Tensor x = Tensor.scalar(DType.FLOAT64, 3).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor a = x.square(); // 9
            Scalar s = a.toScalar().mul(a.toScalar()); // 81
            Tensor y = s.toTensor().add(a.mul(5)).add(s.toTensor());
            y.backward(); // 2 a^2 + 5 a, by x: (4 a + 5) 2 x
            assertThat(y.item()).isEqualTo(207);
            assertThat(x.grad().item()).isEqualTo(41 * 6);
            assertThat(tape.gradients(y, a).of(a).item()).isEqualTo(41);
        }
    }

    @Test
    void singlePrecisionTensorsAreConverted() {
        Tensor x = Tensor.scalar(DType.FLOAT32, 0.1).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Scalar s = x.toScalar();
            assertThat(s.value()).isEqualTo(0.1f);
            s.square().backward();
            assertThat(x.grad().dtype()).isEqualTo(DType.FLOAT32);
            assertThat(x.grad().item()).isEqualTo(0.2f);
            assertThat(tape.listing()).contains("cast %0 {f64} : f64[]");
        }
    }

    @Test
    void scalarsStackToATensor() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(2);
            Scalar y = tape.leaf(3);
            Tensor v = Tensor.stack(x, y, x.mul(y));
            assertThat(v.toDoubles()).containsExactly(2, 3, 6);
            v.mul(Tensor.of(new double[] {1, 10, 100})).sum().backward();
            assertThat(x.grad()).isEqualTo(301);
            assertThat(y.grad()).isEqualTo(210);
        }
    }

    @Test
    void secondOrderThroughScalarsAndTensors() {
        try (Tape tape = Tape.record()) {
            Scalar s = tape.leaf(2);
            Tensor x = s.square().mul(s).toTensor(); // s^3
            Tensor y = x.mul(x); // s^6
            Tensor leaf = s.toTensor();
            Tensor first = tape.gradientsWithGraph(y, leaf).of(leaf);
            assertThat(first.item()).isEqualTo(6 * 32);
            Tensor second = tape.gradientsWithGraph(first, leaf).of(leaf);
            assertThat(second.item()).isEqualTo(30 * 16);
            Tensor third = tape.gradientsWithGraph(second, leaf).of(leaf);
            assertThat(third.item()).isEqualTo(120 * 8);
            third.backward();
            assertThat(s.grad()).isEqualTo(360 * 4);
        }
    }

    @Test
    void thirdOrderOfTheFourthPowerOfAScalar() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(2);
            Tensor t = x.toTensor();
            Tensor g = x.pow(4).toTensor();
            double[] expected = {32, 48, 48, 24};
            for (double e : expected) {
                g = tape.gradientsWithGraph(g, t).of(t);
                assertThat(g.item()).isCloseTo(e, within(1e-12));
            }
        }
    }

    @Test
    void jvpThroughScalars() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(2);
            Tensor t = x.toTensor();
            Tensor y = x.square().mul(x).toTensor();
            Tensor one = Tensor.scalar(DType.FLOAT64, 1);
            assertThat(tape.jvp(y, new Tensor[] {t}, new Tensor[] {one}).item()).isEqualTo(12);
        }
    }

    @Test
    void composedFunctionsWorkOnScalars() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(-2.75);
            Scalar y = x.frac().mul(x.logSigmoid());
            double s = Math.log(1 / (1 + Math.exp(2.75)));
            assertThat(y.value()).isCloseTo(-0.75 * s, within(1e-14));
            y.backward();
            assertThat(x.grad()).isCloseTo(s - 0.75 / (1 + Math.exp(-2.75)), within(1e-14));
        }
    }

    @Test
    void operationsThatNeedTensorsSaySo() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(2);
            assertThatThrownBy(() -> Reduction.SUM.apply(x))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("sum does not work on scalars")
                    .hasMessageContaining("toTensor()");
            assertThatThrownBy(() -> Arithmetic.ADD.apply(x)).isInstanceOf(ArgumentException.class);
            assertThatThrownBy(() -> Elementwise.EXP.apply(x, x)).isInstanceOf(ArgumentException.class);
            assertThat(tape.size()).isOne();
        }
    }

    @Test
    void toScalarNeedsARecordedNumberOfRankZero() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            for (Tensor t : new Tensor[] {
                x.square(), Tensor.scalar(DType.FLOAT64, 1), x.sum().detach()
            }) {
                assertThatThrownBy(t::toScalar)
                        .isInstanceOf(TapeException.class)
                        .hasMessageContaining("toScalar")
                        .hasMessageContaining("rank 0 and recorded");
            }
            assertThat(x.sum().toScalar().value()).isEqualTo(3);
            assertThat(tape.size()).isPositive();
        }
    }
}
