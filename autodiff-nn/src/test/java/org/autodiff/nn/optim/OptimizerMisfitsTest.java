package org.autodiff.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.StateDict;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A saved state that does not fit is refused as a whole, with all that is wrong in it. */
class OptimizerMisfitsTest {
    private static final Map<String, Function<List<Parameter>, Optimizer>> ALL = Map.of(
            "Sgd", p -> new Sgd(p, 0.1, 0.9),
            "Adam", p -> new Adam(p, 0.1, Adam.Options.DEFAULT.withAmsgrad(true)),
            "AdamW", p -> new AdamW(p, 0.1),
            "RMSprop",
                    p -> new RMSprop(
                            p, 0.1, RMSprop.Options.DEFAULT.withMomentum(0.5).withCentered(true)),
            "Adagrad", p -> new Adagrad(p, 0.1),
            "Adadelta", p -> new Adadelta(p, 0.1),
            "Adamax", p -> new Adamax(p, 0.1),
            "NAdam", p -> new NAdam(p, 0.1),
            "RAdam", p -> new RAdam(p, 0.1),
            "LBFGS", p -> new LBFGS(p, 0.1, LBFGS.Options.DEFAULT.withMaxIterations(3)));

    private static List<Parameter> parameters() {
        return List.of(GivenGradient.parameter("p", 1, -2, 3), GivenGradient.parameter("q", 4, -5));
    }

    /** Two steps with sum(x^4). */
    private static Optimizer stepped(Function<List<Parameter>, Optimizer> rule) {
        Optimizer optimizer = rule.apply(parameters());
        for (int i = 0; i < 2; i++) {
            optimizer.step(() -> {
                optimizer.zeroGrad();
                try (Tape tape = Tape.record()) {
                    List<Parameter> all = optimizer.parameters();
                    Tensor loss = all.get(0)
                            .tensor()
                            .pow(4)
                            .sum()
                            .add(all.get(1).tensor().pow(4).sum());
                    loss.backward();
                    return loss.item();
                }
            });
        }
        return optimizer;
    }

