package org.autodiff.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.train.HealthReport.Finding;
import org.autodiff.nn.train.HealthReport.Kind;
import org.autodiff.nn.train.HealthReport.Weight;
import org.junit.jupiter.api.Test;

/** What is found wrong with trainings that were made sick on purpose, and nothing with one that is well. */
class TrainingHealthTest {
    private static final Tensor X =
            Tensor.normal(Seed.of(7), DType.FLOAT64, 0, 1, 16, 4).detach();

    /** Two layers with an activation between them. */
    private static final class Net extends Module {
        final Linear first = child("first", new Linear(4, 6, true, DType.FLOAT64, Seed.of(1)));
        final Linear second = child("second", new Linear(6, 1, true, DType.FLOAT64, Seed.of(2)));
        private final UnaryOperator<Tensor> activation;

        Net(UnaryOperator<Tensor> activation) {
            this.activation = activation;
        }

        @Override
        public Tensor forward(Tensor x) {
            return observed(() -> second.forward(activation.apply(first.forward(x))));
        }

        Net with(String name, UnaryOperator<Tensor> change) {
            parameters().stream()
                    .filter(p -> p.name().equals(name))
                    .forEach(p ->
                            InPlace.assign(p.tensor(), change.apply(p.tensor().detach())));
            return this;
        }
    }

    private static HealthReport after(Net net, double rate, TrainingHealth.Options options) {
        Tensor y = X.sum(1).reshape(16, 1).detach();
        DataLoader loader = new DataLoader(new TensorDataset(X, y), 4, Seed.of(4));
        TrainingHealth health = new TrainingHealth(net, X, options);
        assertThat(health.report()).isEmpty();
        new Trainer(net, new Sgd(net.parameters(), rate), (a, b) -> RegressionLoss.mseLoss(a, b))
                .fit(loader, Position.START, 1, health);
        return health.report().orElseThrow();
    }

    private static HealthReport after(Net net, double rate) {
        return after(net, rate, TrainingHealth.Options.DEFAULT.withEvery(1));
    }

    private static Finding only(HealthReport report, Kind kind) {
        List<Finding> all =
                report.findings().stream().filter(f -> f.kind() == kind).toList();
        assertThat(all).as(report.toString()).hasSize(1);
        return all.get(0);
    }

    @Test
    void aHealthyTrainingHasNoFindings() {
        HealthReport report = after(new Net(Tensor::relu), 0.01);
        assertThat(report.findings()).isEmpty();
        assertThat(report.isHealthy()).isTrue();
        assertThat(report.step()).isEqualTo(4);
        assertThat(report.next()).isEqualTo(new Position(0, 4));
        assertThat(report.weights())
                .extracting(Weight::name)
                .containsExactly("first.weight", "first.bias", "second.weight", "second.bias");
        assertThat(report.activations()).hasSize(1);
        assertThat(report.activations().get(0).place()).isEqualTo("Net relu");
        assertThat(report.activations().get(0).units()).isEqualTo(6);
        assertThat(report.toString()).startsWith("after 4 steps: healthy\n  first.weight ");
    }

    @Test
    void deadUnitsAreCounted() {
        Net net = new Net(Tensor::relu).with("first.bias", b -> Tensor.of(new double[] {-99, 0, -99, -99, -99, 0}));
        Finding dead = only(after(net, 1e-4), Kind.DEAD);
        assertThat(dead.place()).isEqualTo("Net relu");
        assertThat(dead.what())
                .isEqualTo("4 of 6 units of Net relu are 0 for every sample of the probe,"
                        + " so that they learn nothing any more.");
        assertThat(dead.remedy()).contains("LeakyReLU");
        TrainingHealth.Options all = TrainingHealth.Options.DEFAULT.withEvery(4).withDead(0.7);
        assertThat(after(net, 1e-4, all).findings()).noneMatch(f -> f.kind() == Kind.DEAD);
    }

