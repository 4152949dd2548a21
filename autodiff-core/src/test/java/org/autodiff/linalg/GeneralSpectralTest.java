package org.autodiff.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.linalg.GeneralSpectral.Eigen;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;

/** Eigenvalues of general matrices by their definition, against NumPy 2.4 (LAPACK's geev), and by matrices whose eigenvalues are known. */
class GeneralSpectralTest {
    private static void assertEigen(Tensor x, double tolerance) {
        Eigen e = GeneralSpectral.eig(x);
        Tensor re = e.values().real().unsqueeze(-2);
        Tensor im = e.values().imaginary().unsqueeze(-2);
        Tensor real = x.matmul(e.real()).sub(e.real().mul(re)).add(e.imaginary().mul(im));
        Tensor imaginary =
                x.matmul(e.imaginary()).sub(e.real().mul(im)).sub(e.imaginary().mul(re));
        assertThat(real.abs().max().item()).isLessThan(tolerance);
        assertThat(imaginary.abs().max().item()).isLessThan(tolerance);
        Tensor lengths = e.real().square().add(e.imaginary().square()).sum(-2);
        assertThat(lengths.sub(1).abs().max().item()).isLessThan(1e-12);
        assertThat(GeneralSpectral.eigvals(x).real().toDoubles())
                .containsExactly(e.values().real().toDoubles());
    }

    @Test
    void definition() {
        for (int n : new int[] {1, 2, 3, 4, 7, 20, 90}) {
            assertEigen(Tensor.normal(Seed.of(n), DType.FLOAT64, 0, 1, 3, n, n), 1e-11);
        }
        Tensor wide = Tensor.normal(Seed.of(1), DType.FLOAT64, 0, 1, 6, 6);
        assertEigen(wide.mul(1e200), 1e187);
        assertEigen(wide.mul(1e-200), 1e-212);
    }

    /** The matrix {@code cos(1.3 k + 2) (j + 1)}, with 0, 1, -2, 3, 0.5 added to its diagonal. */
    private static Tensor matrix() {
        double[] a = new double[25];
        double[] diagonal = {0, 1, -2, 3, 0.5};
        for (int k = 0; k < 25; k++) {
            a[k] = Math.cos(1.3 * k + 2) * (k % 5 + 1) + (k / 5 == k % 5 ? diagonal[k / 5] : 0);
        }
        return Tensor.of(a, 5, 5);
    }

    @Test
    void againstNumpy() {
        Eigen e = GeneralSpectral.eig(matrix());
        assertThat(e.values().real().toDoubles())
                .containsExactly(
                        new double[] {
                            -2.8562534563757747,
                            0.13610138168545613,
                            0.13610138168545613,
                            0.49410697203794207,
                            6.059849808493972
                        },
                        within(1e-13));
        assertThat(e.values().imaginary().toDoubles())
                .containsExactly(new double[] {0, 1.5368882989645907, -1.5368882989645907, 0, 0}, within(1e-13));
        assertThat(e.real().select(1, 1).toDoubles())
                .containsExactly(
                        new double[] {
                            0.6868868891590496,
                            0.46798535794050444,
                            0.07365299539200876,
                            0.18343490390733191,
                            0.2129814249495497
                        },
                        within(1e-13));
        assertThat(e.imaginary().select(1, 1).toDoubles())
                .containsExactly(
                        new double[] {
                            0, -0.20653478443040216, 0.2735988218185022, -0.06390267946144952, 0.32116258539393305
                        },
                        within(1e-13));
        assertThat(e.real().select(1, 4).toDoubles())
                .containsExactly(
                        new double[] {
                            0.3824395083282637,
                            0.4631527716049989,
                            0.2803660085420922,
                            0.6765437038471867,
                            0.32080064006038006
                        },
                        within(1e-13));
    }

