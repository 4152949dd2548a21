package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;
import org.autodiff.functional.Linear;
import org.autodiff.functional.Loss;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No mistake of a user's ends the process or gives garbage: each has an error that names op, shapes and remedy. */
class ErrorMessagesTest {
    private Tensor small;
    private Tensor large;
    private Tape tape;

    @BeforeEach
    void record() {
        small = Tensor.full(DType.FLOAT32, 2, 3, 4).requiresGrad(true);
        large = Tensor.full(DType.FLOAT32, 2, 50, 40).requiresGrad(true);
        tape = Tape.record();
    }

    @AfterEach
    void everythingStaysUsable() {
        for (Tensor x : new Tensor[] {small, large}) {
            x.square().sum().backward();
            assertThat(x.grad().toFloats()).containsOnly(4f);
        }
        tape.close();
    }

    private static Tensor f32(int... shape) {
        return Tensor.ones(DType.FLOAT32, shape);
    }

    private static void refuses(Class<? extends AutodiffException> type, ThrowingCallable use, String... parts) {
        assertThatThrownBy(use)
                .isInstanceOf(type)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void shapesThatDoNotBroadcast() {
        refuses(ShapeException.class, () -> small.add(f32(3)), "add", "[3, 4]", "[3]", "axis -1", "4 and 3", "reshape");
        refuses(ShapeException.class, () -> large.mul(f32(50)), "mul", "[50, 40]", "[50]", "do not broadcast");
        refuses(ShapeException.class, () -> small.maximum(f32(2, 3, 5)), "maximum", "[3, 4]", "[2, 3, 5]");
        refuses(ShapeException.class, () -> small.lt(f32(5)), "lt", "[3, 4]", "[5]");
        refuses(ShapeException.class, () -> Tensor.of(new boolean[5]).where(small, small), "where", "[5]", "[3, 4]");
        refuses(ShapeException.class, () -> f32(0).add(f32(2)), "add", "[0]", "[2]");
    }

    @Test
    void matmulOfWrongRanksAndSizes() {
        refuses(
                ShapeException.class,
                () -> small.matmul(small),
                "matmul",
                "[3, 4]",
                "inner sizes 4 and 3",
                "transpose");
        refuses(ShapeException.class, () -> large.matmul(f32(50, 40)), "matmul", "[50, 40]", "inner sizes");
        refuses(ShapeException.class, () -> small.matmul(f32(4, 5), true, false), "matmul", "[3, 4]^T", "[4, 5]");
        refuses(ShapeException.class, () -> small.matmul(f32(5)), "matmul", "inner sizes");
        refuses(ShapeException.class, () -> f32().matmul(small), "matmul", "[]", "rank", "mul");
        refuses(ShapeException.class, () -> f32(4).matmul(f32(4), true, false), "matmul", "rank 2 or more");
        refuses(ShapeException.class, () -> f32(2, 3, 4).matmul(f32(3, 4, 5)), "matmul (batch axes)", "[2]", "[3]");
        refuses(
                ShapeException.class,
                () -> Linear.linear(small, f32(4, 3), null),
                "linear",
                "[3, 4]",
                "[4, 3]",
                "[out, in]");
        refuses(ShapeException.class, () -> Linear.linear(small, f32(5, 4), f32(3)), "linear", "bias", "[3]", "[5]");
    }

    @Test
    void wrongAndMixedElementTypes() {
        Tensor doubles = Tensor.ones(DType.FLOAT64, 3, 4);
        Tensor longs = Tensor.ones(DType.INT64, 3, 4);
        Tensor mask = Tensor.ones(DType.BOOL, 3, 4);
        refuses(DTypeException.class, () -> small.add(doubles), "add", "FLOAT32", "FLOAT64", "to(");
        refuses(DTypeException.class, () -> small.matmul(doubles, false, true), "matmul", "FLOAT32", "FLOAT64");
        refuses(DTypeException.class, () -> small.mul(longs), "mul", "FLOAT32", "INT64", "to(");
        refuses(DTypeException.class, () -> small.gt(longs), "gt", "FLOAT32", "INT64");
        refuses(DTypeException.class, () -> longs.exp(), "exp", "INT64", "to(");
        refuses(DTypeException.class, () -> mask.sum(), "sum", "BOOL", "to(");
        refuses(DTypeException.class, () -> longs.mean(), "mean", "INT64");
        refuses(DTypeException.class, () -> mask.argmax(0), "argmax", "BOOL");
        refuses(DTypeException.class, () -> small.where(small, small), "where", "condition", "FLOAT32", "BOOL");
        refuses(DTypeException.class, () -> mask.where(small, doubles), "where", "FLOAT32", "FLOAT64");
        refuses(DTypeException.class, () -> Tensor.concat(0, small, doubles), "concat", "FLOAT32", "FLOAT64");
        refuses(DTypeException.class, () -> longs.mul(0.5), "mul", "INT64", "FLOAT64", "to(");
        refuses(DTypeException.class, () -> longs.requiresGrad(true), "requiresGrad", "INT64", "to(FLOAT32)");
        refuses(DTypeException.class, () -> doubles.toFloats(), "FLOAT64", "FLOAT32", "to(");
        refuses(DTypeException.class, () -> small.toLongs(), "FLOAT32", "INT64");
        refuses(DTypeException.class, () -> longs.toDoubles(), "INT64");
        refuses(DTypeException.class, () -> small.toBooleans(), "FLOAT32", "BOOL");
        refuses(DTypeException.class, () -> Tensor.uniform(Seed.of(1), DType.INT64, 0, 1, 2), "INT64");
    }

    @Test
    void axesOutOfRange() {
        for (int axis : new int[] {2, -3, 100}) {
            String named = "axis " + axis;
            refuses(IndexException.class, () -> small.sum(axis), "sum", named, "[3, 4]", "use -2 to 1");
            refuses(IndexException.class, () -> small.mean(axis), "mean", named, "[3, 4]");
            refuses(IndexException.class, () -> large.max(axis), "max", named, "[50, 40]");
            refuses(IndexException.class, () -> small.argmax(axis), "argmax", named, "[3, 4]");
            refuses(IndexException.class, () -> small.softmax(axis), "softmax", named, "[3, 4]");
            refuses(IndexException.class, () -> small.logSoftmax(axis), "logSoftmax", named, "[3, 4]");
            refuses(IndexException.class, () -> small.slice(axis, 0, 1), "slice", named, "[3, 4]");
            refuses(IndexException.class, () -> small.transpose(0, axis), "transpose", named, "[3, 4]");
            refuses(IndexException.class, () -> small.permute(0, axis), "permute", named, "[3, 4]");
            refuses(IndexException.class, () -> Tensor.concat(axis, small, small), "concat", named, "[3, 4]");
        }
        refuses(IndexException.class, () -> f32().sum(1), "sum", "axis 1", "[1]");
        refuses(IndexException.class, () -> f32().softmax(-2), "softmax", "axis -2", "[1]");
        refuses(IndexException.class, () -> small.sum(0, -2), "sum", "axis 0 is named twice", "[0, -2]");
        refuses(ShapeException.class, () -> small.permute(0), "permute", "[0]", "[3, 4]", "each axis once");
        refuses(ShapeException.class, () -> small.permute(0, 0), "permute", "[0, 0]");
    }

    @Test
    void indicesAndLabelsOutOfRange() {
        refuses(IndexException.class, () -> small.slice(1, 0, 5), "slice", "0 to 5", "axis 1", "[3, 4]", "stop <= 4");
        refuses(IndexException.class, () -> small.slice(1, 3, 2), "slice", "3 to 2");
        refuses(IndexException.class, () -> large.slice(0, -51, 3), "slice", "-51", "[50, 40]");
        refuses(IndexException.class, () -> small.slice(1, 0, 4, 0), "slice", "by 0", "step of 1 or more");
        refuses(IndexException.class, () -> small.slice(1, 0, 4, -1), "slice", "by -1");
        for (long bad : new long[] {-1, 4, 1_000_000_000_000L, Long.MIN_VALUE}) {
            refuses(
                    IndexException.class,
                    () -> Loss.crossEntropy(small, Tensor.of(new long[] {0, bad, 1})),
                    "crossEntropy",
                    "label " + bad,
                    "position 1",
                    "4 classes",
                    "0 to 3");
            long[] many = new long[50];
            many[49] = bad == 4 ? 40 : bad;
            refuses(
                    IndexException.class,
                    () -> Loss.crossEntropy(large, Tensor.of(many)),
                    "crossEntropy",
                    "position 49");
        }
    }

    @Test
    void lossesThatWouldBroadcast() {
        Tensor column = Tensor.of(new long[3], 3, 1);
        refuses(
                ShapeException.class,
                () -> Loss.crossEntropy(small, column),
                "crossEntropy",
                "[3, 4]",
                "[3, 1]",
                "[3]");
        refuses(ShapeException.class, () -> Loss.crossEntropy(small, f32(3, 1)), "crossEntropy", "[3, 4]", "[3, 1]");
        refuses(ShapeException.class, () -> Loss.crossEntropy(small, f32(4)), "crossEntropy", "[3, 4]", "[4]");
        refuses(
                ShapeException.class,
                () -> Loss.crossEntropy(small, Tensor.of(new long[4])),
                "crossEntropy",
                "[4]",
                "[3]");
        refuses(ShapeException.class, () -> Loss.crossEntropy(f32(), Tensor.of(new long[1])), "crossEntropy", "[]");
        refuses(
                DTypeException.class,
                () -> Loss.crossEntropy(small, Tensor.of(new boolean[3])),
                "labels",
                "BOOL",
                "INT64");
    }

    @Test
    void backwardWithoutOrWithABadCotangent() {
        Tensor y = small.exp();
        Tensor z = large.exp();
        refuses(ShapeException.class, y::backward, "backward", "[3, 4]", "cotangent", "sum()");
        refuses(ShapeException.class, z::backward, "backward", "[50, 40]");
        refuses(ShapeException.class, () -> tape.gradients(y, small), "[3, 4]", "cotangent");
        refuses(ShapeException.class, () -> y.backward(f32(4)), "cotangent", "[4]", "[3, 4]", "equal");
        refuses(ShapeException.class, () -> z.backward(f32(40, 50)), "cotangent", "[40, 50]", "[50, 40]");
        refuses(
                DTypeException.class,
                () -> y.backward(Tensor.ones(DType.FLOAT64, 3, 4)),
                "cotangent",
                "FLOAT64",
                "FLOAT32",
                "to(...)");
        assertThat(small.grad()).isNull();
        assertThat(large.grad()).isNull();
    }

    @Test
    void backwardOfWhatIsNotRecorded() {
        Tensor constant = f32(1).exp();
        refuses(TapeException.class, constant::backward, "backward", "f32[1]", "requiresGrad(true)", "Tape.record()");
        try (Scope scope = Scope.noGrad()) {
            Tensor y = small.sum();
            refuses(TapeException.class, y::backward, "backward", "noGrad");
            refuses(TapeException.class, () -> tape.gradients(y, small), "gradients", "not on this tape");
            assertThat(scope.isClosed()).isFalse();
        }
    }

    @Test
    void negativeAndOverflowingSizes() {
        refuses(ShapeException.class, () -> Tensor.zeros(DType.FLOAT32, 2, -1), "[2, -1]", "negative");
        refuses(ShapeException.class, () -> Tensor.zeros(DType.FLOAT32, 65536, 65536), "[65536, 65536]", "2^31-1");
        refuses(ShapeException.class, () -> f32(1).expand(65536, 65536), "[65536, 65536]");
        refuses(ShapeException.class, () -> f32(70_000, 1).mul(f32(1, 70_000)), "[70000, 70000]", "2^31-1");
        refuses(ShapeException.class, () -> f32(70_000, 1).matmul(f32(1, 70_000)), "[70000, 70000]");
        refuses(ShapeException.class, () -> f32(70_000, 1).add(f32(1, 70_000)), "[70000, 70000]");
        Tensor wide = f32(1).expand(2_000_000_000);
        refuses(ShapeException.class, () -> Tensor.concat(0, wide, wide), "[2000000000]", "2^31-1");
    }

    @Test
    void reshapeAndExpand() {
        refuses(ShapeException.class, () -> small.reshape(5), "reshape", "[3, 4]", "12", "[5]", "same product");
        refuses(ShapeException.class, () -> small.reshape(-1, 5), "reshape", "[3, 4]", "[-1, 5]", "rows of 5");
        refuses(ShapeException.class, () -> small.reshape(-1, -1), "reshape", "[-1, -1]", "at most one");
        refuses(ShapeException.class, () -> small.reshape(-2, -6), "reshape", "[-2, -6]");
        refuses(ShapeException.class, () -> small.reshape(0, -1), "reshape", "[0, -1]");
        refuses(ShapeException.class, () -> large.reshape(), "reshape", "[50, 40]", "[]");
        refuses(ShapeException.class, () -> small.expand(4), "expand", "[3, 4]", "[4]");
        refuses(ShapeException.class, () -> small.expand(6, 4), "expand", "[3, 4]", "[6, 4]", "size 1");
        refuses(ShapeException.class, () -> small.expand(-1, 3, 4), "-1");
        refuses(ShapeException.class, () -> Tensor.concat(0, small, f32(3, 5)), "concat along axis 0", "[3, 5]");
        refuses(ShapeException.class, () -> Tensor.concat(0, small, f32(4)), "concat", "[4]");
    }

    @Test
    void creation() {
        refuses(ShapeException.class, () -> Tensor.of(new float[5], 2, 3), "of", "5 values", "[2, 3]", "6");
        refuses(ArgumentException.class, () -> Tensor.concat(0), "concat", "no tensors");
        refuses(ArgumentException.class, () -> Tensor.stack(), "no scalars");
        Seed seed = Seed.of(1);
        refuses(ArgumentException.class, () -> Tensor.uniform(seed, DType.FLOAT32, 1, 0, 2), "uniform", "1.0", "0.0");
        refuses(ArgumentException.class, () -> Tensor.uniform(seed, DType.FLOAT32, 0, Double.NaN, 2), "NaN");
        refuses(ArgumentException.class, () -> Tensor.normal(seed, DType.FLOAT32, 0, -1, 2), "normal", "-1.0");
        refuses(ArgumentException.class, () -> small.add((Tensor) null), "add", "null");
        refuses(ArgumentException.class, () -> Arithmetic.ADD.apply(small), "add", "2 inputs", "1");
        refuses(ArgumentException.class, () -> Joining.CONCAT.apply(), "concat", "one input or more");
    }

    @Test
    void reductionsOfNothing() {
        Tensor empty = f32(0, 3);
        assertThat(empty.mean().item()).isNaN();
        refuses(ShapeException.class, () -> empty.max(0), "max", "[0, 3]", "no elements");
        refuses(ShapeException.class, () -> empty.argmax(0), "argmax", "[0, 3]");
        assertThat(empty.sum().item()).isZero();
        assertThat(empty.sum(0).toFloats()).containsOnly(0f).hasSize(3);
        assertThat(empty.max(1).size()).isZero();
        assertThat(Loss.crossEntropy(empty, Tensor.of(new long[0])).item()).isNaN();
        refuses(ShapeException.class, () -> empty.item(), "item", "[0, 3]");
        refuses(ShapeException.class, () -> small.item(), "item", "[3, 4]", "toFloats()");
    }

    @Test
    void sizesThatNoTensorHas() {
        Tensor row = f32(1, 60_000);
        Tensor column = f32(60_000, 1);
        refuses(ShapeException.class, () -> row.add(column), "add: shape [60000, 60000]", "2^31-1");
        refuses(ShapeException.class, () -> column.matmul(row), "matmul: shape [60000, 60000]");
        refuses(ShapeException.class, () -> row.expand(60_000, 60_000), "expand: shape [60000, 60000]");
        refuses(ShapeException.class, () -> row.reshape(60_000, 60_000), "reshape: shape [60000, 60000]");
        refuses(ShapeException.class, () -> Tensor.of(new long[60_000]).oneHot(60_000), "oneHot: shape");
        refuses(ShapeException.class, () -> Tensor.zeros(DType.FLOAT32, 60_000, 60_000), "full: shape");
        refuses(ShapeException.class, () -> Tensor.zeros(DType.FLOAT32, 2, -1), "full: shape [2, -1]", "negative");
        Seed seed = Seed.of(1);
        refuses(ShapeException.class, () -> Tensor.normal(seed, DType.FLOAT32, 0, 1, 60_000, 60_000), "normal: shape");
        refuses(ShapeException.class, () -> f32(3).expand(-1, 3), "expand: [3] to [-1, 3]", "new axes");
    }

    @Test
    void nullArguments() {
        Tensor y = small.sum();
        refuses(ArgumentException.class, () -> y.backward(null), "backward", "cotangent");
        refuses(ArgumentException.class, () -> tape.gradients((Tensor) null, small), "gradients", "result");
        refuses(ArgumentException.class, () -> tape.gradients(y, (Tensor) null), "gradients", "a tensor");
        refuses(ArgumentException.class, () -> Tensor.of((float[]) null), "of", "array");
        refuses(ArgumentException.class, () -> Tensor.of(new float[1], (int[]) null), "of", "array");
        refuses(ArgumentException.class, () -> Tensor.zeros(null, 2), "full", "element type");
        refuses(ArgumentException.class, () -> Tensor.zeros(DType.FLOAT32, (int[]) null), "full", "sizes");
        refuses(ArgumentException.class, () -> small.to(null), "to", "element type");
        refuses(ArgumentException.class, () -> InPlace.assign(null, small), "assign", "null");
        refuses(ArgumentException.class, () -> InPlace.assign(small, null), "assign", "null");
        refuses(ArgumentException.class, () -> Tensor.normal(null, DType.FLOAT32, 0, 1, 2), "normal", "seed");
        refuses(DTypeException.class, () -> Tensor.uniform(Seed.of(1), null, 0, 1, 2), "uniform", "null");
        refuses(ArgumentException.class, () -> Tensor.concat(0, (Tensor[]) null), "concat", "null");
        refuses(ArgumentException.class, () -> Tensor.concat(0, (Tensor) null), "concat", "null");
        refuses(ArgumentException.class, () -> Tensor.stack((Scalar[]) null), "stack", "null");
        refuses(ArgumentException.class, () -> Tensor.stack(), "stack: no scalars");
        refuses(ArgumentException.class, () -> Autodiff.grad(x -> x.sum()).apply(null), "derivative", "argument 0");
        refuses(ArgumentException.class, () -> Autodiff.grad(x -> (Tensor) null).apply(f32(2)), "function's value");
    }

    @Test
    void numbersThatAnElementTypeCannotHold() {
        for (double bad : new double[] {0.5, Double.NaN, Double.POSITIVE_INFINITY, 0x1p63, -0x1p64}) {
            refuses(ArgumentException.class, () -> Tensor.full(DType.INT64, bad, 2), "full", "" + bad, "INT64");
            refuses(DTypeException.class, () -> Tensor.ones(DType.INT64, 2).lt(bad), "lt", "INT64");
        }
        assertThat(Tensor.full(DType.INT64, -0x1p63).toLongs()).containsExactly(Long.MIN_VALUE);
    }

    @Test
    void rangesOfNothing() {
        try (Tape empty = Tape.record()) {
            refuses(IndexException.class, () -> empty.node(0), "node 0", "nothing is recorded yet");
        }
        Tensor label = Tensor.of(new long[1]);
        refuses(IndexException.class, () -> Loss.crossEntropy(f32(1, 0), label), "0 classes", "there is none to name");
    }

    @Test
    void aTensorOfAnySizeIsPrinted() {
        assertThat(f32(1).expand(Integer.MAX_VALUE).toString())
                .isEqualTo("f32[2147483647] [1.0, 1.0, 1.0, ..., 1.0, 1.0, 1.0]");
        long[] values = new long[7 * 8];
        Arrays.setAll(values, i -> i);
        String rows = Tensor.of(values, 7, 8).transpose(0, 1).toString();
        assertThat(rows)
                .startsWith("i64[8,7] [[0, 8, 16, ..., 32, 40, 48], [1, ")
                .contains("50], ..., [5, ")
                .endsWith("[7, 15, 23, ..., 39, 47, 55]]");
        assertThat(Tensor.of(values, 56, 1, 1).slice(0, 0, 6).toString())
                .isEqualTo("i64[6,1,1] [[[0]], [[1]], [[2]], [[3]], [[4]], [[5]]]");
        assertThat(f32(0, 9).toString()).isEqualTo("f32[0,9] []");
    }
}
