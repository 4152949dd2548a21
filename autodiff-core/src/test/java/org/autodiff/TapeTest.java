package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.junit.jupiter.api.Test;

/** What a tape records, and what a backward sweep brings to the leaves. */
class TapeTest {
    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad(true);
    }

    @Test
    void backwardBringsGradientsToLeaves() {
        Tensor x = leaf(1, 2, 3);
        Tensor w = leaf(4, 5, 6);
        try (Tape tape = Tape.record()) {
            x.mul(w).sum().backward();
            assertThat(tape.size()).isEqualTo(4);
        }
        assertThat(x.grad().toDoubles()).containsExactly(4, 5, 6);
        assertThat(w.grad().toDoubles()).containsExactly(1, 2, 3);
    }

    @Test
    void gradientsHaveTheirLeafsShapeAndType() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 1, 2).requiresGrad(true);
        Tensor b = Tensor.of(new float[] {1, 2}, 2).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            x.add(b).square().sum().backward();
            assertThat(tape.isClosed()).isFalse();
        }
        assertThat(x.grad().shape()).isEqualTo(Shape.of(2, 1, 2));
        assertThat(b.grad().shape()).isEqualTo(Shape.of(2));
        assertThat(b.grad().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(b.grad().toFloats()).containsExactly(2 * 2 + 2 * 4, 2 * 4 + 2 * 6);
    }

    @Test
    void backwardAccumulatesUntilZeroGrad() {
        Tensor x = leaf(3);
        assertThat(x.grad()).isNull();
        try (Tape tape = Tape.record()) {
            Tensor y = x.square().sum();
            y.backward();
            assertThat(x.grad().item()).isEqualTo(6);
            y.backward();
            assertThat(x.grad().item()).isEqualTo(12);
            assertThat(tape.size()).isEqualTo(3);
        }
        try (Tape tape = Tape.record()) {
            x.sum().backward();
            assertThat(x.grad().item()).isEqualTo(13);
            x.zeroGrad();
            assertThat(x.grad()).isNull();
            x.sum().backward();
            assertThat(x.grad().item()).isEqualTo(1);
            assertThat(tape.listing()).contains("leaf");
        }
    }

    @Test
    void backwardAccumulatesInLargeTensorsToo() {
        Tensor x = Tensor.full(DType.FLOAT32, 2, 60, 50).requiresGrad(true);
        for (int round = 1; round <= 3; round++) {
            try (Tape tape = Tape.record()) {
                x.mul(x).mul(x).sum().backward();
                assertThat(tape.size()).isEqualTo(4);
            }
            for (float g : x.grad().toFloats()) {
                assertThat(g).isEqualTo(12f * round);
            }
        }
        x.zeroGrad();
        assertThat(x.grad()).isNull();
    }

    @Test
    void backwardWithACotangent() {
        Tensor x = leaf(1, 2, 3);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square();
            y.backward(Tensor.of(new double[] {1, 10, 100}));
            assertThat(tape.isClosed()).isFalse();
        }
        assertThat(x.grad().toDoubles()).containsExactly(2, 40, 600);
    }

    @Test
    void theCotangentItselfIsLeftAlone() {
        Tensor x = leaf(1, 2);
        Tensor y = leaf(3, 4);
        Tensor cotangent = Tensor.of(new double[] {5, 6});
        try (Tape tape = Tape.record()) {
            Tensor z = x.add(y).add(x);
            z.backward(cotangent);
            z.backward(cotangent);
            assertThat(tape.size()).isEqualTo(4);
        }
        InPlace.addScaled(x.grad(), 1, x);
        assertThat(cotangent.toDoubles()).containsExactly(5, 6);
        assertThat(x.grad().toDoubles()).containsExactly(21, 26);
        assertThat(y.grad().toDoubles()).containsExactly(10, 12);
    }

    @Test
    void aNodeUsedManyTimes() {
        Tensor a = leaf(1);
        try (Tape tape = Tape.record()) {
            Tensor b = a.add(a);
            Tensor c = b.add(b);
            c.sum().backward();
            assertThat(a.grad().item()).isEqualTo(4);
            a.zeroGrad();
            Tensor d = c.mul(c).mul(b).add(c.mul(a));
            d.sum().backward();
            assertThat(tape.size()).isEqualTo(9);
        }
        // (4a)(4a)(2a) + 4a a = 32 a^3 + 4 a^2, and so 96 + 8 at 1
        assertThat(a.grad().item()).isEqualTo(104);
    }

    @Test
    void aThousandUsesOfOneLargeLeaf() {
        Tensor w = Tensor.full(DType.FLOAT32, 1, 2000).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor sum = w;
            for (int i = 1; i < 1000; i++) {
                sum = sum.add(w);
            }
            sum.sum().backward();
            assertThat(tape.size()).isEqualTo(1001);
        }
        assertThat(w.grad().toFloats()).containsOnly(1000f);
    }

    @Test
    void aLongChainNeedsNoStack() {
        Tensor x = leaf(1);
        try (Tape tape = Tape.record()) {
            Tensor y = x;
            for (int i = 0; i < 200_000; i++) {
                y = i % 2 == 0 ? y.mul(1.0001) : y.add(0.5);
            }
            y.sum().backward();
            assertThat(tape.size()).isGreaterThan(200_000);
        }
        assertThat(x.grad().item()).isCloseTo(Math.pow(1.0001, 100_000), within(1e-6 * Math.exp(10)));
    }

    @Test
    void whatNoLeafLeadsToIsNotRecorded() {
        Tensor x = Tensor.of(new double[] {1, 2});
        try (Tape tape = Tape.record()) {
            Tensor y = x.exp().add(1).sum();
            assertThat(tape.size()).isZero();
            assertThat(y.isRecorded()).isFalse();
            assertThat(y.item()).isEqualTo(Math.E + Math.exp(2) + 2);
        }
        assertThat(x.grad()).isNull();
    }

    @Test
    void withoutATapeOperationsJustCompute() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(x);
        assertThat(y.isRecorded()).isFalse();
        assertThat(y.requiresGrad()).isFalse();
        assertThat(y.toDoubles()).containsExactly(1, 4);
    }

    @Test
    void detachCutsTheTape() {
        Tensor x = leaf(3);
        Tensor kept;
        try (Tape tape = Tape.record()) {
            Tensor y = x.square();
            kept = y.detach();
            y.mul(kept).sum().backward();
            assertThat(kept.isRecorded()).isFalse();
            assertThat(tape.size()).isEqualTo(5);
        }
        assertThat(x.grad().item()).isEqualTo(54); // 2 x times 9
        assertThat(kept.item()).isEqualTo(9);
    }

    @Test
    void noGradInsideATapeRecordsNothing() {
        Tensor x = leaf(2);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square();
            int size = tape.size();
            try (Scope scope = Scope.noGrad()) {
                Tensor z = y.mul(x).add(x);
                assertThat(z.item()).isEqualTo(10);
                assertThat(z.isRecorded()).isFalse();
                assertThat(scope.isClosed()).isFalse();
            }
            assertThat(tape.size()).isEqualTo(size);
            y.mul(x).sum().backward();
        }
        assertThat(x.grad().item()).isEqualTo(12);
    }

    @Test
    void recordingGoesOnAfterAnExceptionInsideNoGrad() {
        Tensor x = leaf(2);
        try (Tape tape = Tape.record()) {
            assertThatThrownBy(() -> {
                        try (Scope scope = Scope.noGrad()) {
                            assertThat(scope.isClosed()).isFalse();
                            throw new IllegalStateException("in the scope");
                        }
                    })
                    .hasMessage("in the scope");
            x.square().sum().backward();
            assertThat(tape.size()).isEqualTo(3);
        }
        assertThat(x.grad().item()).isEqualTo(4);
    }

    @Test
    void recordingGoesOnAfterAnExceptionInARule() {
        OpDef broken = OpDef.custom("broken")
                .forward((b, x, out, attrs) -> b.copy(x[0]))
                .vjp((call, g) -> {
                    throw new IllegalStateException("in the rule");
                })
                .jvp((call, t) -> t[0])
                .domain(org.autodiff.op.Domain.real(-1, 1))
                .samples("[2]")
                .formula("x", "1")
                .define();
        Tensor x = leaf(2);
        try (Tape tape = Tape.record()) {
            Tensor y = broken.apply(x.square()).sum();
            assertThatThrownBy(y::backward).hasMessage("in the rule");
            int size = tape.size();
            Tensor z = x.mul(x).sum();
            assertThat(tape.size()).isEqualTo(size + 2);
            z.backward();
        }
        assertThat(x.grad().item()).isEqualTo(4);
    }

    @Test
    void backwardInsideNoGradStillReachesTheLeaves() {
        Tensor x = Tensor.full(DType.FLOAT32, 3, 2000).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square().sum();
            try (Scope scope = Scope.noGrad()) {
                y.backward();
                assertThat(scope.isClosed()).isFalse();
            }
            assertThat(x.grad().toFloats()).containsOnly(6f);
            assertThat(tape.isClosed()).isFalse();
        }
        assertThat(x.grad().toFloats()).containsOnly(6f);
    }

    @Test
    void onlyTheAncestorsOfTheRootAreSwept() {
        Tensor x = leaf(2);
        Tensor y = leaf(3);
        try (Tape tape = Tape.record()) {
            Tensor a = x.square().sum();
            Tensor b = y.log().sum();
            a.backward();
            assertThat(b.isRecorded()).isTrue();
            assertThat(tape.size()).isEqualTo(6);
        }
        assertThat(x.grad().item()).isEqualTo(4);
        assertThat(y.grad()).isNull();
    }

    @Test
    void backwardFromALeafItselfGivesOne() {
        Tensor x = Tensor.scalar(DType.FLOAT64, 5).requiresGrad(true);
        x.backward();
        x.backward();
        assertThat(x.grad().item()).isEqualTo(2);
    }

    @Test
    void backwardIsTheSameToTheLastBitEachTime() {
        float[] first = null;
        for (int run = 0; run < 3; run++) {
            Tensor w = Tensor.normal(org.autodiff.array.Seed.of(1), DType.FLOAT32, 0, 1, 120, 110)
                    .requiresGrad(true);
            try (Tape tape = Tape.record()) {
                w.matmul(w, false, true).tanh().sum(1).softmax(0).square().sum().backward();
                assertThat(tape.size()).isEqualTo(7);
            }
            float[] g = w.grad().toFloats();
            first = first == null ? g : first;
            assertThat(g).isEqualTo(first);
        }
    }
}
