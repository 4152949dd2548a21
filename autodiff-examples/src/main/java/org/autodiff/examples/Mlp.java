package org.autodiff.examples;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.ReLU;
import org.autodiff.nn.layer.Tanh;

/** Builds multi-layer perceptrons: linear layers with an activation between them and none after the last. */
public final class Mlp {

    /** What stands between two linear layers. */
    public enum Activation {
        /** {@code max(0, x)}. */
        RELU,
        /** Hyperbolic tangent. */
        TANH
    }

    private Mlp() {}

    /**
     * A perceptron in float32, from inputs [n, sizes[0]] to outputs [n, sizes[last]].
     *
     * @param activation what stands between two linear layers
     * @param seed source of the initial weights
     * @param sizes the number of units of every layer, the input first; at least two
     */
    public static Sequential of(Activation activation, Seed seed, int... sizes) {
        if (sizes.length < 2) {
            throw new ArgumentException("Mlp: needs the sizes of at least an input and an output layer, got "
                    + sizes.length + " size" + (sizes.length == 1 ? "" : "s"));
        }
        List<Module> modules = new ArrayList<>();
        for (int i = 1; i < sizes.length; i++) {
            if (i > 1) {
                modules.add(activation == Activation.RELU ? new ReLU() : new Tanh());
            }
            modules.add(new Linear(sizes[i - 1], sizes[i], seed.child(i)));
        }
        return new Sequential(modules.toArray(new Module[0]));
    }
}
