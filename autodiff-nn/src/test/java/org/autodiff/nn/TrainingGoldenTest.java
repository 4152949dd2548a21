package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.Loss;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.nn.golden.Golden;
import org.autodiff.nn.golden.GoldenCase;
import org.autodiff.nn.golden.OptimizerGoldens;
import org.autodiff.nn.golden.SchedulerGoldens;
import org.autodiff.nn.layer.Flatten;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.GELU;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.activation.SiLU;
import org.autodiff.nn.layer.activation.Sigmoid;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import org.autodiff.nn.layer.normalization.BatchNormOptions;
import org.autodiff.nn.layer.pooling.AvgPool2d;
import org.autodiff.nn.layer.pooling.MaxPool2d;
import org.autodiff.nn.layer.recurrent.GRU;
import org.autodiff.nn.layer.recurrent.LSTM;
import org.autodiff.nn.layer.recurrent.RNN;
import org.autodiff.nn.layer.recurrent.RecurrentOptions;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Scheduler;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whole training runs: every loss and rate, the first gradients, the final parameters and statistics, against PyTorch's. */
class TrainingGoldenTest {
    private static final Map<String, Supplier<Module>> ACTIVATIONS =
            Map.of("relu", ReLU::new, "tanh", Tanh::new, "sigmoid", Sigmoid::new, "gelu", GELU::new, "silu", SiLU::new);

    /** Two normalized convolutions and two linear layers. */
    private static final class LenetBn extends Module {
        private final Conv2d conv1;
        private final BatchNorm2d bn1;
        private final Conv2d conv2;
        private final BatchNorm2d bn2;
        private final Linear fc1;
        private final Linear fc2;
        private final MaxPool2d maxPool = new MaxPool2d(2);
        private final AvgPool2d avgPool = new AvgPool2d(2);

        LenetBn(GoldenCase args, DType dtype) {
            int c1 = (int) args.number("c1");
            int c2 = (int) args.number("c2");
            int hidden = (int) args.number("hidden");
            int side = ((int) args.number("image") / 2 - 2) / 2;
            ConvOptions plain = ConvOptions.DEFAULT.withDtype(dtype);
            BatchNormOptions norm = BatchNormOptions.DEFAULT.withDtype(dtype);
            int in = (int) args.number("in_channels");
            conv1 = child("conv1", new Conv2d(in, c1, 3, plain.withPadding(1), Seed.of(1)));
            bn1 = child("bn1", new BatchNorm2d(c1, norm));
            conv2 = child("conv2", new Conv2d(c1, c2, 3, plain, Seed.of(2)));
            bn2 = child("bn2", new BatchNorm2d(c2, norm));
            fc1 = child("fc1", new Linear(c2 * side * side, hidden, true, dtype, Seed.of(3)));
            fc2 = child("fc2", new Linear(hidden, (int) args.number("classes"), true, dtype, Seed.of(4)));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = maxPool.forward(bn1.forward(conv1.forward(x)).relu());
            y = avgPool.forward(bn2.forward(conv2.forward(y)).relu());
            return fc2.forward(fc1.forward(new Flatten().forward(y)).relu());
        }
    }

    /** A recurrent layer, and a linear one behind its last time step. */
    private static final class SeqNet extends Module {
        private final Module rnn;
        private final Linear head;

        SeqNet(GoldenCase model, DType dtype) {
            int in = (int) model.number("input");
            int hidden = (int) model.number("hidden");
            RecurrentOptions options =
                    RecurrentOptions.DEFAULT.withBatchFirst(true).withDtype(dtype);
            Seed seed = Seed.of(1);
            rnn = child(
                    "rnn",
                    switch (model.text("cell")) {
                        case "LSTM" -> new LSTM(in, hidden, options, seed);
                        case "GRU" -> new GRU(in, hidden, options, seed);
                        default -> new RNN(in, hidden, options, seed);
                    });
            head = child("head", new Linear(hidden, (int) model.number("outputs"), true, dtype, Seed.of(2)));
        }

        @Override
        public Tensor forward(Tensor x) {
            return head.forward(rnn.forward(x).select(1, -1));
        }
    }