    @Test
    void pairsAreExactConjugatesAndRealOnesAreReal() {
        Eigen e = GeneralSpectral.eig(Tensor.of(new double[] {3, -2, 0, 4, -1, 0, 0, 0, 5}, 3, 3)); // 1 + 2i, 1 - 2i, 5
        assertThat(e.values().real().toDoubles()).containsExactly(new double[] {1, 1, 5}, within(1e-15));
        assertThat(e.values().imaginary().toDoubles()).containsExactly(new double[] {2, -2, 0}, within(1e-15));
        assertThat(e.values().real().get(0).item())
                .isEqualTo(e.values().real().get(1).item());
        assertThat(e.real().select(1, 0).toDoubles())
                .containsExactly(e.real().select(1, 1).toDoubles());
        assertThat(e.imaginary().select(1, 2).toDoubles()).containsExactly(0, 0, 0);
        Tensor companion = Tensor.of(new double[] {6, -11, 6, 1, 0, 0, 0, 1, 0}, 3, 3); // (z - 1)(z - 2)(z - 3)
        assertThat(GeneralSpectral.eigvals(companion).real().toDoubles())
                .containsExactly(new double[] {1, 2, 3}, within(1e-13));
        assertThat(GeneralSpectral.eigvals(companion).imaginary().toDoubles()).containsExactly(0, 0, 0);
    }

    @Test
    void degenerateMatrices() {
        assertThat(GeneralSpectral.eig(Linalg.eye(DType.FLOAT64, 3)).real().toDoubles())
                .containsExactly(Linalg.eye(DType.FLOAT64, 3).toDoubles());
        assertThat(GeneralSpectral.eig(Tensor.zeros(DType.FLOAT64, 2, 2)).real().toDoubles())
                .containsExactly(1, 0, 0, 1);
        Tensor jordan = Tensor.of(new double[] {2, 1, 0, 2}, 2, 2);
        assertThat(GeneralSpectral.eigvals(jordan).real().toDoubles()).containsExactly(2, 2);
        assertThat(GeneralSpectral.eigvals(Tensor.full(DType.FLOAT64, Double.NaN, 2, 2))
                        .real()
                        .toDoubles())
                .containsOnly(Double.NaN);
        assertThat(GeneralSpectral.eigvals(Tensor.zeros(DType.FLOAT64, 2, 0, 0))
                        .real()
                        .shape()
                        .toArray())
                .containsExactly(2, 0);
        assertThat(GeneralSpectral.eig(Tensor.of(new float[] {0, 1, -1, 0}, 2, 2))
                        .real()
                        .dtype())
                .isEqualTo(DType.FLOAT32);
        Tensor none = Tensor.of(new double[] {0, 1, 0, 0}, 2, 2); // eigenvalues move as the root of what is added
        double steep = Autodiff.grad(
                        (Tensor x) -> GeneralSpectral.eigvals(x).real().select(0, 1))
                .apply(none)
                .abs()
                .max()
                .item();
        assertThat(steep).isGreaterThan(1e12);
    }

    @Test
    void derivatives() {
        assertThat(GradCheck.order(2)
                        .check(
                                xs -> GeneralSpectral.eigvals(xs[0])
                                        .imaginary()
                                        .square()
                                        .sum(),
                                matrix())
                        .failures())
                .isEmpty();
        Tensor weights = Tensor.normal(Seed.of(8), DType.FLOAT64, 0, 1, 5, 5);
        assertThat(GradCheck.order(2)
                        .check(
                                xs -> {
                                    Eigen e = GeneralSpectral.eig(xs[0]);
                                    return e.real()
                                            .mul(weights)
                                            .add(e.imaginary().mul(weights.t()))
                                            .sum();
                                },
                                matrix())
                        .failures())
                .isEmpty();
        // the sum of the eigenvalues is the trace, that of their squares the trace of the square
        assertThat(Autodiff.grad((Tensor x) -> GeneralSpectral.eigvals(x).real().sum())
                        .apply(matrix())
                        .toDoubles())
                .containsExactly(Linalg.eye(DType.FLOAT64, 5).toDoubles(), within(1e-12));
        assertThat(Autodiff.grad((Tensor x) -> {
                            var e = GeneralSpectral.eigvals(x);
                            return e.real().square().sub(e.imaginary().square()).sum();
                        })
                        .apply(matrix())
                        .toDoubles())
                .containsExactly(matrix().t().mul(2).toDoubles(), within(1e-11));
    }
}
