package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.nn.golden.Golden;
import org.autodiff.nn.golden.GoldenCase;
import org.autodiff.nn.golden.OptimizerGoldens;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.ReLU;
import org.autodiff.nn.layer.Sigmoid;
import org.autodiff.nn.layer.Tanh;
import org.autodiff.nn.optim.Optimizer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whole training runs of multilayer perceptrons: every loss and the final parameters, against PyTorch's. */
class TrainingGoldenTest {
    private static final Map<String, Module> ACTIVATIONS =
            Map.of("relu", new ReLU(), "tanh", new Tanh(), "sigmoid", new Sigmoid());

    @TestFactory
    List<DynamicTest> trainingFollowsPyTorch() {
        return Golden.cases("training").stream()
                .filter(TrainingGoldenTest::supported)
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> follow(c)))
                .toList();
    }

    @Test
    void theReferenceHasRunsInBothPrecisions() {
        assertThat(Golden.cases("training"))
                .filteredOn(TrainingGoldenTest::supported)
                .extracting(c -> c.text("dtype"))
                .contains("F32", "F64");
    }

    private static boolean supported(GoldenCase c) {
        GoldenCase model = c.object("model");
        String optimizer = c.object("optimizer").text("name");
        return model.text("type").equals("mlp")
                && ACTIVATIONS.containsKey(model.text("activation"))
                && (optimizer.equals("SGD") || optimizer.equals("Adam"))
                && !c.text("loss").startsWith("bce")
                && !c.has("scheduler")
                && !c.has("clip");
    }

    private static void follow(GoldenCase c) {
        Sequential model = mlp(c);
        Map<String, Tensor> init = new LinkedHashMap<>();
        c.object("init")
                .fields()
                .keySet()
                .forEach(name -> init.put(name, c.object("init").tensor(name)));
        model.loadStateDict(StateDict.of(init));
        Optimizer optimizer = optimizer(c.object("optimizer"), model);
        List<GoldenCase> batches = c.objects("batches");
        double[] losses = new double[(int) c.number("steps")];

        for (int step = 0; step < losses.length; step++) {
            GoldenCase batch = batches.get(step % batches.size());
            try (Tape tape = Tape.record()) {
                optimizer.zeroGrad();
                Tensor loss = loss(c.text("loss"), model.forward(batch.tensor("x")), batch.tensor("y"));
                loss.backward();
                losses[step] = loss.item();
            }
            if (step == 0) {
                compareGradients(c, model);
            }
            optimizer.step();
        }

        double rtol = c.number("rtol");
        double atol = c.number("atol");
        Golden.assertClose(c.name() + " losses", losses, c.tensor("losses").toDoubles(), rtol, atol);
        for (Parameter parameter : model.parameters()) {
            double[] expected = c.object("final").tensor(parameter.name()).toDoubles();
            Golden.assertClose(
                    c.name() + " " + parameter.name(), parameter.tensor().toDoubles(), expected, rtol, atol);
        }
    }

    private static void compareGradients(GoldenCase c, Sequential model) {
        for (Parameter parameter : model.parameters()) {
            double[] expected =
                    c.object("first_step_grads").tensor(parameter.name()).toDoubles();
            Golden.assertClose(
                    c.name() + " first gradient of " + parameter.name(),
                    parameter.grad().toDoubles(),
                    expected,
                    c.number("rtol"),
                    c.number("atol"));
        }
    }

    private static Sequential mlp(GoldenCase c) {
        GoldenCase model = c.object("model");
        DType dtype = c.text("dtype").equals("F32") ? DType.FLOAT32 : DType.FLOAT64;
        int layers = ((List<?>) model.fields().get("sizes")).size() - 1;
        List<Module> modules = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            int in = (int) model.number("sizes", i);
            int out = (int) model.number("sizes", i + 1);
            modules.add(new Linear(in, out, true, dtype, Seed.of(i)));
            if (i < layers - 1) {
                modules.add(ACTIVATIONS.get(model.text("activation")));
            }
        }
        return new Sequential(modules.toArray(Module[]::new));
    }

    private static Tensor loss(String name, Tensor output, Tensor target) {
        return name.equals("cross_entropy_mean")
                ? output.crossEntropy(target)
                : output.sub(target).square().mean();
    }

    private static Optimizer optimizer(GoldenCase hyper, Sequential model) {
        return OptimizerGoldens.optimizer(hyper.text("name"), hyper, model.parameters(), hyper.number("lr"));
    }
}