    @Test
    void saturationIsAShare() {
        for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(Tensor::tanh, Tensor::sigmoid)) {
            HealthReport report = after(new Net(f).with("first.weight", w -> w.mul(200)), 1e-4);
            assertThat(only(report, Kind.SATURATED).what()).contains("% of the values of Net", "at its limits");
            assertThat(report.activations().get(0).saturated()).isGreaterThan(0.8);
            assertThat(report.activations().get(0).dead()).isZero();
        }
    }

    /** The change of a step of plain descent is the rate times the gradient. */
    @Test
    void theUpdateIsThatOfTheStep() {
        Net net = new Net(Tensor::relu);
        HealthReport report = after(net, 0.01);
        Weight w = report.weights().get(0);
        double[] now = net.first.parameters().get(0).tensor().toDoubles();
        double[] gradient = net.first.parameters().get(0).tensor().grad().toDoubles();
        double before = 0;
        double squares = 0;
        for (int i = 0; i < now.length; i++) {
            before += Math.pow(now[i] + 0.01 * gradient[i], 2);
            squares += gradient[i] * gradient[i];
        }
        assertThat(w.gradient()).isCloseTo(Math.sqrt(squares), within(1e-12));
        assertThat(w.update()).isCloseTo(0.01 * Math.sqrt(squares / before), within(1e-9));
    }

    @Test
    void stepsThatAreTooLargeOrTooSmall() {
        assertThat(after(new Net(Tensor::relu), 1e-12).findings())
                .filteredOn(f -> f.kind() == Kind.SMALL_UPDATE)
                .extracting(Finding::place)
                .containsExactly("first.weight", "second.weight");
        assertThat(after(new Net(Tensor::tanh), 3).findings())
                .anySatisfy(f -> assertThat(f.toString())
                        .matches("Updates too large: A step changes .* Lower the learning rate.*"));
    }

    @Test
    void gradientsThatVanishOrExplode() {
        Net vanishing = new Net(Tensor::sigmoid).with("second.weight", w -> w.mul(1e-7));
        Finding finding = only(after(vanishing, 1e-5), Kind.VANISHING);
        assertThat(finding.place()).isEqualTo("first.weight");
        assertThat(finding.remedy()).contains("residual");
        Net exploding = new Net(Tensor::relu).with("second.weight", w -> w.mul(1e5));
        assertThat(after(exploding, 1e-14).findings()).anySatisfy(f -> {
            assertThat(f.kind()).isEqualTo(Kind.EXPLODING);
            assertThat(f.remedy()).contains("Trainer.clipping");
        });
    }

    @Test
    void parametersWithoutAGradient() {
        Net cut = new Net(x -> x.detach().relu());
        HealthReport report = after(cut, 0.01);
        assertThat(report.findings())
                .filteredOn(f -> f.kind() == Kind.NO_GRADIENT)
                .extracting(Finding::place)
                .containsExactly("first.weight", "first.bias");
        assertThat(report.findings().get(0).remedy()).contains("Disconnected");
        Net frozen = new Net(x -> x.detach().relu());
        frozen.first.freeze();
        assertThat(after(frozen, 0.01).findings()).noneMatch(f -> f.kind() == Kind.NO_GRADIENT);
    }

    @Test
    void gradientsThatAreNotFinite() {
        Net net = new Net(x -> x.mul(0).sqrt());
        TrainingHealth other = new TrainingHealth(net, X, TrainingHealth.Options.DEFAULT.withEvery(1));
        try (Tape tape = Tape.record()) {
            Tensor sum = net.forward(X).sum();
            assertThat(tape.size()).isPositive();
            sum.backward();
        }
        other.step(new Step(Position.START, 1, 1));
        assertThat(other.report().orElseThrow().findings().get(0).toString())
                .isEqualTo("NaN or infinity in a gradient: The gradient of first.weight is not finite."
                        + " org.autodiff.inspect.NanTrace names the operation where that began.");
    }

    @Test
    void itMeasuresWhenItIsToldTo() {
        Net net = new Net(Tensor::relu);
        TrainingHealth health = new TrainingHealth(net, X, TrainingHealth.Options.DEFAULT.withEvery(3));
        Step step = new Step(Position.START, 1, 1);
        health.step(step);
        health.step(step);
        assertThat(health.report()).isEmpty();
        health.step(step);
        assertThat(health.report()).map(HealthReport::step).contains(3L);
        health.step(step);
        assertThat(health.report()).map(HealthReport::step).contains(3L);
    }

    @Test
    void theProbeChangesNothing() {
        Net net = new Net(Tensor::relu);
        double[] before = net.parameters().get(0).tensor().toDoubles();
        TrainingHealth health = new TrainingHealth(net, X, TrainingHealth.Options.DEFAULT.withEvery(1));
        health.step(new Step(Position.START, 1, 1));
        assertThat(net.isTraining()).isTrue();
        assertThat(net.parameters().get(0).tensor().grad()).isNull();
        assertThat(net.parameters().get(0).tensor().toDoubles()).isEqualTo(before);
    }

    @Test
    void badArguments() {
        Net net = new Net(Tensor::relu);
        assertThatThrownBy(() -> new TrainingHealth(null, X)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> new TrainingHealth(net, null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> new TrainingHealth(net, X, null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> TrainingHealth.Options.DEFAULT.withEvery(0)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> TrainingHealth.Options.DEFAULT.withDead(-1)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> TrainingHealth.Options.DEFAULT.withLargeUpdate(Double.NaN))
                .isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> new TrainingHealth(net, X).step(null)).isInstanceOf(ArgumentException.class);
    }
}
