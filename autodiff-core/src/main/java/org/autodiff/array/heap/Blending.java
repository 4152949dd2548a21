package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;

/** Weighted sums of neighbours along one axis, and the transpose of that. */
final class Blending {
    private Blending() {}

    static Array blend(Array x, int axis, int[] start, double[][] weights) {
        Span s = Span.of(x.shape(), axis);
        Shape shape = x.shape().with(axis, start.length);
        double[] from = Doubles.of(x);
        double[] to = new double[shape.size()];
        for (int o = 0, z = 0; to.length > 0 && o < s.outer(); o++) {
            for (int i = 0; i < start.length; i++, z += s.inner()) {
                int at = (o * s.count() + start[i]) * s.inner();
                for (double w : weights[i]) {
                    DoubleLoops.axpy(to, z, w, from, at, s.inner());
                    at += s.inner();
                }
            }
        }
        return Doubles.array(to, x.dtype(), shape);
    }

    static Array unblend(Array x, int axis, int[] start, double[][] weights, int size) {
        Shape shape = x.shape().with(axis, size);
        Span s = Span.of(shape, axis);
        double[] from = Doubles.of(x);
        double[] to = new double[shape.size()];
        for (int o = 0, at = 0; from.length > 0 && o < s.outer(); o++) {
            for (int i = 0; i < start.length; i++, at += s.inner()) {
                int z = (o * s.count() + start[i]) * s.inner();
                for (double w : weights[i]) {
                    DoubleLoops.axpy(to, z, w, from, at, s.inner());
                    z += s.inner();
                }
            }
        }
        return Doubles.array(to, x.dtype(), shape);
    }
}
