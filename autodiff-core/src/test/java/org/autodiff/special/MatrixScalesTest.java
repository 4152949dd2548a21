package org.autodiff.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.linalg.Decompositions;
import org.autodiff.linalg.Determinants;
import org.autodiff.linalg.GeneralSpectral;
import org.autodiff.linalg.Linalg;
import org.autodiff.linalg.PseudoInverse;
import org.autodiff.linalg.Spectral;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Functions of matrices whose squares overflow or vanish: by f(s A) = s^k f(A) value, gradient, tangent and second derivative
 * are those of ordinary matrices, times a power of the scale. And a matrix of NaN beside another one leaves it alone.
 */
class MatrixScalesTest {
    private record Homogeneous(UnaryOperator<Tensor> f, double degree) {}

    private static Map<String, Homogeneous> functions() {
        Map<String, Homogeneous> all = new LinkedHashMap<>();
        UnaryOperator<Tensor> symmetric = x -> x.add(x.transpose(-1, -2));
        all.put("inverse", new Homogeneous(Linalg::inverse, -1));
        all.put("solve", new Homogeneous(x -> Linalg.solve(x, right(x)), -1));
        all.put("triangularSolve", new Homogeneous(x -> Linalg.triangularSolve(x, right(x), false), -1));
        all.put("cholesky", new Homogeneous(x -> Linalg.cholesky(symmetric.apply(x)), 0.5));
        all.put(
                "logAbsDet",
                new Homogeneous(x -> Determinants.logAbsDet(x).sub(Determinants.logAbsDet(x.stopGradient())), 0));
        all.put("eigvalsh", new Homogeneous(Spectral::eigvalsh, 1));
        all.put("eigvecsh", new Homogeneous(Spectral::eigvecsh, 0));
        all.put("eigvals", new Homogeneous(x -> GeneralSpectral.eigvals(x).real(), 1));
        all.put("eig", new Homogeneous(x -> GeneralSpectral.eig(x).real(), 0));
        all.put("qr", new Homogeneous(x -> Decompositions.qr(x).r(), 1));
        all.put("svdvals", new Homogeneous(Decompositions::svdvals, 1));
        all.put("svd", new Homogeneous(x -> Decompositions.svd(x).u(), 0));
        all.put("lu", new Homogeneous(x -> Decompositions.lu(x).u(), 1));
        all.put("pinv", new Homogeneous(PseudoInverse::pinv, -1));
        return all;
    }

    private static Tensor right(Tensor x) {
        return Tensor.of(new double[] {1, -2, 0.5}, 3, 1)
                .to(x.dtype())
                .expand(x.shape().dim(0), 3, 1);
    }

    private static Tensor matrices(DType type) {
        double[] a = {4, 0.5, -0.25, 0.75, 6, 0.5, 0.25, -0.5, 9, 5, 1, 0.5, 0.25, 8, -0.75, 0.5, 0.25, 12};
        return Tensor.of(a, 2, 3, 3).to(type);
    }

    private static List<Tensor> results(Homogeneous h, Tensor x, Tensor along, double s) {
        Tensor y = h.f().apply(x);
        Tensor weights = Tensor.uniform(Seed.of(7), x.dtype(), -1, 1, y.shape().toArray())
                .mul(Math.pow(s, -h.degree()));
        UnaryOperator<Tensor> loss = z -> h.f().apply(z).mul(weights).sum();
        return List.of(
                y.mul(Math.pow(s, -h.degree())),
                Autodiff.grad(loss).apply(x).mul(s),
                Autodiff.jvp(h.f(), x, along).tangent().mul(Math.pow(s, -h.degree())),
                Autodiff.hvp(loss, x, along).mul(s));
    }

    private static final String[] NAMES = {"value", "gradient", "tangent", "second derivative"};

    @TestFactory
    Stream<DynamicTest> homogeneity() {
        List<DynamicTest> all = new ArrayList<>();
        functions().forEach((name, h) -> {
            for (DType type : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
                for (int sign : new int[] {1, -1}) {
                    all.add(dynamicTest(name + " " + type + " " + sign, () -> {
                        double s = Math.scalb(1.0, sign * (type == DType.FLOAT32 ? 90 : 664)); // 1e27, 1e200
                        Tensor x = matrices(type);
                        Tensor along = Tensor.uniform(Seed.of(6), type, -1, 1, 2, 3, 3);
                        List<Tensor> expected = results(h, x, along, 1);
                        List<Tensor> got = results(h, x.mul(s), along.mul(s), s);
                        for (int i = 0; i < NAMES.length; i++) {
                            assertThat(got.get(i).toDoubles())
                                    .as(NAMES[i])
                                    .containsExactly(
                                            expected.get(i).toDoubles(), within(type == DType.FLOAT32 ? 2e-4 : 1e-11));
                        }
                    }));
                }
            }
        });
        return all.stream();
    }
}
