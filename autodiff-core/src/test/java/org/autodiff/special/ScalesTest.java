package org.autodiff.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Distance;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.functional.MarginLoss;
import org.autodiff.functional.MarginLoss.Margin;
import org.autodiff.functional.Normalization;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Homogeneous functions at inputs whose squares overflow or vanish: by f(s x) = s^k f(x) the values, gradients, tangents and
 * Hessian products are those of ordinary inputs, times a power of the scale.
 */
class ScalesTest {
    /** A function and its degree. */
    private record Homogeneous(UnaryOperator<Tensor> f, int degree) {}

    private static Map<String, Homogeneous> functions() {
        Map<String, Homogeneous> all = new LinkedHashMap<>();
        all.put("std", new Homogeneous(x -> x.std(1), 1));
        all.put("std of all", new Homogeneous(x -> x.std(), 1));
        all.put("mean", new Homogeneous(x -> x.mean(1), 1));
        for (double p : new double[] {1, 2, 3, 1.5, 0.5, -2, Double.POSITIVE_INFINITY}) {
            all.put("norm " + p, new Homogeneous(x -> x.norm(p, false, 1), 1));
        }
        all.put("norm of all", new Homogeneous(x -> x.norm(), 1));
        all.put("hypot", new Homogeneous(x -> x.slice(1, 0, 1).hypot(x.slice(1, 1, 2)), 1));
        all.put("normalize", new Homogeneous(x -> Distance.normalize(x, 2, 1, 0), 0));
        all.put("cosine", new Homogeneous(x -> Distance.cosineSimilarity(x, x.flip(1), 1, 0), 0));
        all.put("inverseRms", new Homogeneous(x -> Normalization.inverseRms(x, 0, 1), -1));
        all.put("standardize", new Homogeneous(x -> Normalization.standardize(x, 0, 1), 0));
        all.put("rmsNorm", new Homogeneous(x -> Normalization.rmsNorm(x, null, 0), 0));
        all.put("layerNorm", new Homogeneous(x -> Normalization.layerNorm(x, new int[] {6}, null, null, 0), 0));
        all.put("groupNorm", new Homogeneous(x -> Normalization.groupNorm(x, 2, null, null, 0), 0));
        all.put("instanceNorm", new Homogeneous(x -> Normalization.instanceNorm(x.reshape(2, 2, 3), null, null, 0), 0));
        all.put("batchNorm", new Homogeneous(x -> Normalization.batchNorm(x.reshape(4, 3), null, null, 0), 0));
        all.put(
                "batchNorm with weight and bias",
                new Homogeneous(
                        x -> Normalization.batchNorm(
                                x.reshape(4, 3), Tensor.full(x.dtype(), 1.5, 3), Tensor.full(x.dtype(), 0.5, 3), 0),
                        0));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> homogeneity() {
        return functions().entrySet().stream()
                .flatMap(e -> Stream.of(DType.FLOAT32, DType.FLOAT64)
                        .flatMap(type -> Stream.of(1, -1)
                                .map(sign -> dynamicTest(
                                        e.getKey() + " " + type + " " + sign, () -> check(e.getValue(), type, sign)))));
    }

    private static void check(Homogeneous h, DType type, int sign) {
        double s = Math.scalb(1.0, sign * (type == DType.FLOAT32 ? 100 : 664)); // 1e30, 1e200
        Tensor x = Tensor.uniform(Seed.of(5), type, 0.5, 2, 2, 6);
        Tensor t = Tensor.uniform(Seed.of(6), type, -1, 1, 2, 6);
        UnaryOperator<Tensor> f = h.f();
        Tensor large = x.mul(s);
        double tolerance = type == DType.FLOAT32 ? 2e-5 : 1e-12;
        int k = h.degree();
        assertClose("value", f.apply(x), f.apply(large), power(s, -k), tolerance);
        // the tangent of the same relative size: f'(s x)(s t) = s^k f'(x) t
        assertClose(
                "jvp",
                Autodiff.jvp(f, x, t).tangent(),
                Autodiff.jvp(f, large, t.mul(s)).tangent(),
                power(s, -k),
                tolerance);
        Tensor weights =
                Tensor.uniform(Seed.of(7), type, -1, 1, f.apply(x).shape().toArray());
        UnaryOperator<Tensor> loss = z -> f.apply(z).mul(weights).sum();
        if (k >= 0) { // else the gradient itself overflows or vanishes
            assertClose(
                    "gradient",
                    Autodiff.grad(loss).apply(x),
                    Autodiff.grad(loss).apply(large),
                    power(s, 1 - k),
                    tolerance);
            assertClose(
                    "hvp",
                    Autodiff.hvp(loss, x, t),
                    Autodiff.hvp(loss, large, t.mul(s)),
                    power(s, 1 - k),
                    20 * tolerance);
        }
    }

    private static double power(double s, int k) {
        return Math.pow(s, k);
    }

    private static void assertClose(String what, Tensor expected, Tensor actual, double factor, double tolerance) {
        double[] e = expected.toDoubles();
        double[] a = actual.toDoubles();
        double size = 1e-300;
        for (double v : e) {
            size = Math.max(size, Math.abs(v));
        }
        for (int i = 0; i < e.length; i++) {
            assertThat(a[i] * factor)
                    .as(what + " " + i)
                    .isCloseTo(e[i], org.assertj.core.data.Offset.offset(tolerance * Math.max(size, 0.1)));
        }
    }

    @TestFactory
    Stream<DynamicTest> cosineEmbedding() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .map(type -> dynamicTest(type.toString(), () -> {
                    double s = type == DType.FLOAT32 ? 1e30 : 1e200;
                    Tensor x = Tensor.uniform(Seed.of(8), type, 0.5, 2, 3, 4);
                    Tensor y = Tensor.uniform(Seed.of(9), type, 0.5, 2, 3, 4);
                    Tensor target = Tensor.ones(type, 3);
                    Margin none = Margin.DEFAULT.withReduction(Reduction.NONE);
                    UnaryOperator<Tensor> f = z -> MarginLoss.cosineEmbedding(z, y, target, none);
                    UnaryOperator<Tensor> g = z -> MarginLoss.cosineEmbedding(z, y.mul(s), target, none);
                    double tolerance = type == DType.FLOAT32 ? 1e-5 : 1e-10;
                    assertClose("value", f.apply(x), g.apply(x.mul(s)), 1, tolerance);
                    assertClose(
                            "gradient",
                            Autodiff.grad(z -> f.apply(z).sum()).apply(x),
                            Autodiff.grad(z -> g.apply(z).sum()).apply(x.mul(s)),
                            s,
                            tolerance);
                }));
    }
}
