package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.junit.jupiter.api.Test;

class StateDictTest {
    /** A module with a buffer besides its parameters. */
    private static final class Counted extends Module {
        private final Linear fc = child("fc", new Linear(2, 1, Seed.of(5)));
        private final Tensor count = buffer("count", Tensor.of(new long[] {7}, 1));

        @Override
        public Tensor forward(Tensor x) {
            return fc.forward(x);
        }
    }

    @Test
    void aStateGoesFromOneModelToAnother() {
        Sequential trained = mlp(1);
        Sequential fresh = mlp(2);
        Tensor x = Tensor.normal(Seed.of(3), DType.FLOAT32, 0, 1, 5, 3);
        assertThat(fresh.forward(x).toFloats()).isNotEqualTo(trained.forward(x).toFloats());

        fresh.loadStateDict(trained.stateDict());

        assertThat(fresh.forward(x).toFloats()).isEqualTo(trained.forward(x).toFloats());
        assertThat(fresh.parameters()).allMatch(parameter -> parameter.tensor().requiresGrad());
    }

    @Test
    void namesAndOrderArePyTorchs() {
        StateDict state = mlp(1).stateDict();

        assertThat(state.names()).containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
        assertThat(state.size()).isEqualTo(4);
        assertThat(state.contains("2.bias")).isTrue();
        assertThat(state.get("0.weight").shape().toArray()).containsExactly(4, 3);
        assertThat(state)
                .hasToString(String.join(
                        "\n",
                        "StateDict(",
                        "  0.weight [4, 3] FLOAT32",
                        "  0.bias [4] FLOAT32",
                        "  2.weight [2, 4] FLOAT32",
                        "  2.bias [2] FLOAT32",
                        ")"));
    }

    @Test
    void aStateIsASnapshot() {
        Linear layer = new Linear(2, 1, Seed.of(1));
        // a leaf that was changed before owns its values: sharing them would show
        InPlace.scale(layer.weight(), 2);
        StateDict state = layer.stateDict();
        float[] before = layer.weight().toFloats();

        InPlace.scale(layer.weight(), 0);

        assertThat(state.get("weight").toFloats()).isEqualTo(before);
        assertThat(state.get("weight").requiresGrad()).isFalse();
    }

    @Test
    void buffersBelongToTheState() {
        Counted source = new Counted();
        InPlace.assign(source.count, Tensor.of(new long[] {42}, 1));
        Counted target = new Counted();

        target.loadStateDict(source.stateDict());

        assertThat(source.stateDict().names()).containsExactly("count", "fc.weight", "fc.bias");
        assertThat(target.count.toLongs()).containsExactly(42);
    }

    @Test
    void everythingThatDoesNotFitIsListedAndNothingIsChanged() {
        Sequential model = mlp(1);
        float[] before = model.stateDict().get("0.weight").toFloats();
        Map<String, Tensor> entries = new LinkedHashMap<>(mlp(2).stateDict().asMap());
        entries.remove("0.bias");
        entries.remove("2.bias");
        entries.put("2.weight", Tensor.ones(DType.FLOAT32, 4, 2));
        entries.put("3.weight", Tensor.ones(DType.FLOAT32, 1));
        entries.put("old", Tensor.ones(DType.FLOAT64, 2));
        StateDict state = StateDict.of(entries);

        assertThatThrownBy(() -> model.loadStateDict(state))
                .isInstanceOf(ArgumentException.class)
                .hasMessage(String.join(
                        "\n",
                        "Sequential.loadStateDict: the state does not fit, nothing was changed",
                        "  missing:",
                        "    0.bias [4] FLOAT32",
                        "    2.bias [2] FLOAT32",
                        "  unexpected:",
                        "    3.weight [1] FLOAT32",
                        "    old [2] FLOAT64",
                        "  of another shape or element type:",
                        "    2.weight: expected [2, 4] FLOAT32, got [4, 2] FLOAT32",
                        "  build the module with the sizes that the state was saved from;"
                                + " StateDict.to(dtype) converts element types"));
        assertThat(model.stateDict().get("0.weight").toFloats()).isEqualTo(before);
    }

    @Test
    void anotherElementTypeIsRefusedUntilConverted() {
        Linear doubles = new Linear(2, 1, true, DType.FLOAT64, Seed.of(1));
        Linear floats = new Linear(2, 1, Seed.of(2));
        StateDict state = doubles.stateDict();

        assertThatThrownBy(() -> floats.loadStateDict(state))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("weight: expected [1, 2] FLOAT32, got [1, 2] FLOAT64");

        floats.loadStateDict(state.to(DType.FLOAT32));
        assertThat(floats.weight().toFloats())
                .isEqualTo(doubles.weight().to(DType.FLOAT32).toFloats());
    }

    @Test
    void conversionLeavesIntegersAlone() {
        StateDict state = new Counted().stateDict().to(DType.FLOAT64);

        assertThat(state.get("count").dtype()).isEqualTo(DType.INT64);
        assertThat(state.get("fc.weight").dtype()).isEqualTo(DType.FLOAT64);
        assertThatThrownBy(() -> state.to(DType.INT64))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("StateDict.to: expected FLOAT32 or FLOAT64, got INT64");
    }

    @Test
    void modulesAndStatesMadeInsideATapeOutliveIt() {
        Sequential model;
        StateDict state;
        StateDict converted;
        try (Tape tape = Tape.record()) {
            model = mlp(1);
            state = model.stateDict();
            converted = state.to(DType.FLOAT64);
        }

        assertThat(model.forward(Tensor.ones(DType.FLOAT32, 1, 3)).toFloats()).hasSize(2);
        assertThat(state.get("0.weight").toFloats())
                .isEqualTo(mlp(1).stateDict().get("0.weight").toFloats());
        assertThat(converted.get("2.bias").toDoubles())
                .isEqualTo(state.get("2.bias").toDoubles());
    }

    @Test
    void anUnknownNameIsAnErrorThatListsTheKnownOnes() {
        StateDict state = mlp(1).stateDict();

        assertThatThrownBy(() -> state.get("fc1.weight"))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("no entry 'fc1.weight'")
                .hasMessageContaining("0.weight");
    }

    @Test
    void nullArgumentsAreNamed() {
        assertThatThrownBy(() -> StateDict.of(null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("StateDict.of: the map");
        assertThatThrownBy(() -> mlp(1).stateDict().to(null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("StateDict.to: the element type");
    }

    private static Sequential mlp(long seed) {
        return new Sequential(new Linear(3, 4, Seed.of(seed)), new ReLU(), new Linear(4, 2, Seed.of(seed + 100)));
    }
}
