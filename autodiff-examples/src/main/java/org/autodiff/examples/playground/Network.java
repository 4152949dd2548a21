package org.autodiff.examples.playground;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.nn.Module;
import org.autodiff.nn.layer.Linear;

/** A perceptron of the playground, in double precision: its result is the logit of class 1. */
final class Network extends Module {
    private final String activation;
    private final List<Linear> layers = new ArrayList<>();

    Network(Settings settings, Seed seed) {
        activation = settings.activation();
        int from = settings.features().size();
        List<Integer> sizes = new ArrayList<>(settings.layers());
        sizes.add(1);
        for (int i = 0; i < sizes.size(); i++) {
            layers.add(child("layer" + (i + 1), new Linear(from, sizes.get(i), true, DType.FLOAT64, seed.child(i))));
            from = sizes.get(i);
        }
    }

    List<Linear> layers() {
        return layers;
    }

    /** Applies the function of the hidden units, by its name. */
    static Tensor activate(String name, Tensor x) {
        return switch (name) {
            case "tanh" -> x.tanh();
            case "relu" -> x.relu();
            case "sigmoid" -> x.sigmoid();
            default -> x;
        };
    }

    @Override
    public Tensor forward(Tensor features) {
        List<Tensor> all = units(features);
        return all.get(all.size() - 1);
    }

    /** What each layer makes of the features, the last one without a function. */
    List<Tensor> units(Tensor features) {
        List<Tensor> all = new ArrayList<>();
        Tensor h = features;
        for (int i = 0; i < layers.size(); i++) {
            h = layers.get(i).call(h);
            h = i < layers.size() - 1 ? activate(activation, h) : h;
            all.add(h);
        }
        return all;
    }
}
