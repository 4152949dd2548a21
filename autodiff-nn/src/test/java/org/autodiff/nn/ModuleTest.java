package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleTest {
    /** Registers whatever a test wants under whatever name. */
    private static final class Box extends Module {
        @Override
        public Tensor forward(Tensor x) {
            return x;
        }

        Box with(String name, Module module) {
            child(name, module);
            return this;
        }

        Tensor register(String name, Tensor init) {
            return parameter(name, init);
        }
    }

    /** A parameter, a buffer and two children, with more to print than its name. */
    private static final class Network extends Module {
        private final Linear fc1 = child("fc1", new Linear(3, 4, Seed.of(1)));
        private final Tensor scale = parameter("scale", Tensor.ones(DType.FLOAT32, 2));
        private final Tensor seen = buffer("seen", Tensor.of(new long[] {0}, 1));
        private final Sequential head = child("head", new Sequential(new ReLU(), new Linear(4, 2, false, Seed.of(2))));

        @Override
        public Tensor forward(Tensor x) {
            return head.forward(fc1.forward(x)).mul(scale);
        }

        @Override
        protected String extraRepr() {
            return "scaled";
        }
    }

    private final Network network = new Network();

    @Test
    void parametersComeDepthFirstInRegistrationOrder() {
        assertThat(network.parameters())
                .extracting(Parameter::name)
                .containsExactly("scale", "fc1.weight", "fc1.bias", "head.1.weight");
        assertThat(network.parameters().get(0).tensor()).isSameAs(network.scale);
        assertThat(network.parameters().get(1)).hasToString("fc1.weight [4, 3] FLOAT32");
    }

    @Test
    void buffersAndChildrenHaveNames() {
        assertThat(network.buffers()).containsOnlyKeys("seen").containsValue(network.seen);
        assertThat(network.children())
                .containsExactly(
                        Map.entry("fc1", network.fc1), //
                        Map.entry("head", network.head));
    }

    @Test
    void parameterCountIsTheNumberOfTrainableNumbers() {
        assertThat(network.parameterCount()).isEqualTo(2 + 12 + 4 + 8);
        assertThat(new ReLU().parameterCount()).isZero();
    }

    @Test
    void theTreePrintsAsInPyTorch() {
        assertThat(new Sequential(new Linear(784, 128, Seed.of(0)), new ReLU()))
                .hasToString(String.join(
                        "\n", //
                        "Sequential(",
                        "  (0): Linear(in=784, out=128, bias=true)",
                        "  (1): ReLU()",
                        ")"));
        assertThat(network)
                .hasToString(String.join(
                        "\n",
                        "Network(",
                        "  scaled",
                        "  (fc1): Linear(in=3, out=4, bias=true)",
                        "  (head): Sequential(",
                        "    (0): ReLU()",
                        "    (1): Linear(in=4, out=2, bias=false)",
                        "  )",
                        ")"));
        assertThat(new Sequential()).hasToString("Sequential()");
    }

    @Test
    void anAnonymousModulePrintsAsModule() {
        Module twice = new Module() {
            @Override
            public Tensor forward(Tensor x) {
                return x.mul(2);
            }
        };

        assertThat(twice).hasToString("Module()");
    }

    @Test
    void trainAndEvalReachTheWholeTree() {
        assertThat(network.isTraining()).isTrue();

        assertThat(network.eval()).isSameAs(network);
        assertThat(List.of(network, network.fc1, network.head, network.head.get(1)))
                .noneMatch(Module::isTraining);

        assertThat(network.train()).isSameAs(network);
        assertThat(List.of(network, network.fc1, network.head, network.head.get(1)))
                .allMatch(Module::isTraining);
    }

    @Test
    void zeroGradForgetsEveryGradient() {
        try (Tape tape = Tape.record()) {
            network.forward(Tensor.ones(DType.FLOAT32, 1, 3)).sum().backward();
        }
        assertThat(network.parameters()).allMatch(parameter -> parameter.grad() != null);
        assertThat(network.parameters())
                .allSatisfy(parameter -> assertThat(parameter.grad().shape())
                        .isEqualTo(parameter.tensor().shape()));

        network.zeroGrad();

        assertThat(network.parameters()).allMatch(parameter -> parameter.grad() == null);
    }

    @Test
    void aParameterIsACopyOfItsInitialValues() {
        Tensor init = Tensor.of(new double[] {0.5, 1}, 2).detach();
        // a tensor that was changed before owns its values: sharing them would show
        InPlace.scale(init, 2);
        Tensor leaf = new Box().register("p", init);
        InPlace.scale(init, -1);
        InPlace.scale(leaf, 10);

        assertThat(leaf.requiresGrad()).isTrue();
        assertThat(leaf.toDoubles()).containsExactly(10, 20);
        assertThat(init.toDoubles()).containsExactly(-1, -2);
    }

    @Test
    void aSharedParameterIsListedOnceButKeepsBothNamesInTheState() {
        Linear encoder = new Linear(3, 2, false, Seed.of(1));
        Box tied = new Box().with("encoder", encoder).with("decoder", Linear.of(encoder.weight(), null));

        assertThat(tied.parameters()).extracting(Parameter::name).containsExactly("encoder.weight");
        assertThat(tied.parameterCount()).isEqualTo(6);
        assertThat(tied.stateDict().names()).containsExactly("encoder.weight", "decoder.weight");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "fc.1"})
    void badNamesAreRefused(String name) {
        Box box = new Box();

        assertThatThrownBy(() -> box.register(name, Tensor.ones(DType.FLOAT32, 1)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageStartingWith("Box.parameter(")
                .hasMessageContaining("the name must not");
        assertThat(box.parameters()).isEmpty();
    }

    @Test
    void aNameCanBeTakenOnce() {
        Box box = new Box().with("a", new ReLU());

        assertThatThrownBy(() -> box.with("a", new ReLU()))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Box.child(\"a\"): the name is taken");
        assertThatThrownBy(() -> box.register("a", Tensor.ones(DType.FLOAT32, 1)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Box.parameter(\"a\"): the name is taken");
    }

    @Test
    void nullIsRefusedWhereItIsRegistered() {
        assertThatThrownBy(() -> new Sequential(new ReLU(), null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Sequential.child(\"1\"): got null");
    }

    @Test
    void integersCannotBeTrained() {
        assertThatThrownBy(() -> new Box().register("n", Tensor.of(new long[] {1}, 1)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("Box.parameter(\"n\")")
                .hasMessageContaining("INT64");
    }

    @Test
    void aCircleOfModulesIsRefused() {
        Box inner = new Box();
        Box outer = new Box().with("middle", new Box().with("inner", inner));

        assertThatThrownBy(() -> inner.with("outer", outer))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("circle");
        assertThatThrownBy(() -> inner.with("self", inner))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("circle");
    }

    @Test
    void sequentialFeedsEachModuleTheOneBefore() {
        Tensor weight = Tensor.of(new float[] {1, -1, 2, 0}, 2, 2);
        Sequential model = new Sequential(Linear.of(weight, null), new ReLU(), Linear.of(weight, null));

        // W (1, 3) = (-2, 2), relu (0, 2), W (0, 2) = (-2, 0)
        assertThat(model.forward(Tensor.of(new float[] {1, 3}, 1, 2)).toFloats())
                .containsExactly(-2, 0);
        assertThat(model.size()).isEqualTo(3);
        assertThat(model.get(1)).isInstanceOf(ReLU.class);
        assertThatThrownBy(() -> model.get(3))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("Sequential.get: module 3 is out of range; there are 0 to 2");
    }

    @Test
    void anEmptySequentialIsTheIdentity() {
        Tensor x = Tensor.ones(DType.FLOAT32, 2);

        assertThat(new Sequential().forward(x)).isSameAs(x);
    }
}
