package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Padding;
import org.autodiff.op.Reference;
import org.junit.jupiter.api.Test;

/** The composed operations of {@link Movement}, {@link Joining}, {@link Padding} and {@link Diagonals}, element by element. */
class ShapeOperationsTest {
    /** Counts from 1 in row-major order. */
    private static Tensor counted(int... dims) {
        double[] values = new double[Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        return Tensor.of(values, values.length).reshape(dims);
    }

    private static double at(Tensor x, int... index) {
        double[] values = x.toDoubles();
        int place = 0;
        for (int i = 0; i < index.length; i++) {
            place = place * x.shape().dim(i) + index[i];
        }
        return values[place];
    }

    private static void assertElements(Tensor z, int[] dims, ToDoubleFunction<int[]> f) {
        assertThat(z.shape()).isEqualTo(Shape.of(dims));
        int[] index = new int[dims.length];
        for (double value : z.toDoubles()) {
            assertThat(value).as("at %s", java.util.Arrays.toString(index)).isEqualTo(f.applyAsDouble(index));
            Reference.next(index, z.shape());
        }
    }

    private static int[] shape(int... dims) {
        return dims;
    }

    private static void check(TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(2).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThat(report.checked()).isPositive();
    }

    private static Tensor random(int... dims) {
        return Tensor.normal(Seed.of(3), DType.FLOAT64, 0, 1, dims);
    }

    private static void refuses(Class<? extends AutodiffException> type, ThrowingCallable use, String... parts) {
        assertThatThrownBy(use)
                .isInstanceOf(type)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void axesComeAndGo() {
        Tensor x = counted(1, 3, 1, 2);
        assertThat(x.squeeze().shape()).isEqualTo(Shape.of(3, 2));
        assertThat(x.squeeze(0, 1).shape()).isEqualTo(Shape.of(3, 1, 2));
        assertThat(x.squeeze(-2).shape()).isEqualTo(Shape.of(1, 3, 2));
        assertThat(x.unsqueeze(-1).shape()).isEqualTo(Shape.of(1, 3, 1, 2, 1));
        assertThat(x.unsqueeze(1).shape()).isEqualTo(Shape.of(1, 1, 3, 1, 2));
        assertThat(Tensor.scalar(DType.FLOAT64, 4).unsqueeze(0).shape()).isEqualTo(Shape.of(1));
        assertThat(x.flatten().shape()).isEqualTo(Shape.of(6));
        assertThat(x.flatten(1, -1).shape()).isEqualTo(Shape.of(1, 6));
        assertThat(Tensor.scalar(DType.FLOAT64, 4).flatten(0, -1).shape()).isEqualTo(Shape.of(1));
        assertThat(Tensor.zeros(DType.FLOAT32, 2, 0, 3).flatten(0, 1).shape()).isEqualTo(Shape.of(0, 3));
        assertElements(counted(2, 1).broadcastTo(3, 2, 2), shape(3, 2, 2), i -> i[1] + 1);
        refuses(IndexException.class, () -> x.unsqueeze(5), "unsqueeze", "axis 5", "-5 to 4");
        refuses(IndexException.class, () -> x.squeeze(4), "squeeze", "axis 4");
        refuses(IndexException.class, () -> x.flatten(2, 1), "flatten", "axis 2", "after axis 1");
    }

    @Test
    void movedim() {
        Tensor x = counted(2, 3, 4);
        assertElements(x.movedim(0, 2), shape(3, 4, 2), i -> at(x, i[2], i[0], i[1]));
        assertElements(x.movedim(shape(0, 1), shape(2, 0)), shape(3, 4, 2), i -> at(x, i[2], i[0], i[1]));
        assertElements(x.movedim(-1, 0), shape(4, 2, 3), i -> at(x, i[1], i[2], i[0]));
        refuses(IndexException.class, () -> x.movedim(shape(0, 0), shape(1, 2)), "movedim", "twice");
        refuses(IndexException.class, () -> x.movedim(shape(0, 1), shape(1, -2)), "movedim", "twice");
        refuses(AutodiffException.class, () -> x.movedim(shape(0), shape(1, 2)), "movedim", "1 axes", "2 places");
    }

    /** A leaf's view shows its memory: a change in place would be seen, and so the leaf takes new memory for it. */
    @Test
    void selectionsAndAxesOfSizeOneAreViews() {
        Tensor x = counted(40, 50).to(DType.FLOAT32);
        Tensor column = x.select(1, 3);
        assertThat(column.array().storage()).isSameAs(x.array().storage());
        for (Tensor view : List.of(
                x.transpose(0, 1).unsqueeze(1),
                x.transpose(0, 1).unsqueeze(1).squeeze(),
                x.slice(1, 0, 20).flatten(0, 0),
                x.diagonal(),
                x.split(1, 20, 30).get(1),
                x.unbind(0).get(7))) {
            assertThat(view.array().storage()).isSameAs(x.array().storage());
        }
        assertThat(column.toFloats()[2]).isEqualTo(104);
    }

    @Test
    void select() {
        Tensor x = counted(2, 3, 4);
        assertElements(x.select(1, 2), shape(2, 4), i -> at(x, i[0], 2, i[1]));
        assertElements(x.select(-1, -4), shape(2, 3), i -> at(x, i[0], i[1], 0));
        assertThat(counted(3).select(0, 1).item()).isEqualTo(2);
        refuses(IndexException.class, () -> x.select(1, 3), "select", "index 3", "axis 1", "-3 to 2");
        refuses(IndexException.class, () -> x.select(1, -4), "select", "index -4");
        refuses(IndexException.class, () -> Tensor.zeros(DType.FLOAT32, 0).select(0, 0), "select", "empty");
        check(in -> in[0].select(1, -1).square(), random(2, 3, 2));
    }

    @Test
    void slicesByPythonsRules() {
        Tensor x = counted(5);
        int end = Integer.MAX_VALUE;
        assertThat(x.sliceClipped(0, -100, 100, 2).toDoubles()).containsExactly(1, 3, 5);
        assertThat(x.sliceClipped(0, -2, end, 1).toDoubles()).containsExactly(4, 5);
        assertThat(x.sliceClipped(0, 1, -1, 1).toDoubles()).containsExactly(2, 3, 4);
        assertThat(x.sliceClipped(0, 3, 2, 1).toDoubles()).isEmpty();
        assertThat(x.sliceClipped(0, 7, end, 3).toDoubles()).isEmpty();
        assertThat(x.sliceClipped(0, Integer.MIN_VALUE, -4, end).toDoubles()).containsExactly(1);
        refuses(IndexException.class, () -> x.sliceClipped(0, 0, 1, 0), "sliceClipped", "step is 0");
    }

    @Test
    void stack() {
        Tensor a = counted(2, 3);
        Tensor b = a.mul(10);
        assertElements(Tensor.stack(0, a, b), shape(2, 2, 3), i -> at(i[0] == 0 ? a : b, i[1], i[2]));
        assertElements(Tensor.stack(-1, a, b), shape(2, 3, 2), i -> at(i[2] == 0 ? a : b, i[0], i[1]));
        refuses(ShapeException.class, () -> Tensor.stack(0, a, counted(3, 2)), "stack", "tensor 1", "[3, 2]", "[2, 3]");
        refuses(IndexException.class, () -> Tensor.stack(3, a, b), "stack", "axis 3", "-3 to 2");
        refuses(AutodiffException.class, () -> Tensor.stack(0, new Tensor[0]), "stack", "no tensors");
        check(in -> Tensor.stack(1, in).square(), random(2, 2), random(2, 2).mul(2));
    }

    @Test
    void parts() {
        Tensor x = counted(2, 5);
        List<Tensor> parts = x.split(1, 2, 0, 3);
        assertElements(parts.get(0), shape(2, 2), i -> at(x, i));
        assertThat(parts.get(1).shape()).isEqualTo(Shape.of(2, 0));
        assertElements(parts.get(2), shape(2, 3), i -> at(x, i[0], i[1] + 2));
        assertThat(x.chunk(1, 3))
                .extracting(Tensor::shape)
                .containsExactly(Shape.of(2, 2), Shape.of(2, 2), Shape.of(2, 1));
        assertThat(x.chunk(1, 4))
                .extracting(Tensor::shape)
                .containsExactly(Shape.of(2, 2), Shape.of(2, 2), Shape.of(2, 1));
        assertThat(x.chunk(0, Integer.MAX_VALUE)).hasSize(2);
        assertElements(x.unbind(1).get(3), shape(2), i -> at(x, i[0], 3));
        assertThat(Tensor.zeros(DType.FLOAT32, 0, 2).chunk(0, 2))
                .extracting(Tensor::shape)
                .containsOnly(Shape.of(0, 2));
        refuses(ShapeException.class, () -> x.split(1, 2, 2), "split", "[2, 2]", "[2, 5]", "add up to 5");
        refuses(ShapeException.class, () -> x.split(1, 6, -1), "split", "0 or more");
        refuses(AutodiffException.class, () -> x.chunk(0, 0), "chunk");
        check(in -> in[0].split(1, 1, 2).get(1).mul(in[0].unbind(1).get(0).unsqueeze(1)), random(2, 3));
    }

    @Test
    void repetitions() {
        Tensor x = counted(2, 3);
        assertElements(x.repeat(2, 1, 2), shape(2, 2, 6), i -> at(x, i[1], i[2] % 3));
        assertElements(x.repeat(2), shape(2, 6), i -> at(x, i[0], i[1] % 3));
        assertThat(x.repeat(0, 1).shape()).isEqualTo(Shape.of(0, 3));
        assertElements(x.repeatInterleave(1, 3), shape(2, 9), i -> at(x, i[0], i[1] / 3));
        assertElements(x.repeatInterleave(-2, 2), shape(4, 3), i -> at(x, i[0] / 2, i[1]));
        assertThat(x.repeatInterleave(2).toDoubles()).containsExactly(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6);
        refuses(AutodiffException.class, () -> x.repeat(-1, 2), "repeat", "[-1, 2]");
        refuses(ShapeException.class, () -> x.repeat(1 << 30), "repeat", "2^31-1");
        refuses(AutodiffException.class, () -> x.repeatInterleave(0, -1), "repeatInterleave", "-1");
        check(in -> in[0].repeat(2, 2).mul(in[0].repeatInterleave(0, 2).repeat(1, 2)), random(2, 3));
    }

    @Test
    void flipAndRoll() {
        Tensor x = counted(3, 4);
        assertElements(x.flip(0, -1), shape(3, 4), i -> at(x, 2 - i[0], 3 - i[1]));
        assertElements(x.roll(-5, 1), shape(3, 4), i -> at(x, i[0], (i[1] + 5) % 4));
        assertElements(x.roll(shape(1, 2), shape(0, 1)), shape(3, 4), i -> at(x, (i[0] + 2) % 3, (i[1] + 2) % 4));
        assertThat(x.roll(2).toDoubles()).startsWith(11, 12, 1, 2);
        assertThat(Tensor.zeros(DType.FLOAT32, 0, 2).roll(3, 0).flip(0).shape()).isEqualTo(Shape.of(0, 2));
        refuses(IndexException.class, () -> x.flip(0, -2), "flip", "twice");
        refuses(AutodiffException.class, () -> x.roll(shape(1), shape(0, 1)), "roll", "1 shifts");
        check(in -> in[0].flip(1).mul(in[0].roll(1, 0)), random(2, 3));
    }

    @Test
    void padding() {
        Tensor x = counted(2, 3);
        assertElements(
                Padding.padConstant(x, -7, 1, 2, 0, 1),
                shape(3, 6),
                i -> i[0] < 2 && i[1] >= 1 && i[1] < 4 ? at(x, i[0], i[1] - 1) : -7);
        assertElements(Padding.pad(x, -1, 2), shape(2, 4), i -> i[1] < 2 ? at(x, i[0], i[1] + 1) : 0);
        assertElements(
                Padding.pad(x, Padding.Mode.REFLECT, 2, 2, 1, 0),
                shape(3, 7),
                i -> at(x, i[0] == 1 ? 0 : 1, new int[] {2, 1, 0, 1, 2, 1, 0}[i[1]]));
        assertElements(
                Padding.pad(x, Padding.Mode.REPLICATE, 4, 1),
                shape(2, 8),
                i -> at(x, i[0], new int[] {0, 0, 0, 0, 0, 1, 2, 2}[i[1]]));
        assertElements(
                Padding.pad(x, Padding.Mode.CIRCULAR, 3, 2),
                shape(2, 8),
                i -> at(x, i[0], new int[] {0, 1, 2, 0, 1, 2, 0, 1}[i[1]]));
        assertElements(
                Padding.pad(x, Padding.Mode.REPLICATE, -1, 1), shape(2, 3), i -> at(x, i[0], Math.min(2, i[1] + 1)));
        Tensor inf = Padding.padConstant(Tensor.of(new double[] {Double.POSITIVE_INFINITY}), 3, 1, 0);
        assertThat(inf.toDoubles()).containsExactly(3, Double.POSITIVE_INFINITY);
        assertThat(Padding.padConstant(Tensor.zeros(DType.INT64, 1), 2, 0, 1).toLongs())
                .containsExactly(0, 2);
        assertThat(Padding.pad(Tensor.zeros(DType.FLOAT32, 0), 1, 1).toFloats()).containsExactly(0, 0);
        refuses(ShapeException.class, () -> Padding.pad(x, 1), "pad", "[1]", "[2, 3]", "pair");
        refuses(ShapeException.class, () -> Padding.pad(x, 1, 1, 1, 1, 1, 1), "pad", "at most 2 pairs");
        refuses(ShapeException.class, () -> Padding.pad(x, -2, -2), "pad", "-2 before", "[2, 3]");
        refuses(ShapeException.class, () -> Padding.pad(x, Padding.Mode.REFLECT, 3, 0), "pad", "at most 2", "REFLECT");
        refuses(
                ShapeException.class,
                () -> Padding.pad(x, Padding.Mode.CIRCULAR, 0, 4),
                "pad",
                "at most 3",
                "CIRCULAR");
        refuses(
                ShapeException.class,
                () -> Padding.pad(Tensor.zeros(DType.FLOAT32, 0), Padding.Mode.REPLICATE, 1, 0),
                "pad");
        for (Padding.Mode mode : Padding.Mode.values()) {
            check(in -> Padding.pad(in[0], mode, 1, 2, -1, 1).square(), random(2, 3));
        }
    }

    @Test
    void triangles() {
        Tensor x = counted(2, 3, 4);
        for (int k = -4; k <= 5; k++) {
            int d = k;
            assertElements(x.tril(k), shape(2, 3, 4), i -> i[2] - i[1] <= d ? at(x, i) : 0);
            assertElements(x.triu(k), shape(2, 3, 4), i -> i[2] - i[1] >= d ? at(x, i) : 0);
        }
        Tensor nan = Tensor.full(DType.FLOAT64, Double.NaN, 2, 2);
        assertThat(nan.tril(-2).toDoubles()).containsOnly(0);
        assertThat(Tensor.zeros(DType.FLOAT32, 0, 2).triu().shape()).isEqualTo(Shape.of(0, 2));
        refuses(ShapeException.class, () -> counted(3).tril(), "tril", "[3]", "two axes");
        check(in -> in[0].tril(1).mul(in[0].triu()), random(3, 3));
    }

    @Test
    void diagonals() {
        Tensor x = counted(3, 2, 4);
        for (int k = -4; k <= 5; k++) {
            int d = k;
            int length = Math.max(0, Math.min(3 + Math.min(0, k), 4 - Math.max(0, k)));
            assertElements(
                    x.diagonal(k, 0, -1),
                    shape(2, length),
                    i -> at(x, i[1] - Math.min(0, d), i[0], i[1] + Math.max(0, d)));
            Tensor v = counted(2, 3);
            int n = 3 + Math.abs(k);
            assertElements(
                    v.diagEmbed(k), shape(2, n, n), i -> i[2] - i[1] == d ? at(v, i[0], Math.min(i[1], i[2])) : 0);
        }
        assertThat(x.diagonal(Integer.MIN_VALUE, 0, 1).shape()).isEqualTo(Shape.of(4, 0));
        assertElements(counted(2).diag(), shape(2, 2), i -> i[0] == i[1] ? i[0] + 1 : 0);
        assertThat(counted(2, 3).diag(1).toDoubles()).containsExactly(2, 6);
        assertThat(Tensor.zeros(DType.INT64, 0).diag(2).shape()).isEqualTo(Shape.of(2, 2));
        assertThat(counted(2, 5).trace().item()).isEqualTo(8);
        refuses(IndexException.class, () -> x.diagonal(0, 1, -2), "diagonal", "the same");
        refuses(ShapeException.class, () -> x.diag(), "diag", "[3, 2, 4]");
        refuses(ShapeException.class, () -> x.trace(), "trace", "[3, 2, 4]");
        refuses(ShapeException.class, () -> counted(3).diag(1 << 20), "diagEmbed", "2^31-1");
        check(in -> in[0].diagonal(1, 0, 1).diag(-1).matmul(in[0].transpose(0, 1)), random(3, 3));
    }
}
