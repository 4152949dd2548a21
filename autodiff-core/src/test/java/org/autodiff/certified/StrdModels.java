package org.autodiff.certified;

import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Tensor;

/** The 27 models of NIST's nonlinear regressions, as their files write them, with b[0] for NIST's b1. */
final class StrdModels {
    private StrdModels() {}

    static Stream<StrdProblem> all() {
        return Stream.of(
                        List.of(StrdProblem.of(
                                "Bennett5",
                                (b, x) -> b(b, 0).mul(b(b, 1).add(x[0])
                                        .pow(b(b, 2).reciprocal().neg())))),
                        List.of(StrdProblem.of("BoxBOD", (b, x) -> saturation(b, x[0]))),
                        Stream.of("Chwirut1", "Chwirut2")
                                .map(n -> StrdProblem.of(
                                        n, (b, x) -> exp(b, 0, x[0]).div(b(b, 1).add(b(b, 2).mul(x[0])))))
                                .toList(),
                        List.of(StrdProblem.of("DanWood", (b, x) -> b(b, 0).mul(x[0].pow(b(b, 1))))),
                        List.of(StrdProblem.of("ENSO", (b, x) -> enso(b, x[0]))),
                        List.of(StrdProblem.of(
                                "Eckerle4",
                                (b, x) -> b(b, 0).div(b(b, 1))
                                        .mul(x[0].sub(b(b, 2))
                                                .div(b(b, 1))
                                                .square()
                                                .mul(-0.5)
                                                .exp()))),
                        Stream.of("Gauss1", "Gauss2", "Gauss3")
                                .map(n -> StrdProblem.of(
                                        n,
                                        (b, x) -> b(b, 0).mul(exp(b, 1, x[0]))
                                                .add(peak(b, 2, x[0]))
                                                .add(peak(b, 5, x[0]))))
                                .toList(),
                        Stream.of("Hahn1", "Thurber")
                                .map(n -> StrdProblem.of(n, (b, x) -> rational(b, x[0], 4, 3)))
                                .toList(),
                        List.of(StrdProblem.of("Kirby2", (b, x) -> rational(b, x[0], 3, 2))),
                        Stream.of("Lanczos1", "Lanczos2", "Lanczos3")
                                .map(n -> StrdProblem.of(
                                        n,
                                        (b, x) -> b(b, 0).mul(exp(b, 1, x[0]))
                                                .add(b(b, 2).mul(exp(b, 3, x[0])))
                                                .add(b(b, 4).mul(exp(b, 5, x[0])))))
                                .toList(),
                        List.of(StrdProblem.of(
                                "MGH09",
                                (b, x) -> b(b, 0).mul(x[0].square().add(x[0].mul(b(b, 1))))
                                        .div(x[0].square()
                                                .add(x[0].mul(b(b, 2)))
                                                .add(b(b, 3))))),
                        List.of(StrdProblem.of(
                                "MGH10",
                                (b, x) -> b(b, 0).mul(
                                                b(b, 1).div(x[0].add(b(b, 2))).exp()))),
                        List.of(StrdProblem.of(
                                "MGH17",
                                (b, x) -> b(b, 0).add(b(b, 1).mul(exp(b, 3, x[0])))
                                        .add(b(b, 2).mul(exp(b, 4, x[0]))))),
                        List.of(StrdProblem.of("Misra1a", (b, x) -> saturation(b, x[0]))),
                        List.of(StrdProblem.of(
                                "Misra1b",
                                (b, x) -> b(b, 0).mul(b(b, 1).mul(x[0])
                                        .div(2)
                                        .add(1)
                                        .pow(-2)
                                        .rsub(1)))),
                        List.of(StrdProblem.of(
                                "Misra1c",
                                (b, x) -> b(b, 0).mul(b(b, 1).mul(x[0])
                                        .mul(2)
                                        .add(1)
                                        .pow(-0.5)
                                        .rsub(1)))),
                        List.of(StrdProblem.of(
                                "Misra1d",
                                (b, x) -> b(b, 0).mul(b(b, 1))
                                        .mul(x[0])
                                        .div(b(b, 1).mul(x[0]).add(1)))),
                        List.of(StrdProblem.of(
                                "Nelson",
                                (b, x) -> b(b, 0).sub(b(b, 1).mul(x[0]).mul(exp(b, 2, x[1]))))),
                        List.of(StrdProblem.of("Rat42", (b, x) -> b(b, 0).div(logistic(b, x[0])))),
                        List.of(StrdProblem.of(
                                "Rat43", (b, x) -> b(b, 0).div(logistic(b, x[0]).pow(b(b, 3).reciprocal())))),
                        List.of(StrdProblem.of(
                                "Roszman1",
                                (b, x) -> b(b, 0).sub(b(b, 1).mul(x[0]))
                                        .sub(b(b, 2).div(x[0].sub(b(b, 3)))
                                                .atan()
                                                .div(Math.PI)))))
                .flatMap(List::stream);
    }

    private static Tensor b(Tensor b, int i) {
        return b.get(i);
    }

    /** exp(-b[i] x). */
    private static Tensor exp(Tensor b, int i, Tensor x) {
        return b.get(i).mul(x).neg().exp();
    }

    private static Tensor saturation(Tensor b, Tensor x) {
        return b.get(0).mul(exp(b, 1, x).rsub(1));
    }

    private static Tensor logistic(Tensor b, Tensor x) {
        return b.get(1).sub(b.get(2).mul(x)).exp().add(1);
    }

    /** A bell of height b[i] around b[i+1] of width b[i+2]. */
    private static Tensor peak(Tensor b, int i, Tensor x) {
        Tensor from = x.sub(b.get(i + 1)).div(b.get(i + 2));
        return b.get(i).mul(from.square().neg().exp());
    }

    private static Tensor enso(Tensor b, Tensor x) {
        Tensor year = x.mul(2 * Math.PI / 12);
        Tensor first = x.mul(2 * Math.PI).div(b.get(3));
        Tensor second = x.mul(2 * Math.PI).div(b.get(6));
        return b.get(0)
                .add(b.get(1).mul(year.cos()))
                .add(b.get(2).mul(year.sin()))
                .add(b.get(4).mul(first.cos()))
                .add(b.get(5).mul(first.sin()))
                .add(b.get(7).mul(second.cos()))
                .add(b.get(8).mul(second.sin()));
    }

    /** A polynomial of so many coefficients over one of so many whose constant is 1, by Horner's rule. */
    private static Tensor rational(Tensor b, Tensor x, int above, int below) {
        Tensor p = b.get(above - 1);
        for (int i = above - 2; i >= 0; i--) {
            p = p.mul(x).add(b.get(i));
        }
        Tensor q = b.get(above + below - 1).mul(x);
        for (int i = above + below - 2; i >= above; i--) {
            q = q.add(b.get(i)).mul(x);
        }
        return p.div(q.add(1));
    }
}
