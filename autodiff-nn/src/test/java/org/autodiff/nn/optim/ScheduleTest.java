package org.autodiff.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Numbers of schedules that make no sense are refused when they are given, with the remedy. */
class ScheduleTest {
    private static final Schedule FLAT = Schedule.constant(1, 1);

    @TestFactory
    Stream<DynamicTest> badNumbersAreRefusedAtOnce() {
        Map<String, ThrowingCallable> bad = Map.ofEntries(
                Map.entry("step: gamma must be finite", () -> Schedule.step(3, Double.NaN)),
                Map.entry("multiStep: gamma must be finite", () -> Schedule.multiStep(-0.1, 2)),
                Map.entry(
                        "multiStep: the milestones must rise from 0 on, got [4, 3]; sort them",
                        () -> Schedule.multiStep(0.1, 4, 3)),
                Map.entry("multiStep: the milestones must rise from 0 on, got [-1]", () -> Schedule.multiStep(0.1, -1)),
                Map.entry(
                        "got [2, 2]; sort them and leave out those that are there twice",
                        () -> Schedule.sequential(new int[] {2, 2}, FLAT, FLAT, FLAT)),
                Map.entry(
                        "multiStep: the array of milestones must not be null",
                        () -> Schedule.multiStep(.1, (int[]) null)),
                Map.entry(
                        "exponential: gamma must be finite and not negative, got NaN",
                        () -> Schedule.exponential(Double.NaN)),
                Map.entry(
                        "exponential: gamma must be finite and not negative, got Inf",
                        () -> Schedule.exponential(1 / 0.0)),
                Map.entry("cosine: the least rate", () -> Schedule.cosine(3, -1)),
                Map.entry("cosineWarmRestarts: the least rate", () -> Schedule.cosineWarmRestarts(3, 1, Double.NaN)),
                Map.entry("linear: start must be above 0", () -> Schedule.linear(0, 1, 4)),
                Map.entry("linear: start must be in [0, 1], got 2.0", () -> Schedule.linear(2, 1, 4)),
                Map.entry("linear: end must be in [0, 1]", () -> Schedule.linear(1, -1, 4)),
                Map.entry("constant: factor must be in [0, 1], got -1.0", () -> Schedule.constant(-1, 3)),
                Map.entry("constant: length must be at least 1", () -> Schedule.constant(1, 0)),
                Map.entry("polynomial: power", () -> Schedule.polynomial(3, -1)),
                Map.entry("warmUp: the schedule after it must not be null", () -> Schedule.warmUp(3, null)),
                Map.entry("robbinsMonro: the scale", () -> Schedule.robbinsMonro(Double.POSITIVE_INFINITY)),
                Map.entry("cyclic: the least rate 0.5 is above", () -> Schedule.cyclic(0.5, 0.1, 1, 1, false)),
                Map.entry("cyclic: the highest rate must", () -> Schedule.cyclic(0.5, Double.NaN, 1, 1, false)),
                Map.entry(
                        "sequential: the milestones must rise from 0 on, got [3, 2]; sort them",
                        () -> Schedule.sequential(new int[] {3, 2}, FLAT, FLAT, FLAT)),
                Map.entry("sequential: the array of milestones", () -> Schedule.sequential(null)),
                Map.entry(
                        "sequential: the list of schedules", () -> Schedule.sequential(new int[1], (Schedule[]) null)),
                Map.entry("sequential: a schedule must", () -> Schedule.sequential(new int[] {1}, FLAT, null)),
                Map.entry("OneCycle: the highest rate Infinity", () -> new OneCycle(Double.POSITIVE_INFINITY, 10)),
                Map.entry(
                        "exponential[gamma=0.9]: time",
                        () -> Schedule.exponential(.9).rate(1, -1)),
                Map.entry("OneCycle: time", () -> new OneCycle(1, 10).rate(1, -1)));
        return bad.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey(),
                        () -> assertThatThrownBy(e.getValue())
                                .isInstanceOf(ArgumentException.class)
                                .hasMessageContaining(e.getKey())));
    }

    /** PyTorch counts its milestones. */
    @Test
    void aMilestoneThatIsThereTwiceCountsTwice() {
        Schedule schedule = Schedule.multiStep(0.5, 0, 2, 2, 5, 5, 5);
        double[] rates =
                IntStream.range(0, 7).mapToDouble(t -> schedule.rate(8, t)).toArray();
        assertThat(rates).containsExactly(4, 4, 1, 1, 1, 0.125, 0.125);
    }

    /** PyTorch raises an error where OneCycleLR is stepped more often than it has steps; the last step may be made. */
    @Test
    void oneCycleEndsWithTheTraining() {
        OneCycle cycle = new OneCycle(1, 10);
        assertThat(cycle.rate(1, 10)).isEqualTo(cycle.rate(1, 9)).isLessThan(cycle.rate(1, 8));
        assertThatThrownBy(() -> cycle.rate(1, 11))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("its 10 steps are over", "time 11", "as many steps");
        assertThat(new OneCycle(1, 2, 0.5, true, 25, 1e4, false).rate(1, 0)).isEqualTo(1);

        Sgd sgd = new Sgd(List.of(GivenGradient.parameter("p", 1)), 1);
        Scheduler scheduler = new Scheduler(sgd, cycle);
        for (int i = 0; i < 10; i++) {
            scheduler.step();
        }
        double last = sgd.learningRate();
        assertThatThrownBy(scheduler::step).hasMessageContaining("over");
        assertThat(scheduler.time()).isEqualTo(10);
        assertThat(sgd.learningRate()).isEqualTo(last);
        Scheduler shorter = new Scheduler(sgd, new OneCycle(1, 5));
        assertThat(shorter.misfits(scheduler.stateDict()))
                .singleElement()
                .asString()
                .contains("another schedule", "5 steps");
    }

    @Test
    void nullArgumentsAreNamed() {
        List<org.autodiff.nn.Parameter> p = List.of(GivenGradient.parameter("p", 1));
        Sgd sgd = new Sgd(p, 1);
        Scheduler scheduler = new Scheduler(sgd, FLAT);
        ReduceOnPlateau plateau = new ReduceOnPlateau(sgd);
        Map<String, ThrowingCallable> nulls = Map.ofEntries(
                Map.entry("Scheduler: the optimizer", () -> new Scheduler(null, FLAT)),
                Map.entry("Scheduler: the schedule", () -> new Scheduler(sgd, null)),
                Map.entry("Scheduler.loadStateDict: the state", () -> scheduler.loadStateDict(null)),
                Map.entry("ReduceOnPlateau: the optimizer", () -> new ReduceOnPlateau(null)),
                Map.entry("ReduceOnPlateau: the options", () -> new ReduceOnPlateau(sgd, null)),
                Map.entry("ReduceOnPlateau.loadStateDict: the state", () -> plateau.loadStateDict(null)),
                Map.entry("Sgd.loadStateDict: the state", () -> sgd.loadStateDict(null)),
                Map.entry("Sgd.step: the closure", () -> sgd.step(null)),
                Map.entry("LBFGS.step: the closure", () -> new LBFGS(p).step(null)),
                Map.entry("Sgd: the list of parameters", () -> new Sgd(null, 1)),
                Map.entry("Adam: a parameter of the list", () -> new Adam(java.util.Arrays.asList(p.get(0), null), 1)),
                Map.entry("LBFGS: the list of parameters", () -> new LBFGS(null)),
                Map.entry("Adam: the options", () -> new Adam(p, .1, null)),
                Map.entry("AdamW: the options", () -> new AdamW(p, .1, null)),
                Map.entry("Adamax: the options", () -> new Adamax(p, .1, null)),
                Map.entry("Adagrad: the options", () -> new Adagrad(p, .1, null)),
                Map.entry("Adadelta: the options", () -> new Adadelta(p, .1, null)),
                Map.entry("NAdam: the options", () -> new NAdam(p, .1, null)),
                Map.entry("RAdam: the options", () -> new RAdam(p, .1, null)),
                Map.entry("RMSprop: the options", () -> new RMSprop(p, .1, null)),
                Map.entry("Sgd: the options", () -> new Sgd(p, .1, null)),
                Map.entry("LBFGS: the options", () -> new LBFGS(p, .1, null)),
                Map.entry("GradientClipping: the list", () -> GradientClipping.byNorm(null, 1)),
                Map.entry("GradientClipping.norm: the list", () -> GradientClipping.norm(null, 1)));
        nulls.forEach((text, call) -> assertThatThrownBy(call)
                .as(text)
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll(text, "must not be null; "));
        assertThatThrownBy(() -> new LBFGS(p).step()).hasMessageContaining("call step(closure)");
    }
}
