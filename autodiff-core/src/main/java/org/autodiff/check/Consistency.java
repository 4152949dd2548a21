package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;

/**
 * What must not matter to a gradient: how the cotangent lies in memory, and which other inputs are active. A cotangent of
 * zero gives a gradient of zero, and one-hot ones add up.
 */
final class Consistency {
    private static final double RTOL = 1e-11;
    private static final int ALL_MIXES = 3;

    private final TensorSubject s;
    private final Seed seed;
    private final List<Comparison> comparisons = new ArrayList<>();

    Consistency(TensorSubject s, Seed seed) {
        this.s = s;
        this.seed = seed;
    }

    List<Comparison> run() {
        double[][] points = new double[s.inputs()][];
        Arrays.setAll(points, s::point);
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = s.leaves(points);
            Tensor[] variables = s.active(leaves);
            Tensor y = s.apply(leaves);
            Purity.closeWhatIsOpen(tape);
            if (!y.isRecorded() || y.size() == 0) {
                return List.of();
            }
            double[] u = Direction.dense(seed, y.size());
            double[][] dense = s.isLarge() && y.size() == 1 && s.lastGradient() != null
                    ? s.lastGradient() // of one element there is one cotangent, but for its size
                    : gradient(tape, y, TensorSubject.cotangent(u, y), variables);
            double[] sizes = new double[dense.length];
            Arrays.setAll(sizes, i -> largest(dense[i]));
            if (y.size() > 1 || !s.isLarge()) { // of one element there is one layout
                compare(Oracle.COTANGENT, gradient(tape, y, permuted(u, y), variables), dense, sizes);
            }
            Tensor zero = Tensor.zeros(y.dtype(), y.shape().toArray());
            double[][] none = new double[dense.length][];
            Arrays.setAll(none, i -> new double[dense[i].length]);
            compare(Oracle.COTANGENT, gradient(tape, y, zero, variables), none, sizes);
            if (s.isLarge()) {
                return comparisons;
            }
            double[] ones = new double[y.size()];
            Arrays.fill(ones, 1.3);
            double[][] even = gradient(tape, y, TensorSubject.cotangent(ones, y), variables);
            Tensor wide = Tensor.scalar(y.dtype(), 1.3).expand(y.shape().toArray());
            compare(Oracle.COTANGENT, gradient(tape, y, wide, variables), even, sizes);
            compare(Oracle.COTANGENT, sum(tape, y, u, variables), dense, sizes);
            mixes(u, dense, sizes);
        }
        return comparisons;
    }

    /** A cotangent split into one-hot ones and the rest. */
    private double[][] sum(Tape tape, Tensor y, double[] u, Tensor[] variables) {
        double[] rest = u.clone();
        int hot = seed.child(3).generator().nextInt(u.length);
        double[] one = new double[u.length];
        one[hot] = u[hot];
        rest[hot] = 0;
        double[][] a = gradient(tape, y, TensorSubject.cotangent(one, y), variables);
        double[][] b = gradient(tape, y, TensorSubject.cotangent(rest, y), variables);
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < a[i].length; k++) {
                a[i][k] += b[i][k];
            }
        }
        return a;
    }

    /** The same elements behind permuted strides. */
    private static Tensor permuted(double[] u, Tensor y) {
        Tensor dense = TensorSubject.cotangent(u, y);
        if (y.rank() < 2) {
            return y.rank() == 0 ? dense : Tensor.concat(0, dense, dense).slice(0, u.length, 2 * u.length);
        }
        int[] back = new int[y.rank()];
        Arrays.setAll(back, i -> back.length - 1 - i);
        Tensor turned = dense.permute(back);
        return turned.add(0).permute(back);
    }

    private static double[][] gradient(Tape tape, Tensor y, Tensor u, Tensor[] variables) {
        Gradients g = tape.gradients(false, y, u, variables);
        return g.all().stream().map(Tensor::toDoubles).toArray(double[][]::new);
    }

    /** Every mix of active and constant inputs where they are few, each by itself and all but each where they are many. */
    private void mixes(double[] u, double[][] dense, double[] sizes) {
        int n = s.inputs();
        if (n < 2) {
            return;
        }
        List<boolean[]> mixes = new ArrayList<>();
        if (n <= ALL_MIXES) {
            for (int bits = 1; bits < (1 << n) - 1; bits++) {
                boolean[] on = new boolean[n];
                for (int i = 0; i < n; i++) {
                    on[i] = (bits >> i & 1) == 1;
                }
                mixes.add(on);
            }
        } else {
            for (int i = 0; i < Math.min(n, 8); i++) {
                boolean[] on = new boolean[n];
                on[i] = true;
                mixes.add(on);
            }
        }
        double[][] points = new double[n][];
        Arrays.setAll(points, s::point);
        for (boolean[] on : mixes) {
            try (Tape tape = Tape.record()) {
                Tensor[] leaves = s.leaves(points);
                Tensor[] variables = s.active(leaves);
                for (int i = 0; i < n; i++) {
                    if (!on[i]) {
                        for (int j = 0; j < leaves.length; j++) {
                            leaves[j] = leaves[j] == variables[i] ? variables[i].detach() : leaves[j];
                        }
                    }
                }
                Tensor y = s.apply(leaves);
                Purity.closeWhatIsOpen(tape);
                double[][] g =
                        y.isRecorded() ? gradient(tape, y, TensorSubject.cotangent(u, y), variables) : new double[n][];
                double[][] expected = new double[n][];
                for (int i = 0; i < n; i++) {
                    expected[i] = on[i] ? dense[i] : null;
                    g[i] = g[i] == null && on[i] ? new double[dense[i].length] : g[i];
                }
                compare(Oracle.ACTIVITY, g, expected, sizes);
            }
        }
    }

    private void compare(Oracle oracle, double[][] actual, double[][] expected, double[] sizes) {
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] == null || expected[i].length == 0) {
                continue;
            }
            Tally t = new Tally(s, oracle, i, 0);
            double tolerance = RTOL * (Math.max(s.unit(), s.inputUnit()) > 1e-10 ? 1e6 : 1) * sizes[i]
                    + 64 * s.unit() * s.magnitude() / Direction.scale(s.point(i));
            t.addNear(actual[i], expected[i], k -> tolerance, Outcome.of(Verdict.FAIL, ""));
            merge(t.done());
        }
    }

    /** One comparison for each oracle and input, the worst. */
    private void merge(Comparison c) {
        for (int i = 0; i < comparisons.size(); i++) {
            Comparison old = comparisons.get(i);
            if (old.oracle() == c.oracle() && old.input() == c.input()) {
                if (c.verdict().compareTo(old.verdict()) > 0 || c.maxAbsolute() > old.maxAbsolute()) {
                    comparisons.set(i, c);
                }
                return;
            }
        }
        comparisons.add(c);
    }

    private static double largest(double[] g) {
        return Arrays.stream(g).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    }
}