    private static Stream<DynamicTest> forAll(org.junit.jupiter.api.function.ThrowingConsumer<Optimizer> check) {
        return ALL.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check.accept(stepped(e.getValue()))));
    }

    private static StateDict with(StateDict state, String name, Tensor changed) {
        Map<String, Tensor> all = new LinkedHashMap<>(state.asMap());
        if (changed == null) {
            all.remove(name);
        } else {
            all.put(name, changed);
        }
        return StateDict.of(all);
    }

    /** The state is refused with these texts, and is not taken over in part. */
    private static void refused(Optimizer optimizer, StateDict state, String... texts) {
        String before = optimizer.stateDict().asMap().toString();
        assertThatThrownBy(() -> optimizer.loadStateDict(state))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("nothing was changed")
                .hasMessageContainingAll(texts);
        assertThat(optimizer.misfits(state)).isNotEmpty();
        assertThat(optimizer.stateDict().asMap()).hasToString(before);
    }

    @TestFactory
    Stream<DynamicTest> eachEntryIsNeeded() {
        return forAll(optimizer -> {
            StateDict state = optimizer.stateDict();
            assertThat(state.size()).isGreaterThan(3);
            for (String name : state.names()) {
                refused(optimizer, with(state, name, null), name + ": missing, expected [");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> eachEntryHasAShape() {
        return forAll(optimizer -> {
            StateDict state = optimizer.stateDict();
            for (String name : state.names()) {
                Tensor entry = state.get(name);
                Tensor one = Tensor.full(entry.dtype(), 1, new int[0]);
                Tensor rows = Tensor.full(entry.dtype(), 1, 7, 9);
                if (entry.rank() > 0) {
                    refused(optimizer, with(state, name, one), name + ": expected [", ", got [] ");
                }
                refused(optimizer, with(state, name, rows), name + ": expected [", ", got [7, 9] ");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> nothingElseMayBeThere() {
        return forAll(optimizer -> {
            StateDict state = optimizer.stateDict();
            for (String name : List.of(
                    "state.0.foo", "state.2.step", "parameter.r", "shared.foo", "group.1.learning_rate", "foo")) {
                refused(
                        optimizer,
                        with(state, name, Tensor.of(new double[] {1, 2})),
                        name + ": unexpected, got [2] FLOAT64");
            }
        });
    }

    @Test
    void allThatIsWrongIsListed() {
        Adam adam = (Adam) stepped(ALL.get("Adam"));
        StateDict state = with(adam.stateDict(), "state.0.exp_avg", null);
        state = with(state, "state.0.foo", Tensor.of(new double[] {1}));
        state = with(state, "state.1.exp_avg_sq", Tensor.of(new double[] {1}).reshape());
        state = with(state, "state.1.step", Tensor.of(new long[] {0}).reshape());
        state = with(
                state,
                "group.0.learning_rate",
                Tensor.of(new double[] {Double.NaN}).reshape());
        refused(
                adam,
                state,
                "parameter 'p': state.0.exp_avg: missing, expected [3] FLOAT64",
                "parameter 'p': state.0.foo: unexpected",
                "parameter 'q': state.1.exp_avg_sq: expected [2] FLOAT64, got [] FLOAT64",
                "parameter 'q': state.1.step: expected [] INT64 from 1 to 2147483647, got [0.0]",
                "group.0.learning_rate: expected [] FLOAT64 finite and not negative, got [NaN]");
    }

    @Test
    void theStateOfAnotherRuleIsRefused() {
        refused(
                stepped(ALL.get("RMSprop")),
                stepped(ALL.get("Adam")).stateDict(),
                "state.0.variance: missing",
                "state.0.exp_avg: unexpected");
        refused(stepped(ALL.get("LBFGS")), stepped(p -> new Sgd(p, 0.1)).stateDict(), "state.0.step: unexpected");
    }

    @TestFactory
    Stream<DynamicTest> parametersInAnotherOrderKeepTheirState() {
        return ALL.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    Parameter a = GivenGradient.parameter("a", 1);
                    Parameter b = GivenGradient.parameter("b", 2);
                    Optimizer first = e.getValue().apply(List.of(a, b));
                    step(first, a, b);
                    Parameter a2 = GivenGradient.parameter("a", a.tensor().item());
                    Parameter b2 = GivenGradient.parameter("b", b.tensor().item());
                    Optimizer second = e.getValue().apply(List.of(b2, a2));
                    if (first instanceof LBFGS) {
                        refused(
                                second,
                                first.stateDict(),
                                "parameter.b: expected number 0",
                                "got 1; list the parameters as");
                        return;
                    }
                    second.loadStateDict(first.stateDict());
                    step(first, a, b);
                    step(second, a2, b2);

                    assertThat(a2.tensor().item()).isEqualTo(a.tensor().item());
                    assertThat(b2.tensor().item()).isEqualTo(b.tensor().item());
                }));
    }

    private static void step(Optimizer optimizer, Parameter a, Parameter b) {
        optimizer.step(() -> {
            GivenGradient.set(a.tensor(), 10);
            GivenGradient.set(b.tensor(), 0.01);
            return 0;
        });
    }

    @Test
    void groupsInAnotherOrderAndForeignNamesAreRefused() {
        Parameter a = GivenGradient.parameter("a", 1);
        Parameter b = GivenGradient.parameter("b", 2);
        Sgd first = new Sgd(List.of(a), 0.1);
        first.addGroup(List.of(b), 0.01);
        Sgd second = new Sgd(List.of(b), 0.01);
        second.addGroup(List.of(a), 0.1);
        refused(second, first.stateDict(), "parameter.b: expected group 0, got 1");
        Sgd other = new Sgd(List.of(a, GivenGradient.parameter("c", 2)), 0.1);
        refused(other, new Sgd(List.of(a, b), 0.1).stateDict(), "parameter.c: missing", "parameter.b: unexpected");
        Tensor twice = Tensor.of(new long[] {0, 0});
        refused(other, with(other.stateDict(), "parameter.c", twice), "that no other has, got 0");
        Sgd same = new Sgd(List.of(a, GivenGradient.parameter("a", 2)), 0.1);
        assertThat(same.stateDict().names()).contains("parameter.a", "parameter.a#2");
        same.loadStateDict(same.stateDict());
    }

    @Test
    void aParameterWithoutAStepHasNoEntries() {
        Adam adam = new Adam(parameters(), 0.1);
        GivenGradient.set(adam.parameters().get(0).tensor(), 1, 1, 1);
        adam.step();
        StateDict state = adam.stateDict();
        assertThat(state.names()).contains("state.0.step").doesNotContain("state.1.step");

        Adam second = (Adam) stepped(p -> new Adam(p, 0.1));
        second.loadStateDict(state);

        assertThat(second.stateDict().asMap()).hasToString(state.asMap().toString());
        assertThatCode(() -> stepped(ALL.get("LBFGS"))
                        .loadStateDict(ALL.get("LBFGS").apply(parameters()).stateDict()))
                .doesNotThrowAnyException();
    }

    @Test
    void aRuleOfOnesOwnSaysWhatItKeeps() {
        Optimizer rule = new Optimizer(parameters(), 0.1) {
            @Override
            protected List<StateEntry> stateEntries() {
                return List.of(StateEntry.filled("mean", 2), StateEntry.number("count", 5));
            }

            @Override
            protected void update(ParameterGroup group, ParameterState state, Tensor tensor, Tensor gradient) {
                assertThat(state.tensor("mean").toDoubles()).containsOnly(2).hasSize(tensor.size());
                state.keep("count", state.number("count") + 1);
                assertThatThrownBy(() -> state.tensor("count")).hasMessageContaining("stateEntries()");
                assertThatThrownBy(() -> state.keep("mean", 1)).isInstanceOf(ArgumentException.class);
            }
        };
        GivenGradient.set(rule.parameters().get(1).tensor(), 1, 1);
        rule.step();

        assertThat(rule.stateDict().get("state.1.count").item()).isEqualTo(6);
        assertThatThrownBy(() -> StateEntry.zeros("step")).hasMessageContaining("'step'");
    }
}
