package org.autodiff.examples.workload;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.nn.Module;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;

/** Training steps of multi-layer perceptrons, and one inference, written as a user writes them. */
final class NetworkWorkloads {
    private NetworkWorkloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        all.addAll(training("2-16-16-2", Mlp.Options.DEFAULT, 32, 2, 16, 16, 2));
        all.addAll(training("784-128-10", Mlp.Options.DEFAULT, 32, 784, 128, 10));
        all.addAll(training("784-200-200-10", Mlp.Options.DEFAULT, 100, 784, 200, 200, 10));
        all.addAll(
                training("784-200-200-10-tanh", Mlp.Options.DEFAULT.withActivation(Tanh::new), 100, 784, 200, 200, 10));
        all.addAll(training("784-1000-1000-10", Mlp.Options.DEFAULT, 100, 784, 1000, 1000, 10));
        all.add(new Workload("inference/mlp-784-128-10-b1", NetworkWorkloads::inference));
        return all;
    }

    private static List<Workload> training(String name, Mlp.Options options, int batch, int... layers) {
        String prefix = "mlp/" + name + "-b" + batch;
        return List.of(
                new Workload(prefix + "-sgd", () -> {
                    Module model = new Mlp(options, new Inputs().next(), layers);
                    return step(model, new Sgd(model.parameters(), 0.01), batch, layers);
                }),
                new Workload(prefix + "-adam", () -> {
                    Module model = new Mlp(options, new Inputs().next(), layers);
                    return step(model, new Adam(model.parameters(), 1e-3), batch, layers);
                }));
    }

    private static Runnable step(Module model, Optimizer optimizer, int batch, int... layers) {
        Inputs inputs = new Inputs();
        Tensor x = inputs.uniform(0, batch, layers[0]);
        Tensor labels = inputs.labels(batch, layers[layers.length - 1]);
        return Inputs.step(model, optimizer, x, labels);
    }

    private static Runnable inference() {
        Inputs inputs = new Inputs();
        Module model = new Mlp(inputs.next(), 784, 128, 10);
        Tensor x = inputs.uniform(0, 1, 784);
        return () -> {
            try (Scope scope = Scope.noGrad()) {
                model.forward(x);
            }
        };
    }
}
