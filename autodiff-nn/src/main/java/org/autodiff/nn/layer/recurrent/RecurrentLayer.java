package org.autodiff.nn.layer.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.functional.Recurrent.Layers;
import org.autodiff.functional.Recurrent.Sequence;
import org.autodiff.functional.Recurrent.Weights;
import org.autodiff.nn.SeedSequence;
import org.autodiff.nn.layer.Dropout;

/** Recurrent layers over a sequence; a subclass says what a step computes. */
abstract class RecurrentLayer extends RecurrentModule {
    private final RecurrentOptions options;
    private final List<Weights> weights = new ArrayList<>();
    private final SeedSequence masks;

    RecurrentLayer(int gates, int in, int hidden, RecurrentOptions options, Seed seed) {
        super(gates, in, hidden, seed);
        this.options = Require.options(options, owner(), "RecurrentOptions.DEFAULT");
        this.masks = seeds("masks", seed.child(1));
        int directions = options.directions();
        for (int k = 0; k < options.layers() * directions; k++) {
            int features = k < directions ? in : hidden * directions;
            String suffix = "_l" + k / directions + (k % directions == 1 ? "_reverse" : "");
            Seed own = seed.child(0).child(k);
            weights.add(drawn(suffix, features, options.bias(), options.dtype(), own));
        }
    }

    /** Throws unless the sequence and the states fit. */
    final void require(Tensor x, Tensor... states) {
        given(x);
        if (x.rank() != 3 || x.shape().dim(2) != in) {
            String layout = options.batchFirst() ? "[N, time, " + in + "]" : "[time, N, " + in + "]";
            throw misfit(layout, x, "reshape the input, or build the layer for its features");
        }
        requireType(x, weights.get(0).weightHh());
        int batch = x.shape().dim(options.batchFirst() ? 0 : 1);
        for (Tensor state : states) {
            int[] expected = {weights.size(), batch, hidden};
            if (state != null && !Arrays.equals(state.shape().toArray(), expected)) {
                throw misfit(
                        "a state " + Arrays.toString(expected) + ", [layers * directions, N, hidden]",
                        state,
                        "give none for zeros");
            }
        }
    }

    /** The result of some layers: the output, and the final states of each kind, [layers * directions, N, H]. */
    record Run(Tensor output, Tensor... states) {}

    /** A run of some layers over a sequence, from their states. */
    @FunctionalInterface
    interface Step {
        Sequence run(Tensor x, Tensor h0, Layers layers);
    }

    /** The run of all layers that have one kind of state, h. */
    final Sequence through(Tensor x, Tensor h0, Step step) {
        return observed(
                () -> {
                    require(x, h0);
                    Run run = through(x, new Tensor[] {h0}, (layers, from) -> {
                        Sequence s = step.run(from.output(), from.states()[0], layers);
                        return new Run(s.output(), s.h());
                    });
                    return new Sequence(run.output(), run.states()[0]);
                },
                Sequence::output);
    }

    /**
     * The run of all layers: at once, or one by one where elements are dropped between them.
     *
     * @param states the first states of each kind, null for zeros
     * @param run runs some layers over a sequence from their states
     */
    final Run through(Tensor x, Tensor[] states, BiFunction<Layers, Run, Run> run) {
        boolean dropping = isTraining() && options.dropout() > 0 && options.layers() > 1;
        if (!dropping) {
            return run.apply(layers(weights), new Run(x, states));
        }
        int directions = options.directions();
        Tensor y = x;
        Tensor[][] last = new Tensor[states.length][options.layers()];
        for (int layer = 0; layer < options.layers(); layer++) {
            int from = layer * directions;
            Tensor[] own = new Tensor[states.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = states[i] == null ? null : states[i].slice(0, from, from + directions);
            }
            Tensor in = layer == 0 ? y : Dropout.inverted(y, options.dropout(), masks);
            Run done = run.apply(layers(weights.subList(from, from + directions)), new Run(in, own));
            y = done.output();
            for (int i = 0; i < own.length; i++) {
                last[i][layer] = done.states()[i];
            }
        }
        Tensor[] joined = new Tensor[states.length];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = Tensor.concat(0, last[i]);
        }
        return new Run(y, joined);
    }

    private Layers layers(List<Weights> some) {
        return new Layers(some, options.bidirectional(), options.batchFirst());
    }

    /** The parameters of each layer from the first on; of both directions, forward ones before reverse ones. */
    public final List<Weights> weights() {
        return List.copyOf(weights);
    }

    @Override
    protected String extraRepr() {
        return in + ", " + hidden
                + (options.layers() == 1 ? "" : ", layers=" + options.layers())
                + (options.bias() ? "" : ", bias=false")
                + (options.batchFirst() ? ", batchFirst" : "")
                + (options.dropout() == 0 ? "" : ", dropout=" + options.dropout())
                + (options.bidirectional() ? ", bidirectional" : "");
    }
}
