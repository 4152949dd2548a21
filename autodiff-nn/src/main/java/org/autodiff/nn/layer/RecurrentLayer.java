package org.autodiff.nn.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Recurrent.Layers;
import org.autodiff.functional.Recurrent.Weights;
import org.autodiff.nn.init.Init;

/** Parameters of recurrent layers, by PyTorch's names, and their way over a sequence; the subclasses say what a step is. */
abstract class RecurrentLayer extends Layer {
    private final int in;
    private final int hidden;
    private final RecurrentOptions options;
    private final List<Weights> weights = new ArrayList<>();
    private final Masks masks;

    /** Layers whose parameters are all uniform on (-1/sqrt(hidden), 1/sqrt(hidden)) at the start. */
    RecurrentLayer(String name, int gates, int in, int hidden, RecurrentOptions options, Seed seed) {
        this.in = Checks.positive(name, "the size of the input", in);
        this.hidden = Checks.positive(name, "the size of the state", hidden);
        this.options = Checks.options(name, options, "RecurrentOptions.DEFAULT");
        this.masks = new Masks(seeds(Masks.NAME, Checks.seed(name, seed).child(1)));
        int directions = options.directions();
        for (int k = 0; k < options.layers() * directions; k++) {
            int features = k < directions ? in : hidden * directions;
            String suffix = "_l" + k / directions + (k % directions == 1 ? "_reverse" : "");
            weights.add(drawn(suffix, gates, features, seed.child(0).child(k)));
        }
    }

    private Weights drawn(String suffix, int gates, int features, Seed seed) {
        double bound = 1 / Math.sqrt(hidden);
        Init init = Init.uniform(-bound, bound);
        DType dtype = options.dtype();
        int rows = gates * hidden;
        Tensor ih = parameter("weight_ih" + suffix, init.sample(seed.child(0), dtype, rows, features));
        Tensor hh = parameter("weight_hh" + suffix, init.sample(seed.child(1), dtype, rows, hidden));
        if (!options.bias()) {
            return Weights.of(ih, hh);
        }
        return new Weights(
                ih,
                hh,
                parameter("bias_ih" + suffix, init.sample(seed.child(2), dtype, rows)),
                parameter("bias_hh" + suffix, init.sample(seed.child(3), dtype, rows)));
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

    /** What some layers give for a sequence: the output, and the final states of each kind, [layers * directions, N, H]. */
    record Run(Tensor output, Tensor... states) {}

    /**
     * The way through all layers: at once, or one by one where elements are dropped between them.
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
            Tensor in = layer == 0 ? y : masks.keep(y, 1 - options.dropout());
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
