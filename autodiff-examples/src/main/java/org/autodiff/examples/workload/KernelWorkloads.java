package org.autodiff.examples.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.functional.Loss;

/** One operation on much data, forward and backward: what the arithmetic costs. */
final class KernelWorkloads {
    private static final int MILLION = 1_000_000;

    private KernelWorkloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>(List.of(
                elementwise("exp", Tensor::exp),
                elementwise("log", Tensor::log),
                elementwise("tanh", Tensor::tanh),
                elementwise("sigmoid", Tensor::sigmoid),
                elementwise("gelu", Tensor::gelu),
                elementwise("relu", Tensor::relu),
                elementwise("sqrt", Tensor::sqrt)));
        for (int n : new int[] {32, 128, 512, 1024}) {
            all.add(matmul(Integer.toString(n), new int[] {n, n}, new int[] {n, n}, new int[] {n, n}));
        }
        all.add(matmul(
                "batched-16x128x64x128", new int[] {16, 128, 64}, new int[] {16, 64, 128}, new int[] {16, 128, 128}));
        all.add(toScalar("reduce/sum-axis0-1024x1024", x -> x.sum(0).sum()));
        all.add(toScalar("reduce/mean-axis1-1024x1024", x -> x.mean(1).sum()));
        all.add(biasAdd());
        all.add(crossEntropy());
        return all;
    }

    private static Workload elementwise(String name, UnaryOperator<Tensor> function) {
        return new Workload("elementwise/" + name + "-1M", () -> {
            Inputs inputs = new Inputs();
            // Away from 0, where log and sqrt have no derivative.
            Tensor x = inputs.uniform(0.1, MILLION).requiresGrad(true);
            Tensor cotangent = inputs.uniform(0, MILLION);
            return () -> {
                try (Tape tape = Tape.record()) {
                    function.apply(x).backward(cotangent);
                }
            };
        });
    }

    private static Workload matmul(String name, int[] left, int[] right, int[] product) {
        return new Workload("matmul/" + name, () -> {
            Inputs inputs = new Inputs();
            Tensor a = inputs.parameter(1, left);
            Tensor b = inputs.parameter(1, right);
            Tensor cotangent = inputs.uniform(0, product);
            return () -> {
                try (Tape tape = Tape.record()) {
                    a.matmul(b).backward(cotangent);
                }
            };
        });
    }

    private static Workload toScalar(String name, Function<Tensor, Tensor> function) {
        return new Workload(name, () -> {
            Tensor x = new Inputs().parameter(1, 1024, 1024);
            return () -> {
                try (Tape tape = Tape.record()) {
                    function.apply(x).backward();
                }
            };
        });
    }

    private static Workload biasAdd() {
        return new Workload("broadcast/bias-add-1024x1024", () -> {
            Inputs inputs = new Inputs();
            Tensor x = inputs.parameter(1, 1024, 1024);
            Tensor bias = inputs.parameter(1, 1024);
            return () -> {
                try (Tape tape = Tape.record()) {
                    x.add(bias).sum().backward();
                }
            };
        });
    }

    private static Workload crossEntropy() {
        return new Workload("loss/cross-entropy-1000x1000", () -> {
            Inputs inputs = new Inputs();
            Tensor logits = inputs.parameter(1, 1000, 1000);
            Tensor labels = inputs.labels(1000, 1000);
            return () -> {
                try (Tape tape = Tape.record()) {
                    Loss.crossEntropy(logits, labels).backward();
                }
            };
        });
    }
}
