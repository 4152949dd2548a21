package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.GradCheckReport;
import org.autodiff.check.Verdict;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.DTypeException;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Attrs;
import org.autodiff.op.Domain;
import org.autodiff.op.Kink;
import org.autodiff.op.Pointwise;
import org.autodiff.op.Rejection;
import org.autodiff.op.Sample;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The tests that every entry of the operation table gets for being one: nothing here names an operation. */
class OpTableTest {
    private static final Seed SEED = Seed.of(20_240_601);

    /** One application of an operation: inputs that are FLOAT64 where they are floating-point. */
    private record Case(OpDef op, Sample sample, List<Tensor> inputs) {
        static Case of(OpDef op, Sample sample, Seed seed) {
            List<Tensor> in = new ArrayList<>();
            for (int i = 0; i < sample.shapes().size(); i++) {
                in.add(draw(op.domains().get(i), sample.shapes().get(i), seed.child(i)));
            }
            return new Case(op, sample, in);
        }

        Tensor run(Tensor... floating) {
            Tensor[] all = inputs.toArray(Tensor[]::new);
            int next = 0;
            for (int i = 0; i < all.length; i++) {
                if (all[i].dtype().isFloating()) {
                    all[i] = floating[next++];
                }
            }
            return op.apply(sample.attrs(), all);
        }

        Tensor[] floating() {
            return inputs.stream().filter(t -> t.dtype().isFloating()).toArray(Tensor[]::new);
        }

        double[] reference() {
            List<References.Plain> plain = inputs.stream()
                    .map(t -> new References.Plain(numbers(t), t.shape()))
                    .toList();
            Shape[] shapes = sample.shapes().toArray(Shape[]::new);
            return References.compute(op, sample.attrs(), plain, op.shapeOf(sample.attrs(), shapes));
        }

        String name(String what) {
            String shapes = String.join(
                    " ", sample.shapes().stream().map(Shape::toString).toList());
            String attrs = sample.attrs().toString();
            return op.name() + " " + shapes + (attrs.isEmpty() ? "" : " {" + attrs + "}") + " " + what;
        }
    }

    private static Tensor draw(Domain domain, Shape shape, Seed seed) {
        double[] values = domain.fill(shape, seed.generator());
        return Tensor.of(values, values.length).reshape(shape.toArray()).to(domain.dtype());
    }

    private static double[] numbers(Tensor t) {
        return t.to(DType.FLOAT64).toDoubles();
    }

    private static Stream<Case> cases() {
        return Ops.all().stream().flatMap(op -> op.samples().stream().map(s -> Case.of(op, s, SEED.child(op.id()))));
    }

    private static Stream<Case> differentiable() {
        return cases().filter(c -> c.op().isDifferentiable());
    }

    /** The attributes of the first sample, which kinks refer to. */
    private static Attrs anyAttrs(OpDef op) {
        return op.samples().get(0).attrs();
    }

    private static Tensor[] to(DType dtype, Tensor[] xs) {
        return Arrays.stream(xs).map(x -> x.to(dtype)).toArray(Tensor[]::new);
    }

    private static Tensor[] leaves(Tensor... xs) {
        return Arrays.stream(xs).map(x -> x.requiresGrad(true)).toArray(Tensor[]::new);
    }

