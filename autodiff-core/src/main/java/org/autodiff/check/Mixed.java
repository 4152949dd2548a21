package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Oracle;

/**
 * Reverse over forward against reverse over reverse: the number {@code <u, J v>} has the same gradient whether J v was pushed
 * forward or J^T u pulled back before it, element by element.
 */
final class Mixed {
    /** Terms of second derivatives cancel more than those of first ones. */
    private static final double RTOL = 1e-8;

    private Mixed() {}

    static List<Comparison> compare(TensorSubject g, Seed seed) {
        List<Comparison> all = new ArrayList<>();
        double[][] points = new double[g.inputs()][];
        Arrays.setAll(points, g::point);
        try (Tape tape = Tape.record()) {
            Tensor[] arguments = g.leaves(points);
            Tensor[] leaves = g.active(arguments);
            Tensor y = g.apply(arguments);
            Purity.closeWhatIsOpen(tape);
            if (!y.isRecorded() || y.size() == 0) {
                return all;
            }
            Tensor u = TensorSubject.random(seed, y.shape()).to(y.dtype());
            Tensor[] v = new Tensor[leaves.length];
            Gradients pulled = tape.gradients(true, y, u, leaves);
            Tensor back = Tensor.scalar(DType.FLOAT64, 0);
            double size = 0;
            for (int i = 0; i < v.length; i++) {
                v[i] = TensorSubject.random(seed.child(1000L + i), leaves[i].shape())
                        .to(leaves[i].dtype());
                back = back.add(pulled.of(i).mul(v[i]).sum().to(DType.FLOAT64));
                size += Arrays.stream(pulled.of(i).toDoubles()).map(Math::abs).sum();
            }
            Tensor forth = tape.jvpWithGraph(y, leaves, v).mul(u).sum();
            for (int i = 0; i < leaves.length; i++) {
                double[] a = second(tape, forth, leaves, i);
                double[] b = second(tape, back, leaves, i);
                double largest = 0;
                for (int k = 0; k < a.length; k++) {
                    largest = Math.max(largest, Math.max(Math.abs(a[k]), Math.abs(b[k])));
                }
                double single = leaves[i].dtype() == DType.FLOAT32 ? 1e5 : 1;
                double scale = Direction.scale(points[i]);
                double tolerance = single * (RTOL * largest + 1e3 * g.unit() * size / scale);
                Tally t = new Tally(g.named("the tangent", g.order() + 1), Oracle.MIXED, i, 0);
                for (int k = 0; k < a.length; k++) {
                    if (Double.isFinite(a[k]) || Double.isFinite(b[k])) {
                        t.add(k, b[k], a[k], tolerance, 0, Outcome.near(b[k], a[k], tolerance));
                    }
                }
                if (!t.isEmpty()) {
                    all.add(t.done());
                }
            }
        }
        return all;
    }

    private static double[] second(Tape tape, Tensor sum, Tensor[] leaves, int i) {
        return sum.isRecorded() ? tape.gradients(sum, leaves).of(i).toDoubles() : new double[leaves[i].size()];
    }
}
