package org.autodiff.functional;

import java.util.List;
import org.autodiff.Tensor;

/** Weighted sums of neighbours along each of the last axes. */
record Blends(List<Along> axes) {
    /** Along one axis: index i of the result is the sum from {@code start[i]} on, times {@code weights[i]}. */
    record Along(int[] start, double[][] weights) {}

    /** The sums. Along the last axis they are the slowest, so that comes when there is least of it. */
    Tensor blend(Tensor x) {
        Tensor z = x;
        int n = axes.size();
        boolean shrinks = axes.get(n - 1).start().length <= x.shape().dim(-1);
        for (int i = 0; i < n; i++) {
            z = blend(z, shrinks ? i : n - 1 - i);
        }
        return z;
    }

    private Tensor blend(Tensor x, int i) {
        int axis = x.rank() - axes.size() + i;
        Along a = axes.get(i);
        return Resampling.blend(x, new Resampling.Blend(axis, x.shape().dim(axis), a.start(), a.weights()));
    }

    /** Where the indices of a longer or shorter axis take their values from. */
    @FunctionalInterface
    interface Source {
        /** The place, as a number between indices, that index {@code i} of {@code to} stands at among {@code from}. */
        double of(int i, int from, int to);
    }

    /** Means of the two neighbours of each place, weighted by nearness. Places before the first index are at the first. */
    static Along along(int from, int to, Source source) {
        int[] start = new int[to];
        double[][] weights = new double[to][];
        for (int i = 0; i < to; i++) {
            double at = Math.max(0, source.of(i, from, to));
            start[i] = Math.min((int) at, from - 1);
            double rest = at - start[i];
            boolean alone = rest == 0 || start[i] == from - 1;
            weights[i] = alone ? new double[] {1} : new double[] {1 - rest, rest};
        }
        return new Along(start, weights);
    }
}
