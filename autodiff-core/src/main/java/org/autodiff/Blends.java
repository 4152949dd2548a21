package org.autodiff;

import java.util.List;

/** Weighted sums of neighbours along each of the last axes. */
record Blends(List<Along> axes) {
    /** Along one axis: index i of the result is the sum from {@code start[i]} on, times {@code weights[i]}. */
    record Along(int[] start, double[][] weights) {}

    /** The sums, the last axis first: it is the one that most is gained by to do early, for its rows are short. */
    Tensor blend(Tensor x) {
        Tensor z = x;
        for (int i = axes.size() - 1; i >= 0; i--) {
            int axis = x.rank() - axes.size() + i;
            Along a = axes.get(i);
            z = Resampling.BLEND.apply(new Resampling.Blend(axis, z.shape().dim(axis), a.start(), a.weights()), z);
        }
        return z;
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
