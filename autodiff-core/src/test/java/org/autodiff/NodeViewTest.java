package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.IndexException;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;
import org.junit.jupiter.api.Test;

/** The public read-only view of a tape: its nodes and its listing. */
class NodeViewTest {
    @Test
    void listing() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).requiresGrad(true);
        Tensor c = Tensor.of(new float[] {1, 10, 100});
        try (Tape tape = Tape.record()) {
            Tensor y = x.mul(c).matmul(x, false, true).sum(1).mean();
            assertThat(tape.listing())
                    .isEqualTo("%0 = leaf : f32[2,3]\n"
                            + "%1 = const : f32[3]\n"
                            + "%2 = mul %0 %1 : f32[2,3]\n"
                            + "%3 = matmul %2 %0 {right^T} : f32[2,2]\n"
                            + "%4 = sum %3 {axes=[1]} : f32[2]\n"
                            + "%5 = mean %4 {axes=[0]} : f32[]\n");
            assertThat(y.rank()).isZero();
        }
    }

    @Test
    void listingWithValuesAndAdjoints() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor y = x.square().sum();
            assertThat(tape.listingWithValues())
                    .isEqualTo("%0 = leaf : f64[2]  = [1.0, 2.0]\n"
                            + "%1 = square %0 : f64[2]  = [1.0, 4.0]\n"
                            + "%2 = sum %1 {axes=[0]} : f64[]  = 5.0\n");
            y.backward();
            assertThat(tape.listingWithValues())
                    .isEqualTo("%0 = leaf : f64[2]  = [1.0, 2.0]  adjoint [2.0, 4.0]\n"
                            + "%1 = square %0 : f64[2]  = [1.0, 4.0]  adjoint [1.0, 1.0]\n"
                            + "%2 = sum %1 {axes=[0]} : f64[]  = 5.0  adjoint 1.0\n");
        }
    }

    @Test
    void listingOfScalars() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar x = tape.leaf(2);
            x.mul(3).add(x).backward();
            assertThat(tape.listingWithValues())
                    .isEqualTo("%0 = leaf : f64[]  = 2.0  adjoint 4.0\n"
                            + "%1 = const : f64[]  = 3.0  adjoint 2.0\n"
                            + "%2 = mul %0 %1 : f64[]  = 6.0  adjoint 1.0\n"
                            + "%3 = add %2 %0 : f64[]  = 8.0  adjoint 1.0\n");
        }
    }

    @Test
    void longValuesAreCut() {
        Tensor x = Tensor.full(DType.FLOAT32, 1, 100).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            x.neg();
            assertThat(tape.listingWithValues()).contains("[-1.0, -1.0, -1.0, ..., -1.0, -1.0, -1.0]");
        }
        assertThat(Tensor.full(DType.FLOAT32, 2, 8)).hasToString("f32[8] [2.0, 2.0, 2.0, ..., 2.0, 2.0, 2.0]");
        assertThat(Tensor.full(DType.FLOAT32, 2, 6)).hasToString("f32[6] [2.0, 2.0, 2.0, 2.0, 2.0, 2.0]");
        assertThat(Tensor.of(new long[] {1, 2}, 2, 1)).hasToString("i64[2,1] [[1], [2]]");
        assertThat(Tensor.zeros(DType.BOOL, 0)).hasToString("bool[0] []");
    }

    @Test
    void nodesOfTensors() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        Tensor c = Tensor.of(new double[] {3, 4});
        try (Tape tape = Tape.record()) {
            Tensor y = x.sub(c).sum(true, 0);
            assertThat(tape.size()).isEqualTo(4);
            Node leaf = tape.node(0);
            assertThat(leaf.kind()).isEqualTo(Node.Kind.LEAF);
            assertThat(leaf.name()).isEqualTo("leaf");
            assertThat(leaf.op()).isNull();
            assertThat(leaf.inputs()).isEmpty();
            assertThat(leaf.value()).isSameAs(x);
            assertThat(tape.node(1).kind()).isEqualTo(Node.Kind.CONSTANT);
            assertThat(tape.node(1).name()).isEqualTo("const");
            Node sub = tape.node(2);
            assertThat(sub.kind()).isEqualTo(Node.Kind.OPERATION);
            assertThat(sub.op()).isSameAs(Arithmetic.SUB);
            assertThat(sub.inputs()).containsExactly(0, 1);
            assertThat(sub.index()).isEqualTo(2);
            assertThat(sub.attrs()).isEqualTo(Attrs.None.NONE);
            Node sum = tape.node(3);
            assertThat(sum.attrs()).hasToString("axes=[0] keepDims");
            assertThat(sum.shape()).isEqualTo(Shape.of(1));
            assertThat(sum.dtype()).isEqualTo(DType.FLOAT64);
            assertThat(sum.value()).isSameAs(y);
            assertThat(sum.source()).isNull();
            sub.inputs()[0] = 99;
            assertThat(sub.inputs()).containsExactly(0, 1);
        }
    }

    @Test
    void nodesOfScalars() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(2);
            Scalar y = x.exp().mul(5);
            assertThat(tape.node(0).kind()).isEqualTo(Node.Kind.LEAF);
            assertThat(tape.node(1).op()).isSameAs(Elementwise.EXP);
            assertThat(tape.node(1).inputs()).containsExactly(0);
            assertThat(tape.node(2).kind()).isEqualTo(Node.Kind.CONSTANT);
            assertThat(tape.node(2).value().item()).isEqualTo(5);
            assertThat(tape.node(3).inputs()).containsExactly(1, 2);
            assertThat(tape.node(3).value().item()).isEqualTo(y.value());
            assertThat(tape.node(3).index()).isEqualTo(y.slot());
        }
    }

    @Test
    void nodeNumbersOutOfRange() {
        try (Tape tape = Tape.record()) {
            tape.leaf(1);
            assertThatThrownBy(() -> tape.node(1))
                    .isInstanceOf(IndexException.class)
                    .hasMessageContaining("node 1 of a tape of 1 nodes");
            assertThatThrownBy(() -> tape.node(-1)).isInstanceOf(IndexException.class);
        }
    }

    @Test
    void inputsHaveSmallerNumbers() {
        Tensor x = Tensor.full(DType.FLOAT64, 0.5, 3, 4).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = x.softmax(1).matmul(x, true, false).max();
            tape.gradientsWithGraph(y, x).of(x).square().sum();
            assertThat(tape.size()).isGreaterThan(10);
            for (int i = 0; i < tape.size(); i++) {
                assertThat(tape.node(i).index()).isEqualTo(i);
                for (int input : tape.node(i).inputs()) {
                    assertThat(input).isLessThan(i);
                }
            }
        }
    }

    @Test
    void adjointsAreKeptOnRequestOnly() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            x.square().sum().backward();
            assertThat(tape.node(1).adjoint()).isNull();
        }
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor y = x.square();
            Tensor unused = y.exp();
            y.sum().backward();
            assertThat(tape.node(1).adjoint().toDoubles()).containsExactly(1, 1);
            assertThat(tape.node(0).adjoint().toDoubles()).containsExactly(2, 4);
            assertThat(tape.node(2).value()).isSameAs(unused);
            assertThat(tape.node(2).adjoint()).isNull();
        }
    }

    @Test
    void aKeptAdjointDoesNotChangeAtTheNextSweep() {
        for (int n : new int[] {3, 2000}) {
            Tensor x = Tensor.full(DType.FLOAT64, 1, n).requiresGrad(true);
            try (Tape tape = Tape.record().retainAdjoints()) {
                Tensor y = x.add(x).sum();
                y.backward();
                Tensor kept = tape.node(0).adjoint();
                assertThat(kept.toDoubles()).containsOnly(2);
                y.backward();
                assertThat(x.grad().toDoubles()).containsOnly(4);
                assertThat(kept.toDoubles()).containsOnly(2);
                assertThat(tape.node(0).adjoint().toDoubles()).containsOnly(2);
            }
        }
    }

    @Test
    void aClosedTapeHasNoNodesToShow() {
        Tape tape = Tape.record();
        tape.leaf(1);
        tape.close();
        assertThatThrownBy(() -> tape.node(0))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("node")
                .hasMessageContaining("closed tape");
        assertThatThrownBy(tape::listing).isInstanceOf(TapeException.class);
    }
}
