package com.example.gradients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Unary;
import org.autodiff.check.GradientCheck;
import org.autodiff.check.Mode;
import org.autodiff.check.junit.DynamicGradientTests;
import org.autodiff.check.junit.GradCheck;
import org.autodiff.check.junit.GradientTests;
import org.autodiff.check.report.Verdict;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Gradient checks as tests of JUnit: what runs, under which names, and what a failure says. */
class GradientTestsTest {
    /** How each test of a class ended: its failure's message, or the empty text, by display name. */
    private static Map<String, String> run(Class<?> test) {
        Map<String, String> outcomes = new LinkedHashMap<>();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(test))
                        .build(),
                new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier id, TestExecutionResult result) {
                        String failure =
                                result.getThrowable().map(Throwable::getMessage).orElse("");
                        if (id.isTest() || !failure.isEmpty()) {
                            outcomes.put(id.getDisplayName(), failure);
                        }
                    }
                });
        return outcomes;
    }

    static final List<String> EVENTS = new ArrayList<>();

    static class Green implements GradientTests {
        private double factor;

        @BeforeEach
        void begin() {
            factor = 2;
            EVENTS.add("begin");
        }

        @AfterEach
        void end() {
            EVENTS.add("end");
        }

        @GradCheck(
                order = 2,
                mode = Mode.FAST,
                shapes = {"[3,4] [4]", "[1,4] [4]"},
                seeds = {1, 2})
        TensorFunction product() {
            return xs -> xs[0].mul(xs[1]).tanh().mul(factor);
        }

        @GradCheck(points = "points")
        private final TensorFunction softplus = xs -> xs[0].softplus();

        @GradCheck(points = "atTheKink", verdict = Verdict.KINK)
        private static TensorFunction relu() {
            return xs -> xs[0].relu();
        }

        @GradCheck(shapes = "[2]", dtype = DType.FLOAT32, low = 0.5, high = 2)
        final TensorFunction log = xs -> xs[0].log();

        static Stream<Tensor[]> points() {
            return Stream.of(new Tensor[] {Tensor.of(new double[] {1, 2})}, new Tensor[] {Tensor.of(new double[] {3})});
        }

        private static Tensor atTheKink() {
            return Tensor.of(new double[] {0, 1});
        }

        @Test
        void anOrdinaryTestBesides() {
            assertThat(factor).isEqualTo(2);
        }
    }

    @Test
    void eachPointAndSeedIsATestWithAnInstanceOfItsOwn() {
        EVENTS.clear();
        Map<String, String> outcomes = run(Green.class);
        assertThat(outcomes)
                .allSatisfy((name, failure) -> assertThat(failure).as(name).isEmpty());
        assertThat(outcomes.keySet())
                .containsExactlyInAnyOrder(
                        "product() at [3,4] [4], order 2, FAST, seed 1",
                        "product() at [1,4] [4], order 2, FAST, seed 1",
                        "product() at [3,4] [4], order 2, FAST, seed 2",
                        "product() at [1,4] [4], order 2, FAST, seed 2",
                        "softplus at points [2], order 1, FULL, seed 7",
                        "softplus at points [1], order 1, FULL, seed 7",
                        "relu() at atTheKink [2], order 1, FULL, seed 7",
                        "log at [2], order 1, FULL, seed 7",
                        "anOrdinaryTestBesides()");
        assertThat(EVENTS).hasSize(18).startsWith("begin", "end", "begin", "end");
    }

    static final OpDef WRONG = OpDef.custom("sineWithoutCosine")
            .forward(Unary.SIN)
            .vjp((call, g) -> new Tensor[] {g.mul(call.input(0).sin())})
            .saves(Saved.INPUT)
            .domain(Domain.real(0.5, 1))
            .samples("[2]")
            .formula("\\sin x", "\\sin x")
            .define();

    static class Red implements GradientTests {
        @GradCheck(shapes = "[2,3]", low = 0.1, high = 0.7)
        final TensorFunction wrong = xs -> WRONG.apply(xs[0].exp()).sum();

        @GradCheck(shapes = "[2]", verdict = Verdict.FAIL)
        final TensorFunction right = xs -> xs[0].sin();

        @GradCheck(shapes = "[2]")
        TensorFunction withParameters(Tensor x) {
            return xs -> x;
        }

        @GradCheck(shapes = "[2]")
        Tensor ofAnotherType() {
            return Tensor.of(new double[] {1});
        }

        @GradCheck(shapes = "[2]")
        String field = "f";

        @GradCheck
        final TensorFunction withoutPoint = xs -> xs[0];

        @GradCheck(shapes = "3,4")
        final TensorFunction withoutBrackets = xs -> xs[0];

        @GradCheck(shapes = "[2]", points = "point")
        final TensorFunction withBoth = xs -> xs[0];

        @GradCheck(points = "nowhere")
        final TensorFunction fromNowhere = xs -> xs[0];

        @GradCheck(points = "ofTheInstance")
        final TensorFunction fromAnInstance = xs -> xs[0];

        @GradCheck(points = "text")
        final TensorFunction fromText = xs -> xs[0];

        @GradCheck(points = "none")
        final TensorFunction fromNone = xs -> xs[0];

        @GradCheck(points = "throwing")
        final TensorFunction fromAThrow = xs -> xs[0];

        @GradCheck(
                shapes = "[2]",
                seeds = {})
        final TensorFunction withoutSeeds = xs -> xs[0];

        @GradCheck(shapes = "[2]", order = 4)
        final TensorFunction ofOrderFour = xs -> xs[0];

        @GradCheck(shapes = "[2]")
        final TensorFunction none = null;

        Tensor ofTheInstance() {
            return Tensor.of(new double[] {1});
        }

        static List<String> text() {
            return List.of("1");
        }

        static List<Tensor> none() {
            return List.of();
        }

        static List<Tensor> throwing() {
            throw new IllegalStateException("no file");
        }
    }

    @Test
    void aFailureIsTheReport() {
        String failure = run(Red.class).get("wrong at [2,3], order 1, FULL, seed 7");
        assertThat(failure)
                .startsWith("The gradient by input 0 is wrong at [")
                .contains("guilty       %2 = sineWithoutCosine %1 : f64[2,3]      GradientTestsTest.java:")
                .contains("void gradientOfSineWithoutCosine()", "seed 7");
    }

    @Test
    void whatIsAnnotatedAsItShouldNotBeSaysSo() {
        Map<String, String> outcomes = run(Red.class);
        assertThat(outcomes.get("right at [2], order 1, FULL, seed 7"))
                .startsWith("The verdict FAIL was due.\n\ngradients agree");
        assertThat(outcomes.get("withParameters()"))
                .startsWith("@GradCheck on Red.withParameters(): it has 1 parameters and must have none");
        assertThat(outcomes.get("ofAnotherType()")).contains("it returns Tensor and must be a TensorFunction");
        assertThat(outcomes.get("field")).contains("its type is String and must be a TensorFunction");
        assertThat(outcomes.get("withoutPoint")).contains("there is no point to differentiate at; state shapes = ");
        assertThat(outcomes.get("withoutBrackets")).contains("are not written as \"[3,4] [4]\"");
        assertThat(outcomes.get("withBoth")).contains("both shapes and points are stated");
        assertThat(outcomes.get("fromNowhere")).contains("there is no method nowhere() without parameters");
        assertThat(outcomes.get("fromAnInstance"))
                .contains("the method ofTheInstance() that gives points must be static");
        assertThat(outcomes.get("fromText")).contains("each a Tensor or a Tensor[], and gives java.lang.String");
        assertThat(outcomes.get("fromNone")).contains("the method none() gives no points");
        assertThat(outcomes.get("fromAThrow")).contains("no file");
        assertThat(outcomes.get("withoutSeeds")).contains("there are no seeds");
        assertThat(outcomes.get("ofOrderFour")).contains("the order must be 1, 2 or 3, got 4");
        assertThat(outcomes.get("none at [2], order 1, FULL, seed 7")).contains("it is null and must be");
    }

    static class Empty implements GradientTests {}

    @Test
    void aClassWithoutFunctionsSaysSo() {
        assertThat(run(Empty.class).values())
                .singleElement()
                .asString()
                .contains("no field and no method of it is annotated with @GradCheck");
    }

    static class Dynamic {
        @TestFactory
        Stream<DynamicTest> operations() {
            return DynamicGradientTests.ofOperations(List.of(Ops.byName().get("tanh"), WRONG));
        }

        @TestFactory
        Stream<DynamicTest> functions() {
            Map<String, TensorFunction> table = new LinkedHashMap<>();
            table.put("sine", xs -> xs[0].sin());
            table.put("cut", xs -> xs[0].detach().mul(xs[0]));
            return DynamicGradientTests.ofFunctions(
                    org.autodiff.check.GradCheck.order(2), table, Tensor.uniform(Seed.of(1), DType.FLOAT64, 0.2, 1, 3));
        }

        @TestFactory
        DynamicTest byHand() {
            return DynamicGradientTests.of(
                    "by hand",
                    () -> GradientCheck.of(x -> x[0] * x[0], x -> new double[] {x[0]})
                            .at(new double[] {3}));
        }
    }

    @Test
    void aTableHasATestForEachEntry() {
        Map<String, String> outcomes = run(Dynamic.class);
        assertThat(outcomes).containsEntry("tanh", "").containsEntry("sine", "");
        assertThat(outcomes.get("sineWithoutCosine")).startsWith("the operation fails");
        assertThat(outcomes.get("cut")).startsWith("The gradient by input 0 is wrong");
        assertThat(outcomes.get("by hand")).startsWith("The gradient by x is wrong at [0]");
    }
}
