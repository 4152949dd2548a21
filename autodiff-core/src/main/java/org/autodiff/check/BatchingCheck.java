package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.OpDef;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.Vmap;
import org.autodiff.array.Seed;
import org.autodiff.op.Sample;

/**
 * Applies an operation inside vmap and to one sample after the other: values and gradients must agree. Each input is mapped by
 * itself, and all are together.
 */
final class BatchingCheck {
    /** What the comparisons are told to. */
    interface Judge {
        void compare(String what, double[] actual, double[] expected);
    }

    private static final int SAMPLES = 3;

    private final OpDef op;
    private final Sample sample;
    private final Judge judge;
    private final List<Tensor[]> draws;

    /** @param draws inputs, as many as there are samples */
    private BatchingCheck(OpDef op, Sample sample, List<Tensor[]> draws, Judge judge) {
        this.op = op;
        this.sample = sample;
        this.judge = judge;
        this.draws = draws;
    }

    /** How inputs of the sample are drawn, by a seed. */
    interface Draw {
        Tensor[] with(Seed seed);
    }

    static void run(OpDef op, Sample sample, Draw draw, Judge judge) {
        List<Tensor[]> draws = new ArrayList<>();
        for (int k = 0; k < SAMPLES; k++) {
            draws.add(draw.with(Seed.of(71).child(k)));
        }
        BatchingCheck check = new BatchingCheck(op, sample, draws, judge);
        int n = draws.get(0).length;
        for (int i = 0; i < n; i++) {
            boolean[] mapped = new boolean[n];
            mapped[i] = true;
            check.check(mapped);
        }
        if (n > 1) {
            boolean[] mapped = new boolean[n];
            Arrays.fill(mapped, true);
            check.check(mapped);
        }
    }

    private void check(boolean[] mapped) {
        int n = mapped.length;
        String what = sample + " inside vmap, mapped " + Arrays.toString(mapped);
        Tensor[] inputs = new Tensor[n];
        Integer[] axes = new Integer[n];
        for (int i = 0; i < n; i++) {
            int at = i;
            axes[i] = mapped[i] ? 0 : null;
            inputs[i] = mapped[i]
                    ? Tensor.stack(0, draws.stream().map(d -> d[at]).toArray(Tensor[]::new))
                    : draws.get(0)[i];
        }
        Vmap.Options options = Vmap.Options.DEFAULT.withInAxes(axes);
        Tensor together = mapped(options, inputs);
        Tensor[] alone = new Tensor[SAMPLES];
        for (int k = 0; k < SAMPLES; k++) {
            alone[k] = op.apply(sample.attrs(), inputs(mapped, inputs, k));
        }
        judge.compare(what + ": value", OpCheck.numbers(together), OpCheck.numbers(Tensor.stack(0, alone)));
        if (op.isDifferentiable() && together.dtype().isFloating()) {
            gradients(what, options, mapped, inputs);
        }
    }

    private Tensor mapped(Vmap.Options options, Tensor... inputs) {
        return Vmap.apply(options, xs -> List.of(op.apply(sample.attrs(), xs)), inputs)
                .get(0);
    }

    private static Tensor[] inputs(boolean[] mapped, Tensor[] all, int k) {
        Tensor[] one = all.clone();
        for (int i = 0; i < one.length; i++) {
            one[i] = mapped[i] ? all[i].select(0, k) : all[i];
        }
        return one;
    }

    private void gradients(String what, Vmap.Options options, boolean[] mapped, Tensor[] inputs) {
        List<double[]> together = gradients(inputs, xs -> mapped(options, xs));
        List<double[]> alone = gradients(inputs, xs -> {
            Tensor[] parts = new Tensor[SAMPLES];
            for (int k = 0; k < SAMPLES; k++) {
                parts[k] = op.apply(sample.attrs(), inputs(mapped, xs, k));
            }
            return Tensor.stack(0, parts);
        });
        for (int i = 0; i < alone.size(); i++) {
            judge.compare(what + ": gradient " + i, together.get(i), alone.get(i));
        }
    }

    private static List<double[]> gradients(Tensor[] inputs, TensorFunction f) {
        Tensor[] leaves = inputs.clone();
        List<Tensor> variables = new ArrayList<>();
        for (int i = 0; i < leaves.length; i++) {
            if (leaves[i].dtype().isFloating()) {
                leaves[i] = leaves[i].requiresGrad(true);
                variables.add(leaves[i]);
            }
        }
        try (Tape tape = Tape.record()) {
            Tensor y = f.apply(leaves);
            Tensor weights =
                    Tensor.uniform(Seed.of(72), y.dtype(), -1, 1, y.shape().toArray());
            return tape.gradients(false, y, weights, variables.toArray(Tensor[]::new)).all().stream()
                    .map(OpCheck::numbers)
                    .toList();
        }
    }
}
