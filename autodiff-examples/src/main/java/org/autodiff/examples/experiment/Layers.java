package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import org.autodiff.array.Seed;
import org.autodiff.nn.Module;
import org.autodiff.nn.model.Mlp;
import picocli.CommandLine.Option;

/** The option for a perceptron of several layers. */
final class Layers {
    @Option(
            names = "--layers",
            paramLabel = "N",
            split = ",",
            description = "units of each layer, the input first" + DEFAULT)
    private int[] sizes;

    Layers(int... sizes) {
        this.sizes = sizes;
    }

    void check() {
        require(sizes.length >= 2, "--layers: needs at least the input and the output layer, such as 784,10");
    }

    Module perceptron(Seed initial) {
        return new Mlp(initial, sizes);
    }
}