    @TestFactory
    List<DynamicTest> trainingFollowsPyTorch() {
        return Golden.cases("training").stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> follow(c)))
                .toList();
    }

    @Test
    void theReferenceHasRunsInBothPrecisions() {
        assertThat(Golden.cases("training")).extracting(c -> c.text("dtype")).contains("F32", "F64");
    }

    private static void follow(GoldenCase c) {
        Module model = model(c.object("model"), c.text("dtype").equals("F32") ? DType.FLOAT32 : DType.FLOAT64);
        model.loadStateDict(StateDict.of(tensors(c.object("init"))));
        GoldenCase hyper = c.object("optimizer");
        Optimizer optimizer =
                OptimizerGoldens.optimizer(hyper.text("name"), hyper, model.parameters(), hyper.number("lr"));
        GoldenCase schedule = c.has("scheduler") ? c.object("scheduler") : null;
        Scheduler scheduler = schedule == null
                ? null
                : new Scheduler(optimizer, SchedulerGoldens.schedule(schedule.text("name"), schedule));
        List<GoldenCase> batches = c.objects("batches");
        int steps = (int) c.number("steps");
        double[] losses = new double[steps];
        double[] rates = new double[steps];
        double[] norms = new double[steps];

        for (int step = 0; step < steps; step++) {
            GoldenCase batch = batches.get(step % batches.size());
            rates[step] = optimizer.learningRate();
            try (Tape tape = Tape.record()) {
                optimizer.zeroGrad();
                Tensor loss = loss(c.text("loss"), model.forward(batch.tensor("x")), batch.tensor("y"));
                loss.backward();
                losses[step] = loss.item();
            }
            if (step == 0) {
                compareGradients(c, model);
            }
            if (c.has("clip")) {
                norms[step] = SchedulerGoldens.clip(c.object("clip"), model.parameters());
            }
            optimizer.step();
            if (scheduler != null) {
                scheduler.step();
            }
        }

        compare(c, "losses", losses, c.tensor("losses"));
        compare(c, "rates", rates, c.tensor("lrs"));
        if (c.has("grad_norms_before_clip")) {
            compare(c, "norms", norms, c.tensor("grad_norms_before_clip"));
        }
        StateDict state = model.stateDict();
        tensors(c.object("final"))
                .forEach((name, expected) -> compare(c, name, state.get(name).toDoubles(), expected));
        if (c.has("eval_input")) {
            try (Scope scope = Scope.noGrad()) {
                model.eval();
                compare(c, "evaluation", model.forward(c.tensor("eval_input")).toDoubles(), c.tensor("eval_output"));
            }
        }
    }

    private static void compareGradients(GoldenCase c, Module model) {
        for (Parameter parameter : model.parameters()) {
            compare(
                    c,
                    "first gradient of " + parameter.name(),
                    parameter.grad().toDoubles(),
                    c.object("first_step_grads").tensor(parameter.name()));
        }
    }

    private static void compare(GoldenCase c, String what, double[] actual, Tensor expected) {
        Golden.assertClose(c.name() + " " + what, actual, expected.toDoubles(), c.number("rtol"), c.number("atol"));
    }

    private static Map<String, Tensor> tensors(GoldenCase named) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        named.fields().keySet().forEach(name -> all.put(name, named.tensor(name)));
        return all;
    }

    private static Module model(GoldenCase model, DType dtype) {
        return switch (model.text("type")) {
            case "lenet_bn" -> new LenetBn(model.object("args"), dtype);
            case "seqnet" -> new SeqNet(model, dtype);
            default -> {
                Mlp.Options options = Mlp.Options.DEFAULT
                        .withActivation(ACTIVATIONS.get(model.text("activation")))
                        .withDtype(dtype);
                yield new Mlp(options, Seed.of(1), model.integers("sizes"));
            }
        };
    }

    private static Tensor loss(String name, Tensor output, Tensor target) {
        return switch (name) {
            case "cross_entropy_mean" -> Loss.crossEntropy(output, target);
            case "mse_mean" -> RegressionLoss.mseLoss(output, target);
            case "bce_with_logits_mean" -> LikelihoodLoss.bceWithLogits(output, target);
            default -> throw new IllegalArgumentException("loss " + name);
        };
    }
}
