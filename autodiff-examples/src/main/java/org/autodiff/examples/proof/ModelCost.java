package org.autodiff.examples.proof;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.autodiff.OpDef;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.report.Verdict;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.check.ModuleCheck;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Flatten;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.GELU;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import org.autodiff.nn.layer.pooling.MaxPool2d;
import org.autodiff.op.Domain;

/**
 * What a check of a whole model costs, in gradients of that model: measured in alternation with them in one process, and
 * counted, which no other load on the machine disturbs.
 */
final class ModelCost {
    /** At most so many gradients' time: what the checker promises of a model of 100,000 parameters. */
    static final double MOST = 20;

    private final String name;

    private final Module model;
    private final Batch batch;
    private final AtomicInteger forwards = new AtomicInteger();
    private final AtomicInteger sweeps = new AtomicInteger();
    /** A step on the way to the loss that does nothing but count how often it is taken, in each direction. */
    private final OpDef counted = OpDef.custom("counted")
            .forward((b, x, out, attrs) -> {
                forwards.incrementAndGet();
                return b.copy(x[0]);
            })
            .vjp((call, g) -> {
                sweeps.incrementAndGet();
                return new Tensor[] {g};
            })
            .jvp((call, t) -> {
                sweeps.incrementAndGet();
                return t[0];
            })
            .domain(Domain.real(-1, 1))
            .samples("[2]")
            .formula("x", "1")
            .define();

    private ModelCost(String name, DType dtype, Module model, Batch batch) {
        this.name = name + ", " + dtype.label();
        this.model = model.to(dtype);
        this.batch = new Batch(batch.inputs().to(dtype).detach(), batch.labels());
    }

    /**
     * What a check costs.
     *
     * @param time its time over that of a gradient, the median of several
     * @param processor the same of the processor's time
     * @param forwards how often it computes the loss
     * @param sweeps how often it sweeps the tape, in either direction; a gradient is one of both
     */
    record Cost(
            String name, long parameters, Verdict verdict, double time, double processor, int forwards, int sweeps) {
        /** One line. */
        @Override
        public String toString() {
            return String.format(
                    "%-52s %,8d parameters: %-5s %2d forwards, %2d sweeps, %5.1f gradients' time, %5.1f processor time",
                    name, parameters, verdict, forwards, sweeps, time, processor);
        }
    }

    /** The models, in both precisions. */
    static Map<String, Supplier<ModelCost>> all() {
        Map<String, Supplier<ModelCost>> all = new LinkedHashMap<>();
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            all.put("tanh " + dtype, () -> dense("tanh, three layers, 64 samples", dtype, 64, Tanh::new));
            all.put("relu " + dtype, () -> dense("ReLU, three layers, 64 samples", dtype, 64, ReLU::new));
            all.put("relu500 " + dtype, () -> dense("ReLU, three layers, 500 samples", dtype, 500, ReLU::new));
            all.put("gelu " + dtype, () -> dense("GELU, three layers, 64 samples", dtype, 64, GELU::new));
            all.put("tanh1 " + dtype, () -> dense("tanh, three layers, one sample", dtype, 1, Tanh::new));
            all.put("convolutions " + dtype, () -> convolutions(dtype, true));
            all.put("evaluation " + dtype, () -> convolutions(dtype, false));
        }
        return all;
    }

    private static ModelCost dense(String name, DType dtype, int samples, Supplier<Module> activation) {
        Module m = new Sequential(
                new Linear(100, 250, Seed.of(1)),
                activation.get(),
                new Linear(250, 250, Seed.of(2)),
                activation.get(),
                new Linear(250, 10, Seed.of(3)));
        return new ModelCost(name, dtype, m, batch(samples, 100));
    }

    private static ModelCost convolutions(DType dtype, boolean training) {
        Module m = new Sequential(
                new Conv2d(1, 8, 3, Seed.of(1)),
                new BatchNorm2d(8),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(8, 16, 3, Seed.of(2)),
                new BatchNorm2d(16),
                new ReLU(),
                new MaxPool2d(2),
                new Flatten(),
                new Dropout(0.3, Seed.of(4)),
                new Linear(400, 225, Seed.of(5)),
                new ReLU(),
                new Linear(225, 10, Seed.of(6)));
        m = training ? m.train() : m.eval();
        return new ModelCost("convolutions, " + (training ? "training" : "evaluation"), dtype, m, batch(64, 1, 28, 28));
    }

    private static Batch batch(int samples, int... shape) {
        int[] all = new int[shape.length + 1];
        all[0] = samples;
        System.arraycopy(shape, 0, all, 1, shape.length);
        return new Batch(
                Tensor.uniform(Seed.of(7), DType.FLOAT64, -1, 1, all),
                Tensor.of(LongStream.range(0, samples).map(i -> i % 10).toArray()));
    }

    private Tensor loss(Tensor y, Tensor labels) {
        return counted.apply(Loss.crossEntropy(y, labels));
    }

    private void gradient() {
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = model.parameters().stream().map(Parameter::tensor).toArray(Tensor[]::new);
            tape.gradients(loss(model.forward(batch.inputs()), batch.labels()), leaves);
        }
    }

    private Verdict check() {
        return ModuleCheck.check(model, this::loss, batch).verdict();
    }

    /** Measures, as often as that; some more gradients and checks go before, for the compiler. */
    Cost measure(int rounds) {
        int gradients = 20;
        for (int r = 0; r < Math.min(rounds, 6); r++) {
            check();
            for (int i = 0; i < gradients; i++) {
                gradient();
            }
        }
        double[] time = new double[rounds];
        double[] processor = new double[rounds];
        Verdict verdict = Verdict.PASS;
        for (int r = 0; r < rounds; r++) {
            double[] one = spent(() -> {
                for (int i = 0; i < gradients; i++) {
                    gradient();
                }
            });
            forwards.set(0);
            sweeps.set(0);
            Verdict[] v = new Verdict[1];
            double[] checked = spent(() -> v[0] = check());
            verdict = verdict.or(v[0]);
            time[r] = checked[0] * gradients / one[0];
            processor[r] = checked[1] * gradients / one[1];
        }
        Arrays.sort(time);
        Arrays.sort(processor);
        return new Cost(
                name,
                model.parameterCount(),
                verdict,
                time[rounds / 2],
                processor[rounds / 2],
                forwards.get(),
                sweeps.get());
    }

    /** The time on the clock, and that of this process on all processors. */
    private static double[] spent(Runnable work) {
        com.sun.management.OperatingSystemMXBean os =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = System.nanoTime();
        long processor = os.getProcessCpuTime();
        work.run();
        return new double[] {System.nanoTime() - start, os.getProcessCpuTime() - processor};
    }
}