    private static void assertClose(double[] actual, double[] expected, double rtol, double atol) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            double allowed = atol + rtol * Math.abs(expected[i]);
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("element %d: %s, expected %s", i, actual[i], expected[i])
                    .isLessThanOrEqualTo(allowed);
        }
    }

    @TestFactory
    Stream<DynamicTest> value() {
        return cases().map(c -> dynamicTest(c.name("value"), () -> {
            assertThat(References.has(c.op())).as("a plain-Java reference").isTrue();
            assertClose(numbers(c.run(c.floating())), c.reference(), 1e-12, 1e-14);
        }));
    }

    @TestFactory
    Stream<DynamicTest> shapeAndType() {
        return cases().map(c -> dynamicTest(c.name("shape and type"), () -> {
            Tensor z = c.run(c.floating());
            Shape[] shapes = c.sample().shapes().toArray(Shape[]::new);
            DType[] types = c.inputs().stream().map(Tensor::dtype).toArray(DType[]::new);
            assertThat(z.shape()).isEqualTo(c.op().shapeOf(c.sample().attrs(), shapes));
            assertThat(z.dtype())
                    .isEqualTo(
                            c.op().type().apply(c.op().name(), types, c.sample().attrs()));
        }));
    }

    @TestFactory
    Stream<DynamicTest> singlePrecision() {
        return cases().filter(c -> c.floating().length > 0)
                .map(c -> dynamicTest(c.name("f32 value"), () -> {
                    // the inputs are rounded to single precision first, so the comparison is of the operation alone
                    Tensor[] f32 = to(DType.FLOAT32, c.floating());
                    double[] expected = numbers(c.run(to(DType.FLOAT64, f32)));
                    assertClose(numbers(c.run(f32)), expected, 4e-6, 4e-6);
                }));
    }

    /** Sizes for which the native kernels run, not the Java loops. */
    @TestFactory
    Stream<DynamicTest> largePointwise() {
        return Ops.all().stream().filter(op -> op.scalar() != null).flatMap(op -> {
            List<Shape[]> shapes = op.arity() == 1
                    ? List.<Shape[]>of(new Shape[] {Shape.of(50, 60)})
                    : List.of(
                            new Shape[] {Shape.of(50, 60), Shape.of(50, 60)},
                            new Shape[] {Shape.of(50, 60), Shape.of(60)},
                            new Shape[] {Shape.of(50, 1), Shape.of(50, 60)},
                            new Shape[] {Shape.of(50, 1), Shape.of(1, 60)},
                            new Shape[] {Shape.SCALAR, Shape.of(50, 60)},
                            new Shape[] {Shape.of(2000), Shape.SCALAR});
            return shapes.stream()
                    .map(s -> Case.of(op, new Sample(anyAttrs(op), List.of(s)), SEED.child(op.id())))
                    .map(c -> dynamicTest(c.name("large"), () -> {
                        assertClose(numbers(c.run(c.floating())), c.reference(), 1e-12, 1e-14);
                        Tensor[] f32 = to(DType.FLOAT32, c.floating());
                        double[] expected = numbers(c.run(to(DType.FLOAT64, f32)));
                        assertClose(numbers(c.run(f32)), expected, 4e-6, 1e-6);
                    }));
        });
    }

    @TestFactory
    Stream<DynamicTest> gradients() {
        return differentiable()
                .map(c -> dynamicTest(c.name("vjp, jvp, second order"), () -> {
                    Tensor[] xs = c.floating();
                    if (c.op() == Cast.CAST) {
                        return; // double to double is the identity, and to single loses what differences need
                    }
                    GradCheckReport report = GradCheck.order(2).check(c::run, xs);
                    if (Arrays.stream(xs).allMatch(x -> x.size() == 0)) {
                        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.INCONCLUSIVE);
                        assertThat(report.toString()).contains("it has no elements");
                        return;
                    }
                    assertThat(report.passed()).as(report.toString()).isTrue();
                    assertThat(report.checked()).isPositive();
                }));
    }

    @TestFactory
    Stream<DynamicTest> gradientsInSinglePrecision() {
        return differentiable()
                .map(c -> dynamicTest(c.name("f32 vjp"), () -> {
                    Tensor[] f32 = to(DType.FLOAT32, c.floating());
                    double[][] single = pullback(c, f32);
                    double[][] twice = pullback(c, to(DType.FLOAT64, f32));
                    for (int i = 0; i < single.length; i++) {
                        assertClose(single[i], twice[i], 2e-5, 2e-5);
                    }
                }));
    }

    /** The gradients by all floating inputs for a cotangent that depends on the result's shape only. */
    private static double[][] pullback(Case c, Tensor[] xs) {
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = leaves(xs);
            return pullback(tape, c.run(leaves), leaves);
        }
    }

    private static double[][] pullback(Tape tape, Tensor y, Tensor[] leaves) {
        Tensor u = draw(Domain.real(-2, 2), y.shape(), SEED).to(y.dtype());
        Gradients g = tape.gradients(false, y, u, leaves);
        for (int i = 0; i < leaves.length; i++) {
            assertThat(g.of(i).shape()).isEqualTo(leaves[i].shape());
            assertThat(g.of(i).dtype()).isEqualTo(leaves[i].dtype());
        }
        return g.all().stream().map(OpTableTest::numbers).toArray(double[][]::new);
    }

    @TestFactory
    Stream<DynamicTest> oneVariableAtATime() {
        return differentiable()
                .filter(c -> c.floating().length > 1)
                .map(c -> dynamicTest(c.name("one variable"), () -> {
                    double[][] all = pullback(c, c.floating());
                    for (int i = 0; i < all.length; i++) {
                        Tensor[] xs = c.floating();
                        try (Tape tape = Tape.record()) {
                            xs[i] = xs[i].requiresGrad(true);
                            Tensor y = c.run(xs);
                            assertClose(pullback(tape, y, new Tensor[] {xs[i]})[0], all[i], 0, 0);
                        }
                    }
                }));
    }

    /** The inputs as strided views of larger arrays: transposed, sliced, or repeated. */
    @TestFactory
    Stream<DynamicTest> views() {
        return cases().filter(c -> c.floating().length > 0)
                .map(c -> dynamicTest(c.name("views"), () -> {
                    Tensor[] dense = c.floating();
                    Tensor[] views =
                            Arrays.stream(dense).map(OpTableTest::asView).toArray(Tensor[]::new);
                    assertClose(numbers(c.run(views)), numbers(c.run(dense)), 0, 0);
                    if (c.op().isDifferentiable()) {
                        double[][] expected = pullback(c, dense);
                        try (Tape tape = Tape.record()) {
                            Tensor[] leaves = leaves(dense);
                            Tensor[] viewed = Arrays.stream(leaves)
                                    .map(OpTableTest::asView)
                                    .toArray(Tensor[]::new);
                            double[][] actual = pullback(tape, c.run(viewed), leaves);
                            for (int i = 0; i < actual.length; i++) {
                                assertClose(actual[i], expected[i], 1e-12, 1e-14);
                            }
                        }
                    }
                }));
    }

    /** The same values behind other strides. */
    private static Tensor asView(Tensor x) {
        if (x.rank() == 0) {
            return x.reshape(1).expand(3).slice(0, 1, 2).reshape();
        }
        int last = x.rank() - 1;
        Tensor doubled = Tensor.concat(last, x, x, x); // every axis wider, then cut back
        Tensor swapped = doubled.transpose(0, last).transpose(0, last);
        int n = x.shape().dim(last);
        return swapped.slice(last, n, 2 * n);
    }

    @TestFactory
    Stream<DynamicTest> emptyTensors() {
        return Ops.all().stream()
                .filter(op -> op.scalar() != null)
                .map(op -> dynamicTest(op.name() + " empty", () -> {
                    boolean one = op.arity() == 1;
                    Shape[] shapes = one ? new Shape[] {Shape.of(0, 3)} : new Shape[] {Shape.of(0, 3), Shape.of(3)};
                    Case c = Case.of(op, new Sample(anyAttrs(op), List.of(shapes)), SEED);
                    Tensor z = c.run(c.floating());
                    assertThat(z.shape()).isEqualTo(Shape.of(0, 3));
                    if (op.isDifferentiable()) {
                        double[][] g = pullback(c, c.floating());
                        assertThat(g[0]).isEmpty();
                        if (!one) {
                            assertThat(g[1]).containsOnly(0);
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> inputsStayAsTheyAre() {
        return cases().map(c -> dynamicTest(c.name("leaves its inputs alone"), () -> {
            List<double[]> before =
                    c.inputs().stream().map(OpTableTest::numbers).toList();
            c.run(c.floating());
            if (c.op().isDifferentiable()) {
                pullback(c, c.floating());
            }
            for (int i = 0; i < before.size(); i++) {
                assertThat(numbers(c.inputs().get(i))).containsExactly(before.get(i));
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> kinks() {
        return Ops.all().stream()
                .flatMap(op -> op.kinks().stream()
                        .map(k -> dynamicTest(
                                op.name() + " at " + Arrays.toString(k.at()) + ": " + k.why(),
                                () -> assertKink(op, k))));
    }

    private static void assertKink(OpDef op, Kink kink) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            try (Tape tape = Tape.record()) {
                Tensor[] xs = leaves(Arrays.stream(kink.at())
                        .mapToObj(v -> Tensor.scalar(dtype, v))
                        .toArray(Tensor[]::new));
                Gradients g = tape.gradients(op.apply(anyAttrs(op), xs), xs);
                for (int i = 0; i < xs.length; i++) {
                    double expected = kink.derivatives()[i];
                    assertSame(g.of(i).item(), dtype == DType.FLOAT32 ? (float) expected : expected);
                }
            }
        }
        if (op.scalar() instanceof Pointwise.Parametric) {
            return; // scalar slots hold no attributes
        }
        try (Tape tape = Tape.record()) {
            Scalar[] xs = Arrays.stream(kink.at()).mapToObj(tape::leaf).toArray(Scalar[]::new);
            Scalar y = xs.length == 1 ? xs[0].apply(op) : xs[0].apply(op, xs[1]);
            double[] g = tape.gradients(y, xs);
            for (int i = 0; i < xs.length; i++) {
                assertSame(g[i], kink.derivatives()[i]);
            }
        }
    }

    /** Equal, or both NaN. */
    private static void assertSame(double actual, double expected) {
        assertThat(actual == expected || Double.isNaN(actual) && Double.isNaN(expected))
                .as("%s, expected %s", actual, expected)
                .isTrue();
    }

    @TestFactory
    Stream<DynamicTest> scalarSlots() {
        return differentiable()
                .filter(c -> c.op().scalar() != null && !(c.op().scalar() instanceof Pointwise.Parametric))
                .filter(c -> c.inputs().stream().allMatch(t -> t.rank() == 0))
                .map(c -> dynamicTest(c.name("as scalars"), () -> {
                    double[][] expected = pullback(c, c.floating());
                    try (Tape tape = Tape.record()) {
                        Scalar[] xs = c.inputs().stream()
                                .map(t -> tape.leaf(t.item()))
                                .toArray(Scalar[]::new);
                        Scalar y = xs.length == 1 ? xs[0].apply(c.op()) : xs[0].apply(c.op(), xs[1]);
                        assertThat(y.value()).isCloseTo(c.run(c.floating()).item(), within(1e-14));
                        double u = draw(Domain.real(-2, 2), Shape.SCALAR, SEED).item();
                        double[] g = tape.gradients(y.mul(u), xs);
                        for (int i = 0; i < g.length; i++) {
                            assertThat(g[i]).isCloseTo(expected[i][0], within(1e-13));
                        }
                    }
                }));
    }

    private static org.assertj.core.data.Offset<Double> within(double tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }

    @TestFactory
    Stream<DynamicTest> rejections() {
        return Ops.all().stream()
                .flatMap(op -> op.rejections().stream()
                        .map(r -> dynamicTest(op.name() + " refuses " + r.shapes(), () -> assertRejected(op, r))));
    }

    private static void assertRejected(OpDef op, Rejection r) {
        Tensor[] xs = new Tensor[r.shapes().size()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = draw(op.domains().get(i), r.shapes().get(i), SEED);
        }
        assertThatThrownBy(() -> op.apply(r.attrs(), xs))
                .isInstanceOf(AutodiffException.class)
                .hasMessageContaining(op.name())
                .hasMessageContaining(r.message());
    }

    @TestFactory
    Stream<DynamicTest> shapesThatDoNotBroadcast() {
        return Ops.all().stream()
                .filter(op -> op.scalar() instanceof Pointwise.Two)
                .map(op -> dynamicTest(
                        op.name() + " [2, 3] [4]",
                        () -> assertThatThrownBy(() -> op.apply(
                                        draw(op.domains().get(0), Shape.of(2, 3), SEED),
                                        draw(op.domains().get(1), Shape.of(4), SEED)))
                                .isInstanceOf(AutodiffException.class)
                                .hasMessageContainingAll(op.name(), "[2, 3]", "[4]", "broadcast")));
    }

    @TestFactory
    Stream<DynamicTest> typesThatDoNotMix() {
        return cases().filter(c -> c.floating().length > 1 && c.op().arity() != 3)
                .map(c -> dynamicTest(c.name("refuses f64 with f32"), () -> {
                    Tensor[] xs = c.floating();
                    xs[1] = xs[1].to(DType.FLOAT32);
                    assertThatThrownBy(() -> c.run(xs))
                            .isInstanceOf(DTypeException.class)
                            .hasMessageContainingAll(c.op().name(), "FLOAT64", "FLOAT32", "to(");
                }));
    }

    @TestFactory
    Stream<DynamicTest> discreteOperationsCutTheGradient() {
        return cases().filter(c -> !c.op().isDifferentiable() && c.floating().length > 0)
                .map(c -> dynamicTest(c.name("has no gradient"), () -> {
                    try (Tape tape = Tape.record()) {
                        assertThat(c.run(leaves(c.floating())).isRecorded()).isFalse();
                        assertThat(tape.size()).isZero();
                    }
                }));
    }
}
