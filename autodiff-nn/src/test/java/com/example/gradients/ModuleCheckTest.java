package com.example.gradients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.autodiff.OpDef;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Unary;
import org.autodiff.check.GradCheck;
import org.autodiff.check.Mode;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.GradCheckReport.Point;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.check.ModuleCheck;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradient checks of whole models. */
class ModuleCheckTest {
    private static final Tensor LABELS = Tensor.of(new long[] {0, 2, 1, 2, 0, 1});

    private static Batch batch(DType dtype) {
        return new Batch(Tensor.uniform(Seed.of(8), dtype, -1, 1, 6, 4), LABELS);
    }

    private static Module net(DType dtype) {
        return new Sequential(
                        new Linear(4, 5, Seed.of(1)),
                        new BatchNorm1d(5),
                        new Tanh(),
                        new Dropout(0.4, Seed.of(2)),
                        new Linear(5, 3, Seed.of(3)))
                .to(dtype);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void everyParameterAndTheInputsAreChecked(DType dtype) {
        for (Mode mode : Mode.values()) {
            GradCheckReport report =
                    ModuleCheck.check(GradCheck.order(2).withMode(mode), net(dtype), Loss::crossEntropy, batch(dtype));
            assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
            assertThat(report.point())
                    .extracting(Point::name)
                    .containsExactly("0.weight", "0.bias", "1.weight", "1.bias", "4.weight", "4.bias", "input");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void theModuleIsAsItWas(DType dtype) {
        Module net = net(dtype);
        StateDict before = net.stateDict();
        net.seedSequences().values().forEach(s -> s.moveTo(3));
        net.modules().get("1").eval();

        GradCheckReport report = ModuleCheck.check(net, Loss::crossEntropy, batch(dtype));

        assertThat(report.passed()).as(report.toString()).isTrue();
        StateDict after = net.stateDict();
        assertThat(after.names()).isEqualTo(before.names());
        for (String name : before.names()) {
            assertThat(after.get(name).dtype()).isEqualTo(before.get(name).dtype());
            assertThat(after.get(name).to(DType.FLOAT64).toDoubles())
                    .as(name)
                    .isEqualTo(before.get(name).to(DType.FLOAT64).toDoubles());
        }
        assertThat(net.seedSequences().values()).allMatch(s -> s.drawn() == 3);
        assertThat(net.isTraining()).isTrue();
        assertThat(net.modules().get("1").isTraining()).isFalse();
        assertThat(report.notes()).noneMatch(n -> n.contains("running_mean"));
    }

    @Test
    void gradientsThatHaveAccumulatedInDoublePrecisionAreLeftAlone() {
        Module net = net(DType.FLOAT64);
        try (Tape tape = Tape.record()) {
            Loss.crossEntropy(net.forward(batch(DType.FLOAT64).inputs()), LABELS)
                    .backward();
        }
        double[] before = net.parameters().get(0).grad().toDoubles();
        ModuleCheck.check(net, Loss::crossEntropy, batch(DType.FLOAT64));
        assertThat(net.parameters().get(0).grad().toDoubles()).isEqualTo(before);
    }

    @Test
    void whatWasReplayedIsSaid() {
        Module net = net(DType.FLOAT64);
        net.modules().get("4").freeze();
        assertThat(ModuleCheck.check(net, Loss::crossEntropy, batch(DType.FLOAT64))
                        .notes())
                .contains(
                        "frozen, and so held fixed: 4.weight, 4.bias",
                        "in this mode the module changes 1.num_batches_tracked, 1.running_mean, 1.running_var: each"
                                + " evaluation began with the same, and they have been put back",
                        "the module is random: each evaluation drew the same numbers from 3.masks");
        assertThat(ModuleCheck.check(net(DType.FLOAT64).eval(), Loss::crossEntropy, batch(DType.FLOAT64))
                        .notes())
                .noneMatch(n -> n.contains("running_mean") || n.contains("random"));
    }

    private static final OpDef WRONG = OpDef.custom("tripled")
            .forward(Unary.TANH)
            .vjp((call, g) ->
                    new Tensor[] {call.output().square().rsub(1).mul(g).mul(3)})
            .saves(Saved.OUTPUT)
            .domain(Domain.real(-1, 1))
            .samples("[2]")
            .formula("\\tanh x", "3 (1 - \\tanh^2 x)")
            .define();

    /** A layer whose activation has a wrong rule. */
    private static final class Broken extends Module {
        private final Linear fc = child("fc", new Linear(5, 5, true, DType.FLOAT64, Seed.of(4)));

        @Override
        public Tensor forward(Tensor x) {
            return observed(() -> WRONG.apply(fc.forward(x)));
        }
    }

    @Test
    void aWrongRuleInALayerIsFoundWithItsModule() {
        Module net = new Sequential(
                new Linear(4, 5, true, DType.FLOAT64, Seed.of(1)),
                new Broken(),
                new Linear(5, 3, true, DType.FLOAT64, Seed.of(3)));
        GradCheckReport report = ModuleCheck.check(net, Loss::crossEntropy, batch(DType.FLOAT64));
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.failures())
                .extracting(Comparison::name)
                .contains("0.weight", "0.bias", "1.fc.weight", "1.fc.bias", "input")
                .doesNotContain("2.weight", "2.bias");
        assertThat(report.culprit().op()).isEqualTo("tripled");
        assertThat(report.culprit().module()).isEqualTo("1");
        assertThat(report.toString()).contains("ModuleCheckTest.java:", ", in 1");
    }

    /** 106,000 parameters; the cost of a gradient is about three evaluations. */
    @Test
    void aLargeModelCostsFewEvaluations() {
        Module net = new Sequential(
                new Linear(100, 280, true, DType.FLOAT64, Seed.of(1)),
                new ReLU(),
                new Linear(280, 270, true, DType.FLOAT64, Seed.of(2)),
                new ReLU(),
                new Linear(270, 10, true, DType.FLOAT64, Seed.of(3)));
        assertThat(net.parameterCount()).isGreaterThan(100_000);
        AtomicInteger evaluations = new AtomicInteger();
        Batch batch = new Batch(
                Tensor.uniform(Seed.of(5), DType.FLOAT64, -1, 1, 64, 100),
                Tensor.of(LongStream.range(0, 64).map(i -> i % 10).toArray()));
        GradCheckReport report = ModuleCheck.check(
                net,
                (y, labels) -> {
                    evaluations.incrementAndGet();
                    return Loss.crossEntropy(y, labels);
                },
                batch);
        assertThat(report.passed()).as(report.toString()).isTrue();
        // 2 reverse and 1 forward sweep besides, of two evaluations' time each: 10, or 12 where kinks are met, 4
        // gradients
        assertThat(evaluations).hasValueLessThanOrEqualTo(6);
    }

    /** In a model as large, one leaf of eight that is off by a thousandth. */
    @Test
    void aSmallFaultInALargeModelIsFound() {
        OpDef slightly = OpDef.custom("slightly")
                .forward((b, x, out, attrs) -> b.copy(x[0]))
                .vjp((call, g) -> new Tensor[] {g.mul(1.001)})
                .domain(Domain.real(-1, 1))
                .samples("[2]")
                .formula("x", "1.001")
                .define();
        Module net = new Sequential(
                new Linear(100, 280, true, DType.FLOAT64, Seed.of(1)),
                new Tanh(),
                new Linear(280, 270, true, DType.FLOAT64, Seed.of(2)),
                new Tanh(),
                new Linear(270, 10, true, DType.FLOAT64, Seed.of(3)));
        Tensor x = Tensor.uniform(Seed.of(5), DType.FLOAT64, -1, 1, 8, 100);
        Tensor labels = Tensor.of(LongStream.range(0, 8).toArray());
        GradCheckReport report = ModuleCheck.check(
                GradCheck.DEFAULT.withMode(Mode.FAST),
                net,
                xs -> Loss.crossEntropy(net.forward(slightly.apply(xs[0])), labels),
                x);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.FAIL);
        assertThat(report.failures())
                .extracting(Comparison::name)
                .contains("input")
                .doesNotContain("0.weight");
        assertThat(report.culprit().op()).isEqualTo("slightly");
    }

    /** Of 106,000 parameters the gradient of one is off, of about the usual size among its like: by half. */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void aFaultInOneOfAHundredThousandIsFound(DType dtype) {
        int at = 12_345;
        OpDef one = OpDef.custom("oneOff")
                .forward((b, x, out, attrs) -> b.copy(x[0]))
                .vjp((call, g) -> {
                    double[] factors = new double[g.size()];
                    Arrays.fill(factors, 1);
                    factors[at] = 0.5;
                    return new Tensor[] {
                        g.mul(Tensor.of(factors, g.shape().toArray()).to(g.dtype()))
                    };
                })
                .domain(Domain.real(-1, 1))
                .samples("[2]")
                .formula("x", "?")
                .define();
        Module last = new Linear(270, 10, true, dtype, Seed.of(3));
        Tensor labels = Tensor.of(LongStream.range(0, 64).map(i -> i % 10).toArray());
        Tensor x = Tensor.uniform(Seed.of(5), dtype, -1, 1, 64, 270);
        Tensor w = Tensor.normal(Seed.of(6), dtype, 0, 0.06, 270, 390);
        Tensor back = Tensor.normal(Seed.of(7), dtype, 0, 0.06, 390, 270);
        for (boolean wrong : new boolean[] {false, true}) {
            GradCheckReport report = ModuleCheck.check(
                    GradCheck.DEFAULT.withMode(Mode.FAST),
                    last,
                    xs -> {
                        Tensor v = wrong ? one.apply(xs[0]) : xs[0];
                        return Loss.crossEntropy(
                                last.forward(x.to(v.dtype())
                                        .matmul(v)
                                        .tanh()
                                        .matmul(xs[1])
                                        .tanh()),
                                labels);
                    },
                    w,
                    back);
            assertThat(report.verdict()).as(report.toString()).isEqualTo(wrong ? Verdict.FAIL : Verdict.PASS);
        }
    }

    @Test
    void wrongUseIsRefused() {
        Module net = net(DType.FLOAT64);
        Batch batch = batch(DType.FLOAT64);
        assertThatThrownBy(() -> ModuleCheck.check(null, Loss::crossEntropy, batch))
                .isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> ModuleCheck.check(net, null, batch)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> ModuleCheck.check(net, Loss::crossEntropy, null))
                .isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> ModuleCheck.check((GradCheck) null, net, xs -> xs[0]))
                .isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> ModuleCheck.check(GradCheck.DEFAULT, net, xs -> null, batch.inputs()))
                .isInstanceOf(ArgumentException.class);
        assertThat(Arrays.stream(net.parameters().get(0).tensor().toDoubles())).isNotEmpty();
    }
}
