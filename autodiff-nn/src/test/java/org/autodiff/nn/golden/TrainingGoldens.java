package org.autodiff.nn.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.functional.Convolution;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.Linear;
import org.autodiff.functional.Loss;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Normalization.Running;
import org.autodiff.functional.Pooling;
import org.autodiff.functional.Recurrent;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Scheduler;

/** The reference group {@code training}: every loss, rate and norm of a run, and what it ends with. */
final class TrainingGoldens {
    private static final double EPS = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final GoldenCase reference;
    private final GoldenCase model;
    private final Map<String, Tensor> values = new LinkedHashMap<>();
    private final List<Parameter> parameters = new ArrayList<>();

    private TrainingGoldens(GoldenCase reference) {
        this.reference = reference;
        this.model = reference.object("model");
        GoldenCase init = reference.object("init");
        for (String name : init.fields().keySet()) {
            if (name.contains("running_")) {
                values.put(name, init.tensor(name).detach());
            } else {
                Tensor leaf = init.tensor(name).requiresGrad(true);
                values.put(name, leaf);
                parameters.add(new Parameter(name, leaf));
            }
        }
    }

    static List<String> failures(GoldenCase c) {
        return new TrainingGoldens(c).run();
    }

    private List<String> run() {
        GoldenCase o = reference.object("optimizer");
        Optimizer optimizer = OptimizerGoldens.optimizer(o.text("name"), o, parameters, o.number("lr"));
        Scheduler scheduler = reference.has("scheduler") ? scheduler(optimizer, reference.object("scheduler")) : null;
        List<GoldenCase> batches = reference.objects("batches");
        Comparison all = new Comparison(reference.number("rtol"), reference.number("atol"));
        int steps = (int) reference.number("steps");
        double[] losses = new double[steps];
        double[] rates = new double[steps];
        double[] norms = new double[steps];
        for (int step = 0; step < steps; step++) {
            GoldenCase batch = batches.get(step % batches.size());
            optimizer.zeroGrad();
            rates[step] = optimizer.learningRate();
            try (Tape tape = Tape.record()) {
                Tensor loss = loss(forward(batch.tensor("x"), true), batch.tensor("y"));
                loss.backward();
                losses[step] = loss.item();
            }
            if (step == 0) {
                compareAll(all, "first gradient of ", reference.object("first_step_grads"), true);
            }
            if (reference.has("clip")) {
                norms[step] = SchedulerGoldens.clip(reference.object("clip"), parameters);
            }
            optimizer.step();
            if (scheduler != null) {
                scheduler.step();
            }
        }
        all.compare("losses", losses, reference.tensor("losses").toDoubles());
        all.compare("rates", rates, reference.tensor("lrs").toDoubles());
        if (reference.has("grad_norms_before_clip")) {
            all.compare(
                    "norms", norms, reference.tensor("grad_norms_before_clip").toDoubles());
        }
        compareAll(all, "final ", reference.object("final"), false);
        if (reference.has("eval_input")) {
            all.compare(
                    "evaluation",
                    forward(reference.tensor("eval_input"), false).toDoubles(),
                    reference.tensor("eval_output").toDoubles());
        }
        return all.failures();
    }

    private static Scheduler scheduler(Optimizer optimizer, GoldenCase s) {
        GoldenCase hyper = s.has("hyper") ? s.object("hyper") : s;
        return new Scheduler(optimizer, SchedulerGoldens.schedule(s.text("name"), hyper));
    }

    private void compareAll(Comparison all, String what, GoldenCase expected, boolean gradients) {
        for (String name : expected.fields().keySet()) {
            Tensor value = gradients ? values.get(name).grad() : values.get(name);
            all.compare(what + name, value.toDoubles(), expected.tensor(name).toDoubles());
        }
    }

    private Tensor loss(Tensor output, Tensor target) {
        return switch (reference.text("loss")) {
            case "cross_entropy_mean" -> Loss.crossEntropy(output, target);
            case "mse_mean" -> RegressionLoss.mseLoss(output, target);
            case "bce_with_logits_mean" -> LikelihoodLoss.bceWithLogits(output, target);
            default -> throw new IllegalArgumentException("loss " + reference.text("loss"));
        };
    }

    private Tensor forward(Tensor x, boolean training) {
        return switch (model.text("type")) {
            case "mlp" -> mlp(x);
            case "lenet_bn" -> lenet(x, training);
            case "seqnet" -> sequence(x);
            default -> throw new IllegalArgumentException("model " + model.text("type"));
        };
    }

    private Tensor linear(Tensor x, String name) {
        return Linear.linear(x, values.get(name + ".weight"), values.get(name + ".bias"));
    }

    private Tensor mlp(Tensor x) {
        int layers = model.integers("sizes").length - 1;
        Tensor z = x;
        for (int i = 0; i < layers; i++) {
            z = linear(z, Integer.toString(2 * i));
            z = i == layers - 1 ? z : activation(z);
        }
        return z;
    }

    private Tensor activation(Tensor x) {
        return switch (model.text("activation")) {
            case "relu" -> x.relu();
            case "tanh" -> x.tanh();
            case "sigmoid" -> x.sigmoid();
            case "gelu" -> x.gelu();
            case "silu" -> x.silu();
            default -> throw new IllegalArgumentException("activation " + model.text("activation"));
        };
    }

    private Tensor lenet(Tensor x, boolean training) {
        Tensor z = Pooling.maxPool2d(norm(conv(x, "conv1", 1), "bn1", training).relu(), 2);
        z = Pooling.avgPool2d(norm(conv(z, "conv2", 0), "bn2", training).relu(), 2);
        return linear(linear(z.flatten(1, -1), "fc1").relu(), "fc2");
    }

    private Tensor conv(Tensor x, String name, int padding) {
        return Convolution.conv2d(
                x, values.get(name + ".weight"), values.get(name + ".bias"), Conv.DEFAULT.withPadding(padding));
    }

    private Tensor norm(Tensor x, String name, boolean training) {
        Tensor weight = values.get(name + ".weight");
        Tensor bias = values.get(name + ".bias");
        Tensor mean = values.get(name + ".running_mean");
        Tensor variance = values.get(name + ".running_var");
        Running running = new Running(mean, variance);
        if (!training) {
            return Normalization.batchNorm(x, weight, bias, running, EPS);
        }
        Normalization.BatchNorm all = Normalization.batchNorm(x, weight, bias, running, MOMENTUM, EPS);
        InPlace.assign(mean, all.running().mean());
        InPlace.assign(variance, all.running().var());
        return all.output();
    }

    private Tensor sequence(Tensor x) {
        Recurrent.Weights weights = new Recurrent.Weights(
                values.get("rnn.weight_ih_l0"),
                values.get("rnn.weight_hh_l0"),
                values.get("rnn.bias_ih_l0"),
                values.get("rnn.bias_hh_l0"));
        Recurrent.Layers layers = new Recurrent.Layers(weights).withBatchFirst(true);
        Tensor h0 = Tensor.zeros(x.dtype(), 1, x.shape().dim(0), weights.hiddenSize());
        Tensor all = switch (model.text("cell")) {
            case "RNN" ->
                Recurrent.rnn(x, h0, layers, Recurrent.Nonlinearity.TANH).output();
            case "GRU" -> Recurrent.gru(x, h0, layers).output();
            case "LSTM" ->
                Recurrent.lstm(x, new Recurrent.LstmState(h0, h0), layers).output();
            default -> throw new IllegalArgumentException("cell " + model.text("cell"));
        };
        return linear(all.select(1, -1), "head");
    }
}
