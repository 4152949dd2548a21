package org.autodiff.peers;

import static org.autodiff.peers.Input.variable;
import static org.autodiff.peers.Input.within;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.functional.Loss;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/** Elements brought together along axes, running results, and functions of whole rows. */
final class ReductionRows {
    private static final int[][] SQUARES = {{10, 10}, {100, 100}, {1000, 1000}};
    private final List<Row> rows = new ArrayList<>();

    private ReductionRows() {}

    static List<Row> all() {
        ReductionRows all = new ReductionRows();
        for (int[] shape : SQUARES) {
            all.reductions(shape);
            all.scans(shape);
            all.ofRows(shape);
        }
        all.inner();
        return all.rows;
    }

    private void add(String kind, String name, int[] shape, Row.Ours ours, Row.Theirs theirs) {
        String sizes = shape[0] + "x" + shape[1];
        rows.add(Row.of(kind + "/" + name + "-" + sizes, List.of(within(0.5, 2, shape)), ours, theirs));
    }

    private void reductions(int[] shape) {
        add("reduce", "sum", shape, x -> x[0].sum(), x -> x[0].sum());
        add("reduce", "mean", shape, x -> x[0].mean(), x -> x[0].mean());
        add("reduce", "max", shape, x -> x[0].max(), x -> x[0].amax());
        add("reduce", "prod", shape, x -> x[0].prod(), x -> x[0].prod());
        add("reduce", "norm", shape, x -> x[0].norm(), x -> x[0].norm());
        add("reduce", "var", shape, x -> x[0].var(), x -> x[0].var());
        for (int axis : new int[] {0, 1}) {
            String along = "-axis" + axis;
            long[] axes = {axis};
            add("reduce", "sum" + along, shape, x -> x[0].sum(axis), x -> x[0].sum(axes));
            add("reduce", "mean" + along, shape, x -> x[0].mean(axis), x -> x[0].mean(axes));
            add("reduce", "max" + along, shape, x -> x[0].max(axis), x -> x[0].amax(axes, false));
            add("reduce", "min" + along, shape, x -> x[0].min(axis), x -> x[0].amin(axes, false));
            add("reduce", "prod" + along, shape, x -> x[0].prod(axis), x -> x[0].prod(axis));
            add("reduce", "logsumexp" + along, shape, x -> x[0].logSumExp(axis), x -> x[0].logsumexp(axes));
            add(
                    "reduce",
                    "norm" + along,
                    shape,
                    x -> x[0].norm(axis),
                    x -> x[0].norm(new ScalarOptional(new Scalar(2.0)), axes));
            add("reduce", "var" + along, shape, x -> x[0].var(axis), x -> x[0].var(axes, true));
            add("reduce", "std" + along, shape, x -> x[0].std(axis), x -> x[0].std(axes, true));
            add(
                    "reduce",
                    "argmax" + along,
                    shape,
                    x -> x[0].argmax(axis),
                    x -> x[0].argmax(new org.bytedeco.pytorch.LongOptional(axis), false));
        }
    }

    private void scans(int[] shape) {
        for (int axis : new int[] {0, 1}) {
            String along = "-axis" + axis;
            add("scan", "cumsum" + along, shape, x -> x[0].cumsum(axis), x -> x[0].cumsum(axis));
            add(
                    "scan",
                    "cumprod" + along,
                    shape,
                    x -> x[0].cumprod(axis),
                    x -> x[0].cumprod(axis, new ScalarTypeOptional()));
            add("scan", "logcumsumexp" + along, shape, x -> x[0].logCumsumExp(axis), x -> x[0].logcumsumexp(axis));
        }
    }

    private void ofRows(int[] shape) {
        for (int axis : new int[] {0, 1}) {
            String along = "-axis" + axis;
            add("row", "softmax" + along, shape, x -> x[0].softmax(axis), x -> x[0].softmax(axis));
            add("row", "log-softmax" + along, shape, x -> x[0].logSoftmax(axis), x -> x[0].log_softmax(axis));
            add(
                    "row",
                    "sort" + along,
                    shape,
                    x -> x[0].sort(axis).values(),
                    x -> x[0].sort(axis, false).get0());
            add("row", "argsort" + along, shape, x -> x[0].argsort(axis), x -> x[0].argsort(axis, false));
        }
        int k = Math.min(10, shape[1] / 2);
        add(
                "row",
                "topk",
                shape,
                x -> x[0].topk(1, k).values(),
                x -> x[0].topk(k, 1, true, true).get0());
        String sizes = shape[0] + "x" + shape[1];
        rows.add(Row.of(
                "row/cross-entropy-" + sizes,
                List.of(variable(shape), Input.labels(shape[1], shape[0])),
                x -> Loss.crossEntropy(x[0], x[1]),
                x -> torch.cross_entropy_loss(x[0], x[1])));
        rows.add(Row.of(
                "row/nll-" + sizes,
                List.of(variable(shape), Input.labels(shape[1], shape[0])),
                x -> Loss.nllLoss(x[0], x[1]),
                x -> torch.nll_loss(x[0], x[1])));
    }

    /** An axis between others. */
    private void inner() {
        List<Input> block = List.of(within(0.5, 2, 32, 100, 100));
        rows.add(Row.of("reduce/sum-middle-32x100x100", block, x -> x[0].sum(1), x -> x[0].sum(new long[] {1})));
        rows.add(
                Row.of("reduce/max-middle-32x100x100", block, x -> x[0].max(1), x -> x[0].amax(new long[] {1}, false)));
        rows.add(Row.of("reduce/mean-two-32x100x100", block, x -> x[0].mean(0, 2), x -> x[0].mean(new long[] {0, 2})));
        rows.add(Row.of("row/softmax-middle-32x100x100", block, x -> x[0].softmax(1), x -> x[0].softmax(1)));
        rows.add(Row.of("scan/cumsum-middle-32x100x100", block, x -> x[0].cumsum(1), x -> x[0].cumsum(1)));
    }
}
