package org.autodiff.examples.proof;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;

/** Points that other checkers give a wrong answer at: what is right must not fail there, what is wrong not pass. */
final class HardPoints {
    /** A case, the verdicts that are right, and the one given. */
    record Result(String what, List<Verdict> right, GradCheckReport report) {
        boolean isRight() {
            return right.contains(report.verdict());
        }

        /** One line. */
        @Override
        public String toString() {
            return String.format(
                    "%-66s %-18s %s", what, report.verdict(), isRight() ? "right" : "WRONG, due: " + right);
        }
    }

    private HardPoints() {}

    static List<Result> all() {
        List<Result> all = new ArrayList<>();
        pass(all, "sin at 1e4", x -> x[0].sin(), 1e4);
        pass(all, "sin at 1e6", x -> x[0].sin(), 1e6);
        pass(all, "log at 1e-4", x -> x[0].log(), 1e-4);
        pass(all, "sqrt at 1e-6", x -> x[0].sqrt(), 1e-6);
        pass(all, "x + 1e12", x -> x[0].add(1e12), 0.3);
        pass(all, "(x/s)^3 at s = 1e-8", x -> x[0].div(1e-8).pow(3), 1e-8, 2e-8, -1e-8);
        pass(
                all,
                "relu, eight elements within 1e-4 of 0",
                x -> x[0].relu(),
                1e-4,
                -1e-4,
                1e-5,
                -1e-6,
                2e-5,
                1e-7,
                -1e-9,
                5e-5);
        fail(
                all,
                "a doubled gradient under a loss of 1e-8",
                x -> twice(x[0].sin()).mul(1e-8),
                0.3,
                0.4);
        Verdict[] unsure = {Verdict.PASS, Verdict.INCONCLUSIVE};
        add(all, "saturated: tanh at 19, the slope is 1e-16", x -> x[0].tanh(), new double[] {19}, unsure);
        add(all, "saturated: erf at 8, the slope is 1e-28", x -> x[0].erf(), new double[] {8}, unsure);
        pass(all, "saturated: sigmoid at -40, the slope is 4e-18", x -> x[0].sigmoid(), -40);
        Verdict[] notRight = {Verdict.FAIL, Verdict.INCONCLUSIVE};
        add(all, "saturated, and doubled: sigmoid at -40", x -> twice(x[0].sigmoid()), new double[] {-40}, notRight);
        pass(all, "spacing coarser than a step of 1e-6: x * 3 at 1e15", x -> x[0].mul(3), 1e15);
        pass(all, "spacing coarser than a step of 1e-6: log at 1e15", x -> x[0].log(), 1e15);
        add(all, "the same, doubled: log at 1e15", x -> twice(x[0].log()), new double[] {1e15}, notRight);
        add(all, "max, a tie of three", x -> x[0].max(), new double[] {2, 2, 2, 1}, Verdict.KINK);
        add(all, "sort, a tie of four", x -> x[0].sort(0).values(), new double[] {1, 1, 1, 1}, Verdict.KINK);
        add(
                all,
                "amax over rows, ties of three",
                x -> x[0].reshape(2, 3).max(false, 1),
                new double[] {1, 1, 1, 2, 2, 2},
                Verdict.KINK);
        fail(all, "max, a tie of three, and 3 added", x -> off(x[0], x[0].max()), 2, 2, 2, 1);
        fail(
                all,
                "sort, a tie of four, and 3 added",
                x -> off(x[0], x[0].sort(0).values()),
                1,
                1,
                1,
                1);
        return all;
    }

    /** The same value with twice the gradient. */
    private static Tensor twice(Tensor y) {
        return y.mul(2).sub(y.detach());
    }

    /** The same value with 3 added to each derivative. */
    private static Tensor off(Tensor x, Tensor y) {
        return y.add(x.sub(x.detach()).sum().mul(3));
    }

    private static void pass(List<Result> all, String what, TensorFunction f, double... x) {
        add(all, what, f, x, Verdict.PASS);
    }

    private static void fail(List<Result> all, String what, TensorFunction f, double... x) {
        add(all, what, f, x, Verdict.FAIL);
    }

    private static void add(List<Result> all, String what, TensorFunction f, double[] x, Verdict... right) {
        Tensor at = Tensor.of(x, x.length);
        all.add(new Result(
                what, List.of(right), GradCheck.DEFAULT.withSeed(Seed.of(1)).check(f, at)));
    }
}
