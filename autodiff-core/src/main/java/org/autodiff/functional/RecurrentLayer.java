package org.autodiff.functional;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.Locale;
import org.autodiff.Batching;
import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.RecurrentCell;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;

/**
 * A recurrent layer in one direction over whole sequences as one operation: each direction of the tape is one pass over all
 * steps. Where the gradient is differentiated again, {@link RecurrentSlopes} goes through the steps one by one.
 */
public final class RecurrentLayer {
    /** The kind of step, and whether the last time comes first. */
    record Run(RecurrentCell cell, boolean reverse) implements Attrs {
        @Override
        public String toString() {
            return cell.name().toLowerCase(Locale.ROOT) + (reverse ? " reverse" : "");
        }
    }

    /** From what comes from the input, [T, B, G*H], first states [S, B, H], weight [G*H, H] and bias [G*H]: all states, [S, T, B, H]. */
    public static final OpDef RECURRENT = custom("recurrent")
            .forward(
                    Run.class,
                    (b, x, out, a) -> b.recurrent(
                            a.cell(), a.reverse(), b.dense(x[0]), b.dense(x[1]), b.dense(x[2]), b.dense(x[3])))
            .shape((op, in, attrs) -> shape(op, in, ((Run) attrs).cell()))
            .vjp(RecurrentLayer::pulled)
            .jvp((call, t) -> new RecurrentSlopes(call).pushed(t))
            .saves(INPUT, OUTPUT)
            .batched(RecurrentLayer::batched)
            .samples(new Run(RecurrentCell.LSTM, false), "[3,2,8] [2,2,2] [8,2] [8]", "[1,1,4] [2,1,1] [4,1] [4]")
            .samples(new Run(RecurrentCell.GRU, true), "[3,2,6] [1,2,2] [6,2] [6]")
            .samples(new Run(RecurrentCell.TANH, true), "[3,2,2] [1,2,2] [2,2] [2]", "[2,0,2] [1,0,2] [2,2] [2]")
            .samples(new Run(RecurrentCell.RELU, false), "[2,3,2] [1,3,2] [2,2] [2]")
            .rejects(new Run(RecurrentCell.GRU, false), "do not fit", "[3,2,8] [1,2,2] [8,2] [8]")
            .rejects(new Run(RecurrentCell.LSTM, false), "do not fit", "[3,2,8] [1,2,2] [8,2] [8]")
            .flops((in, out, attrs) -> 2.0 * in[0].size() * in[2].dim(1) + 10.0 * in[0].size())
            .formula(
                    "h_t = f(x_t, h_{t-1})",
                    "\\lambda_t f_x",
                    "\\lambda_1 f_h",
                    "\\sum \\lambda_t f_W",
                    "\\sum \\lambda_t f_b")
            .define();

    private RecurrentLayer() {}

    private static Shape shape(String op, Shape[] in, RecurrentCell cell) {
        boolean good = in[0].rank() == 3 && in[1].rank() == 3 && in[2].rank() == 2 && in[0].dim(0) > 0;
        int hidden = good ? in[2].dim(1) : 0;
        int width = cell.gates() * hidden;
        if (!good
                || in[0].dim(2) != width
                || !in[1].equals(Shape.of(cell.states(), in[0].dim(1), hidden))
                || in[2].dim(0) != width
                || !in[3].equals(Shape.of(width))) {
            throw new ShapeException(op + " " + cell.name() + ": inputs " + in[0] + ", states " + in[1] + ", weight "
                    + in[2]
                    + " and bias " + in[3] + " do not fit; for G = " + cell.gates()
                    + " gates of H elements they are [T, B, G*H], [" + cell.states() + ", B, H], [G*H, H] and [G*H]");
        }
        return Shape.of(cell.states(), in[0].dim(0), in[0].dim(1), hidden);
    }

    /** Samples are more sequences of one batch, as long as they have the weight and the bias in common. */
    private static Tensor batched(Batching.Samples s) {
        if (s.mapped().lastIndexOf(true) > 1) {
            return Batching.LOOP.apply(s);
        }
        int[] dims = s.expanded(0).shape().toArray();
        Tensor[] all = s.inputs().toArray(Tensor[]::new);
        for (int i = 0; i < 2; i++) {
            Tensor x = s.expanded(i).movedim(0, 1);
            all[i] = x.reshape(x.shape().dim(0), s.size() * dims[2], x.shape().dim(3));
        }
        Tensor y = s.op().apply(s.attrs(), all);
        return y.reshape(y.shape().dim(0), dims[1], s.size(), dims[2], y.shape().dim(3))
                .movedim(2, 0);
    }

    private static Tensor[] pulled(Call call, Tensor g) {
        Run run = call.attrs(Run.class);
        Object residual = call.residual(Object.class);
        Tensor y = call.output();
        Tensor[] z = residual == null
                ? null
                : Call.byKernel(
                        (b, in) -> b.recurrentGradient(
                                run.cell(),
                                run.reverse(),
                                b.dense(in[0]),
                                b.dense(in[1]),
                                b.dense(in[2]),
                                b.dense(in[4]),
                                residual,
                                b.dense(in[5])),
                        call.input(0),
                        call.input(1),
                        call.input(2),
                        call.input(3),
                        y,
                        g);
        return z != null ? z : new RecurrentSlopes(call).pulled(g);
    }

    /**
     * The states of a recurrent layer after each step, at the time of its input: [S, T, B, H]. {@link Recurrent} has the layers
     * that make use of it.
     *
     * @param reverse whether the last time comes first
     * @param fromInput the products with the inputs and their bias, [T, B, G*H]
     * @param first the states before the first step, [S, B, H]: h, for an LSTM h and c
     * @param weight for the hidden state, [G*H, H]
     * @param bias on its side, [G*H]
     */
    public static Tensor recurrent(
            RecurrentCell cell, boolean reverse, Tensor fromInput, Tensor first, Tensor weight, Tensor bias) {
        Require.choice(cell, "recurrent", "the cell", RecurrentCell.LSTM);
        Require.nonNull(fromInput, "recurrent", "fromInput", "pass a tensor");
        Require.nonNull(first, "recurrent", "first", "pass a tensor");
        Require.nonNull(weight, "recurrent", "weight", "pass a tensor");
        Require.nonNull(bias, "recurrent", "bias", "pass a tensor, zeros for none");
        return RECURRENT.apply(new Run(cell, reverse), fromInput, first, weight, bias);
    }
}
