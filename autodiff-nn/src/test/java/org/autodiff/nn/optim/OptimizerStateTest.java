package org.autodiff.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.StateDict;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Groups, and going on from a saved state. */
class OptimizerStateTest {
    private static final Map<String, BiFunction<List<Parameter>, Double, Optimizer>> ALL = Map.of(
            "Sgd", (p, r) -> new Sgd(p, r, 0.9),
            "Adam", (p, r) -> new Adam(p, r, Adam.Options.DEFAULT.withAmsgrad(true)),
            "AdamW", AdamW::new,
            "RMSprop",
                    (p, r) -> new RMSprop(
                            p, r, RMSprop.Options.DEFAULT.withMomentum(0.5).withCentered(true)),
            "Adagrad", Adagrad::new,
            "Adadelta", Adadelta::new,
            "Adamax", Adamax::new,
            "NAdam", NAdam::new,
            "RAdam", RAdam::new);

    private static Parameter parameter() {
        return GivenGradient.parameter("p", 1, -2, 3);
    }

    private static void steps(Optimizer optimizer, int from, int to) {
        for (int i = from; i < to; i++) {
            Tensor p = optimizer.parameters().get(0).tensor();
            GivenGradient.set(p, Math.sin(i), 0.3 * i, -Math.cos(2 * i));
            optimizer.step();
        }
    }

    @TestFactory
    Stream<DynamicTest> goingOnGivesTheSameBits() {
        return ALL.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    Optimizer whole = e.getValue().apply(List.of(parameter()), 0.1);
                    steps(whole, 0, 9);

                    Parameter p = parameter();
                    Optimizer first = e.getValue().apply(List.of(p), 0.1);
                    steps(first, 0, 4);
                    first.learningRate(0.1);
                    StateDict saved = first.stateDict();
                    Optimizer second = e.getValue().apply(List.of(p), 0.7);
                    second.loadStateDict(saved);
                    steps(second, 4, 9);

                    assertThat(p.tensor().toDoubles())
                            .containsExactly(whole.parameters().get(0).tensor().toDoubles());
                }));
    }

    /** Numbers that a rule keeps and tensors like the parameter look the same in a saved state here. */
    @Test
    void goingOnWithAParameterThatIsOneNumber() {
        Parameter whole = new Parameter("p", Tensor.scalar(DType.FLOAT64, 1).requiresGrad(true));
        Parameter part = new Parameter("p", Tensor.scalar(DType.FLOAT64, 1).requiresGrad(true));
        NAdam uninterrupted = new NAdam(List.of(whole), 0.1);
        numberSteps(uninterrupted, 0, 6);
        NAdam first = new NAdam(List.of(part), 0.1);
        numberSteps(first, 0, 3);
        NAdam second = new NAdam(List.of(part), 0.1);
        second.loadStateDict(first.stateDict());
        assertThat(second.stateDict().asMap().keySet())
                .isEqualTo(first.stateDict().asMap().keySet());
        numberSteps(second, 3, 6);

        assertThat(part.tensor().item()).isEqualTo(whole.tensor().item());
    }

    private static void numberSteps(Optimizer optimizer, int from, int to) {
        for (int i = from; i < to; i++) {
            GivenGradient.set(optimizer.parameters().get(0).tensor(), Math.sin(i) + 0.5);
            optimizer.step();
        }
    }

    @Test
    void aStateOfOtherParametersIsRefused() {
        Optimizer one = new Adam(List.of(parameter()), 0.1);
        steps(one, 0, 1);
        Optimizer other = new Adam(List.of(GivenGradient.parameter("q", 1)), 0.1);

        assertThatThrownBy(() -> other.loadStateDict(one.stateDict()))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("parameter 'q'", "exp_avg", "[3]", "[1]");
        Optimizer empty = new Sgd(List.of(parameter()), 0.1);
        assertThatThrownBy(() -> empty.loadStateDict(StateDict.of(Map.of("x", Tensor.of(new double[] {1})))))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("group.0.learning_rate");
    }

    @Test
    void groupsHaveRatesAndDecaysOfTheirOwn() {
        Parameter p = GivenGradient.parameter("p", 1);
        Parameter q = GivenGradient.parameter("q", 1);
        Sgd sgd = new Sgd(List.of(p), 0.5, Sgd.Options.DEFAULT.withWeightDecay(1));
        sgd.addGroup(List.of(q), 0.25, 0);
        GivenGradient.set(p.tensor(), 0.5);
        GivenGradient.set(q.tensor(), 1);

        sgd.step();

        assertThat(p.tensor().item()).isEqualTo(1 - 0.5 * 1.5);
        assertThat(q.tensor().item()).isEqualTo(0.75);
        assertThat(sgd.parameters()).containsExactly(p, q);
        assertThatThrownBy(() -> sgd.addGroup(List.of(q), 1)).hasMessageContaining("twice");
    }

    @Test
    void classicalMomentumKeepsTheRateInTheVelocity() {
        Parameter p = GivenGradient.parameter("p", 0);
        Sgd sgd = new Sgd(List.of(p), 0.5, Sgd.Options.DEFAULT.withMomentum(0.5).withClassical(true));
        GivenGradient.set(p.tensor(), 1);
        sgd.step(); // velocity -0.5
        sgd.learningRate(0.25);
        sgd.step(); // velocity -0.25 - 0.25

        assertThat(p.tensor().item()).isEqualTo(-1.0);
    }

    @Test
    void aScheduleSetsTheRateOfEachGroup() {
        Sgd sgd = new Sgd(List.of(GivenGradient.parameter("p", 1)), 1);
        sgd.addGroup(List.of(GivenGradient.parameter("q", 1)), 0.5);
        Scheduler scheduler = new Scheduler(sgd, Schedule.warmUp(2, Schedule.robbinsMonro(1)));
        assertThat(sgd.groups()).extracting(ParameterGroup::learningRate).containsExactly(0.5, 0.25);
        scheduler.step();
        scheduler.step();
        scheduler.step();
        assertThat(sgd.groups()).extracting(ParameterGroup::learningRate).containsExactly(0.5, 0.25);

        Scheduler later = new Scheduler(sgd, Schedule.warmUp(2, Schedule.robbinsMonro(1)));
        later.loadStateDict(scheduler.stateDict());
        later.step();
        assertThat(sgd.learningRate()).isEqualTo(1.0 / 3);
        assertThat(later.time()).isEqualTo(4);
    }
}
