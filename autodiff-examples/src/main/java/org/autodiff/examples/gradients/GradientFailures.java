package org.autodiff.examples.gradients;

import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Unary;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;

/** What a failure says: of a wrong rule inside of a composite, of a gradient written by hand, and at a kink. */
public final class GradientFailures {
    /** The logistic loss of scores and targets of 1 and -1, with a sign in its pullback to the scores forgotten. */
    private static final OpDef SIGMOID_CROSS = OpDef.custom("sigmoidCross")
            .forward((b, x, out, attrs) -> b.unary(Unary.SOFTPLUS, b.times(-1, b.binary(Binary.MUL, x[0], x[1], out))))
            .vjp((call, g) -> {
                Tensor s = call.input(0);
                Tensor t = call.input(1);
                Tensor off = s.mul(t).neg().sigmoid();
                return new Tensor[] {g.mul(off).mul(t), g.mul(off).mul(s).neg()};
            })
            .jvp((call, v) -> {
                Tensor s = call.input(0);
                Tensor t = call.input(1);
                Tensor off = s.mul(t).neg().sigmoid().neg();
                Tensor byScores = v[0] == null ? null : v[0].mul(off).mul(t);
                Tensor byTargets = v[1] == null ? null : v[1].mul(off).mul(s);
                return byScores == null ? byTargets : byTargets == null ? byScores : byScores.add(byTargets);
            })
            .saves(Saved.INPUT)
            .domains(Domain.real(-2, 2), Domain.real(-1, 1))
            .samples("[4,3] [4,3]")
            .formula("\\log(1 + e^{-s t})", "-t / (1 + e^{s t})", "-s / (1 + e^{s t})")
            .define();

    private GradientFailures() {}

    /** A loss of two layers, whose last operation has a wrong pullback. */
    public static GradCheckReport composite() {
        Tensor x = Tensor.uniform(Seed.of(1), DType.FLOAT64, -1, 1, 4, 5);
        Tensor w = Tensor.uniform(Seed.of(2), DType.FLOAT64, -1, 1, 5, 3);
        Tensor t = Tensor.uniform(Seed.of(3), DType.FLOAT64, -1, 1, 4, 3).sign();
        return GradCheck.DEFAULT.check(
                xs -> {
                    Tensor scores = xs[0].matmul(xs[1]).tanh().mul(2);
                    return SIGMOID_CROSS.apply(scores, t).mean();
                },
                new String[] {"x", "w"},
                x,
                w);
    }

    /** A function that is not smooth at its point. */
    public static GradCheckReport kink() {
        Tensor x = Tensor.of(new double[] {0.5, 0, -0.3});
        return GradCheck.DEFAULT.check(xs -> xs[0].mul(2).relu().sum(), x);
    }

    /** Prints the three messages. */
    public static void main(String[] args) {
        System.out.println("A wrong vjp in a composite:\n\n" + composite()
                + "\n\nA gradient written by hand:\n\n" + PerceptronByHand.check(PerceptronByHand.Mistake.WRONG_LAYER)
                + "\n\nA kink:\n\n" + kink());
    }
}
