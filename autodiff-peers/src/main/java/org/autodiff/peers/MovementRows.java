package org.autodiff.peers;

import static org.autodiff.peers.Input.labels;
import static org.autodiff.peers.Input.variable;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.functional.Embedding;
import org.autodiff.functional.Padding;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Elements moved, joined, picked by index and converted. */
final class MovementRows {
    private static final int[] EDGES = {10, 100, 1000};
    private final List<Row> rows = new ArrayList<>();

    private MovementRows() {}

    static List<Row> all() {
        MovementRows all = new MovementRows();
        for (int n : EDGES) {
            all.moved(n);
            all.indexed(n);
        }
        all.images();
        return all.rows;
    }

    private void add(String name, List<Input> inputs, Row.Ours ours, Row.Theirs theirs) {
        rows.add(Row.of("move/" + name, inputs, ours, theirs));
    }

    private void moved(int n) {
        String size = "-" + n + "x" + n;
        List<Input> one = List.of(variable(n, n));
        List<Input> two = List.of(variable(n, n), variable(n, n));
        add("concat-axis0" + size, two, x -> Tensor.concat(0, x), x -> torch.cat(new TensorVector(x), 0));
        add("concat-axis1" + size, two, x -> Tensor.concat(1, x), x -> torch.cat(new TensorVector(x), 1));
        add("stack" + size, two, x -> Tensor.stack(0, x), x -> torch.stack(new TensorVector(x), 0));
        add("flip" + size, one, x -> x[0].flip(1), x -> x[0].flip(1));
        add("roll" + size, one, x -> x[0].roll(3, 1), x -> x[0].roll(new long[] {3}, 1));
        add("repeat" + size, List.of(variable(n, Math.max(1, n / 4))), x -> x[0].repeat(2, 2), x -> x[0].repeat(2, 2));
        add("tril" + size, one, x -> x[0].tril(), x -> x[0].tril());
        add("diagonal" + size, one, x -> x[0].diagonal(), x -> x[0].diagonal());
        add(
                "slice" + size,
                one,
                x -> x[0].slice(1, 1, n - 1, 2),
                x -> x[0].slice(1, new LongOptional(1), new LongOptional(n - 1), 2));
        add("select" + size, one, x -> x[0].select(1, n / 2), x -> x[0].select(1, n / 2));
        add(
                "transposed-times-2" + size,
                one,
                x -> x[0].transpose(0, 1).mul(2),
                x -> x[0].transpose(0, 1).mul(new Scalar(2.0)));
        add(
                "transposed-copy" + size,
                one,
                x -> x[0].transpose(0, 1).reshape(n * n),
                x -> x[0].transpose(0, 1).reshape((long) n * n));
        add("to-double" + size, one, x -> x[0].to(DType.FLOAT64), x -> x[0].to(ScalarType.Double));
    }

    private void indexed(int n) {
        String size = "-" + n + "x" + n;
        add(
                "gather" + size,
                List.of(variable(n, n), labels(n, n, n)),
                x -> x[0].gather(1, x[1]),
                x -> x[0].gather(1, x[1]));
        add(
                "scatter-add" + size,
                List.of(variable(n, n), labels(n, n, n), variable(n, n)),
                x -> x[0].scatterAdd(1, x[1], x[2]),
                x -> x[0].scatter_add(1, x[1], x[2]));
        add(
                "index-select-axis0" + size,
                List.of(variable(n, n), labels(n, n)),
                x -> x[0].indexSelect(0, x[1]),
                x -> x[0].index_select(0, x[1]));
        add(
                "index-select-axis1" + size,
                List.of(variable(n, n), labels(n, n)),
                x -> x[0].indexSelect(1, x[1]),
                x -> x[0].index_select(1, x[1]));
        add(
                "index-add" + size,
                List.of(variable(n, n), labels(n, n), variable(n, n)),
                x -> x[0].indexAdd(0, x[1], x[2]),
                x -> x[0].index_add(0, x[1], x[2]));
        add(
                "embedding" + size,
                List.of(variable(n, 64), labels(n, n)),
                x -> Embedding.embedding(x[0], x[1]),
                x -> torch.embedding(x[0], x[1]));
        add("one-hot" + size, List.of(labels(n, n)), x -> x[0].oneHot(n), x -> torch.one_hot(x[0], n));
    }

    private void images() {
        List<Input> images = List.of(variable(16, 32, 28, 28));
        add(
                "pad-16x32x28x28",
                images,
                x -> Padding.pad(x[0], 1, 1, 1, 1),
                x -> torch.constant_pad_nd(x[0], 1, 1, 1, 1));
        add(
                "channels-last-16x32x28x28",
                images,
                x -> x[0].permute(0, 2, 3, 1).reshape(16, -1),
                x -> x[0].permute(0, 2, 3, 1).reshape(16, -1));
        List<Input> four = List.of(
                variable(8, 64, 32, 32), variable(8, 64, 32, 32), variable(8, 64, 32, 32), variable(8, 64, 32, 32));
        add("concat-channels-8x64x32x32", four, x -> Tensor.concat(1, x), x -> torch.cat(new TensorVector(x), 1));
        add(
                "heads-8x128x128",
                List.of(variable(8, 128, 128)),
                x -> x[0].reshape(8, 128, 4, 32).transpose(1, 2).reshape(32, 128, 32),
                x -> x[0].reshape(8, 128, 4, 32).transpose(1, 2).reshape(32, 128, 32));
    }
}
