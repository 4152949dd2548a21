package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Pooling;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tensors of the highest rank, with as many elements as the native kernels want: beyond it they would write over their buffers. */
class RankTest {
    private static int[] dims(int rank) {
        int[] dims = new int[rank];
        Arrays.fill(dims, 1);
        dims[1] = 40;
        dims[rank - 1] = 40;
        return dims;
    }

    private static Map<String, UnaryOperator<Tensor>> functions() {
        Tensor row = Tensor.uniform(Seed.of(2), DType.FLOAT32, 0.5, 1.5, 40);
        Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();
        all.put("softmax", x -> x.softmax(1));
        all.put("logSumExp", x -> x.logSumExp(1));
        all.put("add", x -> x.add(row));
        all.put("div", x -> row.div(x));
        all.put("pow", x -> x.pow(row));
        all.put("sum", x -> x.sum(1));
        all.put("max", x -> x.max(1));
        all.put("cumsum", x -> x.cumsum(1));
        all.put("sort", x -> x.sort(1).values());
        all.put("transpose", x -> x.transpose(1, -1).mul(2).exp());
        all.put("slice", x -> x.slice(1, 1, 30, 3).tanh());
        all.put("concat", x -> Tensor.concat(1, x, x));
        all.put("where", x -> x.gt(1).where(x, row));
        all.put("matmul", x -> x.transpose(1, -2).matmul(x.transpose(1, -2).transpose(-1, -2)));
        all.put("repeat", x -> {
            int[] twice = new int[x.rank()];
            Arrays.fill(twice, 1);
            twice[0] = 2;
            return x.repeat(twice);
        });
        all.put("kron", x -> x.kron(row.slice(0, 0, 1)));
        all.put("batchNorm", x -> Normalization.batchNorm(x, null, null, 1e-5));
        all.put("avgPool2d", x -> Pooling.avgPool2d(x, 1, 2));
        return all;
    }

    /** The same values and gradients as with the axes of size 1 left out, or a refusal by name. */
    @TestFactory
    Stream<DynamicTest> highestRank() {
        return functions().entrySet().stream()
                .map(e -> dynamicTest(e.getKey(), () -> {
                    Tensor wide = Tensor.uniform(Seed.of(1), DType.FLOAT32, 0.5, 1.5, dims(Shape.MAX_RANK))
                            .requiresGrad(true);
                    Tensor low = wide.detach().reshape(dims(4)).requiresGrad(true);
                    try (Tape tape = Tape.record()) {
                        Tensor z = e.getValue().apply(wide);
                        Tensor expected = e.getValue().apply(low);
                        assertThat(z.toFloats()).isEqualTo(expected.toFloats());
                        z.square().sum().backward();
                        expected.square().sum().backward();
                        assertThat(wide.grad().toFloats()).isEqualTo(low.grad().toFloats());
                    }
                }));
    }

    @Test
    void higherRanksAreRefused() {
        assertThatThrownBy(() -> Tensor.ones(DType.FLOAT32, new int[Shape.MAX_RANK + 1]))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("full:", "33 axes", "at most 32");
        Tensor x = Tensor.ones(DType.FLOAT32, dims(Shape.MAX_RANK));
        assertThatThrownBy(() -> x.unsqueeze(0))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("at most 32");
        assertThatThrownBy(() -> x.expand(new int[40]))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("at most 32");
        assertThat(x.toString()).startsWith("f32[1,40,1,");
    }
}
