package org.autodiff.nn.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;

/**
 * A perceptron of several layers: linear layers with an activation, and dropout if wished, between them and nothing after the
 * last; x [*, sizes[0]], y [*, sizes[last]].
 *
 * <p>The names of its children are their places as in {@link org.autodiff.nn.Sequential}: {@code 0.weight}, {@code 0.bias},
 * {@code 2.weight}, ...; with dropout {@code 0}, {@code 3}, {@code 6}, ...
 */
public final class Mlp extends Module {
    /**
     * Hyperparameters of a multi-layer perceptron.
     *
     * @param activation makes what stands behind each linear layer but the last
     * @param dropout the probability that an element behind an activation is left out in training
     * @param bias whether the linear layers have biases
     * @param dtype element type of the parameters
     */
    public record Options(Supplier<? extends Module> activation, double dropout, boolean bias, DType dtype) {
        /** ReLU, no dropout, with biases, in FLOAT32. */
        public static final Options DEFAULT = new Options(ReLU::new, 0, true, DType.FLOAT32);

        /** Checks the numbers. */
        public Options {
            Require.nonNull(activation, "Mlp", "the activation", "pass a supplier of modules such as ReLU::new");
            Require.probability(dropout, "Mlp", "dropout");
            Start.floating("Mlp", dtype);
        }

        /** These options with another activation: {@code withActivation(Tanh::new)}. */
        public Options withActivation(Supplier<? extends Module> value) {
            return new Options(value, dropout, bias, dtype);
        }

        /** These options with dropout. */
        public Options withDropout(double value) {
            return new Options(activation, value, bias, dtype);
        }

        /** These options with or without biases. */
        public Options withBias(boolean value) {
            return new Options(activation, dropout, value, dtype);
        }

        /** These options with another element type of the parameters. */
        public Options withDtype(DType value) {
            return new Options(activation, dropout, bias, value);
        }
    }

    private final List<Module> modules = new ArrayList<>();

    /**
     * A perceptron with ReLU in FLOAT32.
     *
     * @param seed source of the initial values
     * @param sizes the number of units of every layer, the input first; at least two
     * @throws ArgumentException if there are less than two sizes, or one is below 1
     */
    public Mlp(Seed seed, int... sizes) {
        this(Options.DEFAULT, seed, sizes);
    }

    /** A perceptron with the given options and at least two sizes. */
    public Mlp(Options options, Seed seed, int... sizes) {
        Require.options(options, "Mlp", "Mlp.Options.DEFAULT");
        Start.seed("Mlp", seed);
        if (Require.positive(sizes, "Mlp", "the sizes").length < 2) {
            throw new ArgumentException(
                    "Mlp: needs the sizes of at least an input and an output layer, got " + Arrays.toString(sizes));
        }
        for (int i = 1; i < sizes.length; i++) {
            if (i > 1) {
                add(options.activation().get());
                if (options.dropout() > 0) {
                    add(new Dropout(options.dropout(), seed.child(-i)));
                }
            }
            add(new Linear(sizes[i - 1], sizes[i], options.bias(), options.dtype(), seed.child(i)));
        }
    }

    private void add(Module module) {
        modules.add(child(Integer.toString(modules.size()), module));
    }

    @Override
    public Tensor forward(Tensor x) {
        return observed(() -> {
            Tensor y = x;
            for (Module module : modules) {
                y = module.call(y);
            }
            return y;
        });
    }
}
