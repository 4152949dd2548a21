package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Attrs;
import org.autodiff.op.Domain;
import org.autodiff.op.Reference.Plain;
import org.autodiff.op.Sample;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Operations on arrays of more elements than a kernel takes at a time, in all broadcasts: values against plain Java, and the
 * gradient by kernels against the one that is recorded, which is computed by operations.
 */
class LargeArraysTest {
    /** Attributes that say nothing of sizes, so that an operation takes its samples enlarged. */
    private static final Set<Class<?>> WITHOUT_SIZES = Set.of(
            Attrs.None.class,
            Attrs.Axes.class,
            Attrs.Axis.class,
            Attrs.Transposes.class,
            Scan.Direction.class,
            Norm.Power.class);

    @TestFactory
    Stream<DynamicTest> largeArrays() {
        return Ops.all().stream()
                .flatMap(op -> samples(op)
                        .map(s -> dynamicTest(op.name() + " " + s, () -> {
                            check(op, s, DType.FLOAT64, 1e-9);
                            check(op, s, DType.FLOAT32, 2e-4);
                        })));
    }

    private static Stream<Sample> samples(OpDef op) {
        boolean ofElements = op.scalar() != null;
        boolean matrices = op.domains().stream().anyMatch(d -> d.diagonal() != 0 || d.dtype() == DType.INT64);
        if (matrices || !ofElements && !WITHOUT_SIZES.contains(op.attributes()) || References.of(op) == null) {
            return Stream.empty();
        }
        Stream<Sample> all = op.samples().stream();
        if (ofElements && op.attributes() == Attrs.None.class && op.arity() == 2) {
            all = Stream.concat(all, Sample.of(Attrs.None.NONE, "[3,4] [1,1]", "[1,1] [3,4]", "[3,1] [3,4]").stream());
        }
        return all.map(s -> new Sample(
                        s.attrs(), s.shapes().stream().map(x -> enlarged(x, s)).toList()))
                .filter(s -> s.shapes().stream().anyMatch(x -> x.size() > 4096));
    }

    /** Some 5,000 elements: more than a kernel's chunk, few enough for plain Java. */
    private static Shape enlarged(Shape x, Sample s) {
        int rank = s.shapes().stream().mapToInt(Shape::rank).max().orElseThrow();
        int factor = rank <= 1 ? 1500 : rank == 2 ? 20 : 6;
        return Shape.of(
                Arrays.stream(x.toArray()).map(d -> d < 2 ? d : factor * d + 1).toArray());
    }

    private static void check(OpDef op, Sample s, DType type, double tolerance) {
        RandomGenerator random = Seed.of(5).generator();
        List<Tensor> xs = new ArrayList<>();
        Plain[] plain = new Plain[s.shapes().size()];
        for (int i = 0; i < plain.length; i++) {
            Shape shape = s.shapes().get(i);
            Domain d = op.domains().get(Math.min(i, op.domains().size() - 1));
            Tensor x = Tensor.of(d.fill(shape, random), shape.toArray());
            x = x.to(d.dtype() == DType.FLOAT64 ? type : d.dtype());
            plain[i] = new Plain(x.to(DType.FLOAT64).toDoubles(), shape);
            xs.add(x.dtype().isFloating() ? x.requiresGrad(true) : x);
        }
        Tensor[] inputs = xs.toArray(Tensor[]::new);
        try (Tape tape = Tape.record()) {
            Tensor y = op.apply(s.attrs(), inputs);
            double[] wanted = References.of(op).elements(y.shape(), plain, s.attrs());
            close("value", y, wanted, tolerance);
            if (!op.isDifferentiable()) {
                return;
            }
            Tensor g = Tensor.uniform(Seed.of(6), y.dtype(), 0.5, 1.5, y.shape().toArray());
            Tensor[] leaves = xs.stream().filter(x -> x.requiresGrad()).toArray(Tensor[]::new);
            Gradients byKernels = tape.gradients(false, y, g, leaves);
            Gradients recorded = tape.gradients(true, y, g, leaves);
            for (Tensor leaf : leaves) {
                double[] composed = recorded.of(leaf).to(DType.FLOAT64).toDoubles();
                close("gradient", byKernels.of(leaf), composed, tolerance);
            }
        }
    }

    private static void close(String what, Tensor got, double[] wanted, double tolerance) {
        double[] all = got.to(DType.FLOAT64).toDoubles();
        assertThat(all).as(what).hasSameSizeAs(wanted);
        for (int i = 0; i < all.length; i++) {
            double off = Math.abs(all[i] - wanted[i]);
            assertThat(off <= tolerance * Math.max(1, Math.abs(wanted[i])))
                    .as("%s %d: %s, not %s", what, i, all[i], wanted[i])
                    .isTrue();
        }
    }
}
