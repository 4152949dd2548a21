package org.autodiff.functional;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;

/**
 * Elman, LSTM and GRU networks as functions of their parameters: single steps, and layers over whole sequences. Layouts, gate
 * orders and formulas are PyTorch's.
 */
public final class Recurrent {
    private Recurrent() {}

    /** The nonlinearity of a simple recurrent step. */
    public enum Nonlinearity {
        /** The hyperbolic tangent. */
        TANH,
        /** The rectifier, max(x, 0). */
        RELU;

        private Tensor of(Tensor x) {
            return this == TANH ? x.tanh() : x.relu();
        }
    }

    /**
     * The parameters of one layer in one direction, with G gates (1 for simple recurrence, 4 for LSTM, 3 for GRU) of H
     * elements, stacked along axis 0.
     *
     * @param weightIh for the input: [G*H, in]
     * @param weightHh for the hidden state: [G*H, H]
     * @param biasIh [G*H], or null for none
     * @param biasHh [G*H], or null for none
     */
    public record Weights(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {
        /** Parameters whose shapes fit each other. */
        public Weights {
            TensorArguments.requireUsable("Weights", "weightIh", weightIh);
            TensorArguments.requireUsable("Weights", "weightHh", weightHh);
            boolean good = weightIh.rank() == 2
                    && weightHh.rank() == 2
                    && weightIh.shape().dim(0) == weightHh.shape().dim(0)
                    && (biasIh == null
                            || biasIh.shape().equals(Shape.of(weightIh.shape().dim(0))))
                    && (biasHh == null
                            || biasHh.shape().equals(Shape.of(weightHh.shape().dim(0))));
            if (!good) {
                throw new ShapeException("Weights: weightIh " + weightIh.shape() + ", weightHh "
                        + weightHh.shape() + ", biasIh " + (biasIh == null ? "none" : biasIh.shape()) + ", biasHh "
                        + (biasHh == null ? "none" : biasHh.shape())
                        + "; they must be [G*H, in], [G*H, H] and [G*H] for G gates of H elements");
            }
        }

        /** Parameters without biases. */
        public static Weights of(Tensor weightIh, Tensor weightHh) {
            return new Weights(weightIh, weightHh, null, null);
        }

        /** The number of elements of the hidden state. */
        public int hiddenSize() {
            return weightHh.shape().dim(1);
        }

        /** The number of elements of the input. */
        public int inputSize() {
            return weightIh.shape().dim(1);
        }

        void check(String op, int gates, Tensor x, Tensor h) {
            TensorArguments.requireUsable(op, "input", x);
            int hidden = hiddenSize();
            if (weightHh.shape().dim(0) != gates * hidden) {
                throw new ShapeException(op + ": weightHh has shape " + weightHh.shape() + "; with " + gates
                        + " gates of " + hidden + " elements it must be [" + gates * hidden + ", " + hidden + "]");
            }
            if (x.rank() == 0 || x.shape().dim(-1) != inputSize()) {
                throw new ShapeException(op + ": the input " + x.shape() + " does not fit weightIh " + weightIh.shape()
                        + "; its last axis must have size " + inputSize());
            }
            if (h != null && !h.shape().equals(x.shape().with(-1, hidden))) {
                throw new ShapeException(op + ": the state has shape " + h.shape() + ", the input " + x.shape()
                        + "; the state must be " + x.shape().with(-1, hidden));
            }
            for (Tensor t : new Tensor[] {weightIh, weightHh, biasIh, biasHh, h}) {
                if (t != null && t.dtype() != x.dtype()) {
                    throw new DTypeException(op + ": the input is " + x.dtype() + ", a parameter or state " + t.dtype()
                            + "; convert one with to(...)");
                }
            }
        }
    }

    /** The state of an LSTM: the hidden state h and the cell state c, of the same shape. */
    public record LstmState(Tensor h, Tensor c) {
        /** A state of equal shapes. */
        public LstmState {
            TensorArguments.requireUsable("LstmState", "h", h);
            TensorArguments.requireUsable("LstmState", "c", c);
            if (!h.shape().equals(c.shape())) {
                throw new ShapeException(
                        "LstmState: h has shape " + h.shape() + ", c " + c.shape() + "; they must be equal");
            }
        }
    }

    /**
     * The layers of a recurrent network.
     *
     * @param weights of each layer from the first on; if bidirectional, the forward ones of a layer before its reverse ones
     * @param bidirectional whether each layer also reads the sequence from its end; both outputs are concatenated
     * @param batchFirst whether sequences are [batch, time, features] rather than [time, batch, features]
     */
    public record Layers(List<Weights> weights, boolean bidirectional, boolean batchFirst) {
        /** At least one layer. */
        public Layers {
            Require.nonNulls(weights, "Layers", "weights", "pass List.of() for none");
            weights = List.copyOf(weights);
            if (weights.isEmpty() || bidirectional && weights.size() % 2 != 0) {
                throw new ArgumentException("Layers: " + weights.size() + " sets of weights"
                        + (bidirectional
                                ? "; a bidirectional layer has two, forward and reverse"
                                : "; give one a layer"));
            }
        }

        /** Unidirectional layers over sequences [time, batch, features]. */
        public Layers(Weights... weights) {
            this(List.of(Require.nonNulls(weights, "Layers", "weights", "pass one")), false, false);
        }

        /** These layers reading the sequence from its end as well, or not. */
        public Layers withBidirectional(boolean value) {
            return new Layers(weights, value, batchFirst);
        }

        /** These layers over sequences [batch, time, features], or [time, batch, features]. */
        public Layers withBatchFirst(boolean value) {
            return new Layers(weights, bidirectional, value);
        }

        /** 1 or 2. */
        public int directions() {
            return bidirectional ? 2 : 1;
        }
    }

    /**
     * The result of recurrent layers over a sequence.
     *
     * @param output the states of the last layer at all times, both directions concatenated: [time, batch, directions * H],
     *     or batch first as the input
     * @param h the final state of each layer and direction: [layers * directions, batch, H]
     */
    public record Sequence(Tensor output, Tensor h) {}

    /** The result of LSTM layers over a sequence: {@link Sequence}, and the final cell states. */
    public record LstmSequence(Tensor output, Tensor h, Tensor c) {}

    // Single steps.

    /**
     * A step of a simple recurrent network (Elman 1990).
     *
     * @param x the input, [*, in]
     * @param h the state, [*, H]
     * @return the next state
     */
    @Composite("f(x W_{ih}^\\top + b_{ih} + h W_{hh}^\\top + b_{hh})")
    public static Tensor rnnCell(Tensor x, Tensor h, Weights w, Nonlinearity f) {
        Require.nonNull(w, "rnnCell", "w", "pass one, as Weights of this package");
        w.check("rnnCell", 1, x, h);
        return f.of(Linear.linear(x, w.weightIh(), w.biasIh()).add(Linear.linear(h, w.weightHh(), w.biasHh())));
    }

    /**
     * A step of an LSTM (Hochreiter and Schmidhuber 1997, with forget gate); the gates stand in the order i, f, g, o.
     *
     * @param x the input, [*, in]
     * @param state [*, H] each
     * @return the next state
     */
    @Composite("c' = \\sigma(f) c + \\sigma(i) \\tanh g,\\quad h' = \\sigma(o) \\tanh c'")
    public static LstmState lstmCell(Tensor x, LstmState state, Weights w) {
        Require.nonNull(w, "lstmCell", "w", "pass one, as Weights of this package");
        Require.nonNull(state, "lstmCell", "state", "pass one");
        w.check("lstmCell", 4, x, state.h());
        return lstmStep(
                Linear.linear(x, w.weightIh(), w.biasIh()).add(Linear.linear(state.h(), w.weightHh(), w.biasHh())),
                state);
    }

    /**
     * A step of a gated recurrent unit (Cho et al. 2014, with the reset gate after the product as in cuDNN and PyTorch); the
     * gates stand in the order r, z, n.
     *
     * @param x the input, [*, in]
     * @param h the state, [*, H]
     * @return the next state
     */
    @Composite("(1 - z) n + z h,\\quad n = \\tanh(x W_{in}^\\top + b_{in} + r(h W_{hn}^\\top + b_{hn}))")
    public static Tensor gruCell(Tensor x, Tensor h, Weights w) {
        Require.nonNull(w, "gruCell", "w", "pass one, as Weights of this package");
        w.check("gruCell", 3, x, h);
        return gruStep(Linear.linear(x, w.weightIh(), w.biasIh()), h, w);
    }

    private static LstmState lstmStep(Tensor gates, LstmState state) {
        List<Tensor> g = gates.chunk(-1, 4);
        Tensor c = g.get(1)
                .sigmoid()
                .mul(state.c())
                .add(g.get(0).sigmoid().mul(g.get(2).tanh()));
        return new LstmState(g.get(3).sigmoid().mul(c.tanh()), c);
    }

    private static Tensor gruStep(Tensor fromInput, Tensor h, Weights w) {
        List<Tensor> x = fromInput.chunk(-1, 3);
        List<Tensor> y = Linear.linear(h, w.weightHh(), w.biasHh()).chunk(-1, 3);
        Tensor r = x.get(0).add(y.get(0)).sigmoid();
        Tensor z = x.get(1).add(y.get(1)).sigmoid();
        Tensor n = x.get(2).add(r.mul(y.get(2))).tanh();
        return n.add(z.mul(h.sub(n)));
    }

    // Sequences.

    /** Simple recurrent layers over sequences that are all as long as the input: {@link #rnn(Tensor, int[], Tensor, Layers, Nonlinearity)}. */
    public static Sequence rnn(Tensor x, Tensor h0, Layers layers, Nonlinearity f) {
        return rnn(x, null, h0, layers, f);
    }

    /**
     * Simple recurrent layers over a batch of sequences; see {@link #rnnCell}. Where a sequence is shorter than the input, the output
     * is 0 beyond it, the final state is that at its end, and the other direction begins there: PyTorch's
     * {@code pack_padded_sequence} and {@code pad_packed_sequence} around the layers. What stands there in the input is not looked at.
     *
     * @param x [time, batch, in], or batch first if the layers say so
     * @param lengths of each sequence, from 1 to the time steps, in any order; null if all are as long as the input
     * @param h0 the first state of each layer and direction: [layers * directions, batch, H]; null for zeros
     */
    @Composite("h_t = f(x_t W_{ih}^\\top + b_{ih} + h_{t-1} W_{hh}^\\top + b_{hh})")
    public static Sequence rnn(Tensor x, int[] lengths, Tensor h0, Layers layers, Nonlinearity f) {
        Require.nonNull(layers, "rnn", "layers", "pass one, as Layers of this package");
        Require.choice(f, "rnn", "the nonlinearity", Nonlinearity.TANH);
        Unrolled run = new Unrolled("rnn", 1, layers, x, lengths);
        Tensor[][] states = run.states(named("h0", h0));
        Tensor output = run.over(states, Recurrent::bothBiases, (s, w, gates) ->
                new Tensor[] {f.of(gates.add(Linear.linear(s[0], w.weightHh(), null)))});
        return new Sequence(output, last(states, 0));
    }

    /** GRU layers over sequences that are all as long as the input: {@link #gru(Tensor, int[], Tensor, Layers)}. */
    public static Sequence gru(Tensor x, Tensor h0, Layers layers) {
        return gru(x, null, h0, layers);
    }

    /**
     * GRU layers over a batch of sequences; see {@link #gruCell}, and {@link #rnn(Tensor, int[], Tensor, Layers, Nonlinearity)} for
     * lengths.
     *
     * @param x [time, batch, in], or batch first if the layers say so
     * @param lengths of each sequence, from 1 to the time steps, in any order; null if all are as long as the input
     * @param h0 the first state of each layer and direction: [layers * directions, batch, H]; null for zeros
     */
    @Composite("h_t = (1 - z_t) n_t + z_t h_{t-1}")
    public static Sequence gru(Tensor x, int[] lengths, Tensor h0, Layers layers) {
        Require.nonNull(layers, "gru", "layers", "pass one, as Layers of this package");
        Unrolled run = new Unrolled("gru", 3, layers, x, lengths);
        Tensor[][] states = run.states(named("h0", h0));
        Tensor output = run.over(states, Weights::biasIh, (s, w, gates) -> new Tensor[] {gruStep(gates, s[0], w)});
        return new Sequence(output, last(states, 0));
    }

    /** LSTM layers over sequences that are all as long as the input: {@link #lstm(Tensor, int[], LstmState, Layers)}. */
    public static LstmSequence lstm(Tensor x, LstmState initial, Layers layers) {
        return lstm(x, null, initial, layers);
    }

    /**
     * LSTM layers over a batch of sequences; see {@link #lstmCell}, and {@link #rnn(Tensor, int[], Tensor, Layers, Nonlinearity)} for
     * lengths.
     *
     * @param x [time, batch, in], or batch first if the layers say so
     * @param lengths of each sequence, from 1 to the time steps, in any order; null if all are as long as the input
     * @param initial the first state of each layer and direction: [layers * directions, batch, H] each; null for zeros
     */
    @Composite("c_t = \\sigma(f_t) c_{t-1} + \\sigma(i_t) \\tanh g_t,\\quad h_t = \\sigma(o_t) \\tanh c_t")
    public static LstmSequence lstm(Tensor x, int[] lengths, LstmState initial, Layers layers) {
        Require.nonNull(layers, "lstm", "layers", "pass one, as Layers of this package");
        Unrolled run = new Unrolled("lstm", 4, layers, x, lengths);
        Tensor[][] states = run.states(
                named("h0", initial == null ? null : initial.h()), named("c0", initial == null ? null : initial.c()));
        Tensor output = run.over(states, Recurrent::bothBiases, (s, w, gates) -> {
            LstmState next = lstmStep(gates.add(Linear.linear(s[0], w.weightHh(), null)), new LstmState(s[0], s[1]));
            return new Tensor[] {next.h(), next.c()};
        });
        return new LstmSequence(output, last(states, 0), last(states, 1));
    }

    private static Unrolled.Initial named(String name, Tensor states) {
        return new Unrolled.Initial(name, states);
    }

    /** The final states of one kind, [layers * directions, batch, H]. */
    private static Tensor last(Tensor[][] states, int kind) {
        return Tensor.stack(0, Arrays.stream(states).map(s -> s[kind]).toArray(Tensor[]::new));
    }

    /** The biases of input and state together: added once for all steps. */
    private static Tensor bothBiases(Weights w) {
        return w.biasIh() == null
                ? w.biasHh()
                : w.biasHh() == null ? w.biasIh() : w.biasIh().add(w.biasHh());
    }
}
