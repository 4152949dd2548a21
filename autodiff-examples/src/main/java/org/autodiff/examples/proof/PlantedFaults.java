package org.autodiff.examples.proof;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.transform.Autodiff;

/** Random programs of the table's operations in which the rule of one operation is wrong: is it found, and which one it is? */
final class PlantedFaults {
    /** A fault shows in a program if it changes a derivative by more than this, relatively. */
    private static final double VISIBLE = 1e-3;

    /** A program of so many operations, the number of the one that is wrong, how, and what was found. */
    record Planted(int operations, int step, String fault, boolean located, GradCheckReport report) {
        /** One line. */
        @Override
        public String toString() {
            return String.format(
                    "%3d operations, wrong in step %3d: %-60s %s",
                    operations,
                    step,
                    fault,
                    located ? "located" : "NOT located: " + report.verdict() + ", " + report.culprit());
        }
    }

    private PlantedFaults() {}

    /** The n-th of several, of a length from 10 to 200 operations. */
    static Planted of(int n, int count) {
        int operations = 10 + 190 * n / Math.max(1, count - 1);
        for (int seed = 1000 * n; ; seed++) {
            SmoothPrograms p = SmoothPrograms.of(Seed.of(seed), operations);
            int step = Seed.of(seed).child(1).generator().nextInt(operations);
            List<Change> changes = Changes.of(p.operation(step));
            Change change = changes.get((seed + n) % 3); // wrong sign, factor, or constant
            Mutant m = new Mutant(p.operation(step), change, Side.values()[n % 3], 0, false);
            TensorFunction f = p.function(step, m.operation("planted"));
            if (shows(p.function(), f, p.point())) {
                GradCheckReport r = GradCheck.DEFAULT.withSeed(Seed.of(seed)).check(f, p.point());
                boolean located = r.verdict() == Verdict.FAIL
                        && r.culprit() != null
                        && r.culprit().op().equals("planted");
                return new Planted(operations, step, m.toString(), located, r);
            }
        }
    }

    /** Whether the last operations have not made the fault invisible. */
    private static boolean shows(TensorFunction right, TensorFunction wrong, Tensor[] at) {
        double[] a = derivatives(right, at);
        double[] b = derivatives(wrong, at);
        double largest = DoubleStream.of(a).map(Math::abs).max().orElse(0);
        for (int i = 0; i < a.length; i++) {
            if (Math.abs(a[i] - b[i]) > VISIBLE * largest) {
                return true;
            }
        }
        return false;
    }

    /** The gradients of the sum, and a tangent. */
    private static double[] derivatives(TensorFunction f, Tensor[] at) {
        Tensor[] ones = Arrays.stream(at)
                .map(x -> Tensor.full(x.dtype(), x.abs().max().item(), x.shape().toArray()))
                .toArray(Tensor[]::new);
        DoubleStream gradients = Autodiff.grad(xs -> f.apply(xs).sum(), at).stream()
                .flatMapToDouble(g -> DoubleStream.of(g.toDoubles()));
        DoubleStream tangent =
                DoubleStream.of(Autodiff.jvp(f, at, ones).tangent().toDoubles());
        return DoubleStream.concat(gradients, tangent).toArray();
    }
}
