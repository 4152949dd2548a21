package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;

/**
 * Reductions of elements that an index, or a list of lengths, puts into groups: PyTorch's {@code scatter_reduce} and
 * {@code segment_reduce}. Differentiable to every order; of equal extremes each gets the same share of the gradient, and of infinite
 * ones the first gets it. NaN is passed on.
 */
public final class Scatter {
    /** How the elements of a group become one. */
    public enum Reduce {
        /** Their sum; 0 for none. */
        SUM(0),
        /** Their product; 1 for none. */
        PROD(1),
        /** Their mean; NaN for none. */
        MEAN(Double.NaN),
        /** The largest; minus infinity for none. */
        AMAX(Double.NEGATIVE_INFINITY),
        /** The smallest; infinity for none. */
        AMIN(Double.POSITIVE_INFINITY);

        private final double ofNone;

        Reduce(double ofNone) {
            this.ofNone = ofNone;
        }
    }

    private Scatter() {}

    /**
     * x with the elements of a source reduced into the places where {@link Tensor#gather} would read: for axis 0 of a matrix
     * {@code z[index[i][j]][j]} is the reduction of {@code source[i][j]}.
     *
     * @param x a floating-point tensor
     * @param index INT64 of x's rank, no longer than x along the other axes
     * @param source of the shape of the index and x's type
     * @param includeSelf whether x's element takes part; where not, it stays only where nothing is put
     */
    @Composite("\\bigoplus_i [k_i = j] y_i")
    public static Tensor scatterReduce(
            Tensor x, int axis, Tensor index, Tensor source, Reduce reduce, boolean includeSelf) {
        TensorArguments.requireType("scatterReduce", "tensor", x, "source", source);
        TensorArguments.requireUsable("scatterReduce", "index", index);
        Require.choice(reduce, "scatterReduce", "the reduction", Reduce.SUM);
        int a = x.shape().axis("scatterReduce", axis);
        int[] targets = targets(x.shape(), a, index, source.shape());
        int[] counts = new int[x.size()];
        for (int target : targets) {
            counts[target]++;
        }
        if (reduce == Reduce.SUM || reduce == Reduce.MEAN) {
            Tensor first = includeSelf ? x : mask(counts, x.shape()).where(Creation.zerosLike(x), x);
            Tensor sum = first.scatterAdd(a, index, source);
            return reduce == Reduce.SUM ? sum : sum.div(divisors(counts, includeSelf, x));
        }
        // the members of each group one after the other: places in x followed by the source
        int[] starts = new int[counts.length + 1];
        for (int j = 0; j < counts.length; j++) {
            boolean self = includeSelf || counts[j] == 0;
            starts[j + 1] = starts[j] + counts[j] + (self ? 1 : 0);
        }
        int[] next = Arrays.copyOf(starts, counts.length);
        long[] members = new long[starts[counts.length]];
        for (int j = 0; j < counts.length; j++) {
            if (includeSelf || counts[j] == 0) {
                members[next[j]++] = j;
            }
        }
        for (int i = 0; i < targets.length; i++) {
            members[next[targets[i]]++] = counts.length + i;
        }
        Tensor all = Tensor.concat(0, x.flatten(), source.flatten());
        return inPairs(all.indexSelect(0, Tensor.of(members, members.length)), starts, reduce)
                .reshape(x.shape().toArray());
    }

    /** For each element of the source the place in x that it goes to. */
    private static int[] targets(Shape x, int axis, Tensor index, Shape source) {
        Shape from = index.shape();
        if (index.dtype() != DType.INT64) {
            throw new ArgumentException("scatterReduce: the index is " + index.dtype() + "; it must be INT64");
        }
        boolean fits = from.rank() == x.rank();
        for (int i = 0; fits && i < x.rank(); i++) {
            fits = i == axis || from.dim(i) <= x.dim(i);
        }
        if (!fits || !source.equals(from)) {
            throw new ShapeException("scatterReduce: an index " + from + " and a source " + source + " for " + x
                    + "; index and source must have one shape, of the same rank and no longer along the other axes");
        }
        long[] at = index.stopGradient().toLongs();
        int[] strides = x.strides();
        int[] place = new int[x.rank()];
        int[] targets = new int[at.length];
        for (int i = 0; i < at.length; i++) {
            if (at[i] < 0 || at[i] >= x.dim(axis)) {
                throw new IndexException("scatterReduce: index " + at[i] + " at " + Arrays.toString(place)
                        + " is outside axis " + axis + " of " + x + "; indices run from 0 to " + (x.dim(axis) - 1));
            }
            for (int k = 0; k < strides.length; k++) {
                targets[i] += strides[k] * (k == axis ? (int) at[i] : place[k]);
            }
            for (int k = place.length - 1; k >= 0 && ++place[k] == from.dim(k); k--) {
                place[k] = 0;
            }
        }
        return targets;
    }

    private static Tensor mask(int[] counts, Shape shape) {
        boolean[] hit = new boolean[counts.length];
        for (int i = 0; i < hit.length; i++) {
            hit[i] = counts[i] > 0;
        }
        return Tensor.of(hit, hit.length).reshape(shape.toArray());
    }

    private static Tensor divisors(int[] counts, boolean includeSelf, Tensor x) {
        double[] n = new double[counts.length];
        Arrays.setAll(n, i -> includeSelf ? counts[i] + 1 : Math.max(1, counts[i]));
        return Tensor.of(n, n.length).to(x.dtype()).reshape(x.shape().toArray());
    }

    /**
     * The members of each group, none of them empty, combined two and two until one is left. Of two equal extremes the result is the
     * weighted mean, so that the gradient is shared evenly by all.
     */
    private static Tensor inPairs(Tensor members, int[] starts, Reduce reduce) {
        Tensor z = members;
        int[] from = starts;
        int groups = starts.length - 1;
        double[] weights = new double[members.size()];
        Arrays.fill(weights, 1);
        while (from[groups] > groups) {
            int[] to = new int[from.length];
            for (int j = 0; j < groups; j++) {
                to[j + 1] = to[j] + (from[j + 1] - from[j] + 1) / 2;
            }
            long[] left = new long[to[groups]];
            long[] right = new long[to[groups]];
            for (int j = 0; j < groups; j++) {
                for (int i = 0; i < to[j + 1] - to[j]; i++) {
                    left[to[j] + i] = from[j] + 2 * i;
                    right[to[j] + i] = from[j] + 2 * i + 1 < from[j + 1] ? from[j] + 2 * i + 1 : from[from.length - 1];
                }
            }
            if (reduce == Reduce.PROD) {
                Tensor padded = Tensor.concat(0, z, Tensor.ones(z.dtype(), 1));
                z = padded.indexSelect(0, Tensor.of(left, left.length))
                        .mul(padded.indexSelect(0, Tensor.of(right, right.length)));
            } else {
                z = extremes(z, weights, left, right, reduce == Reduce.AMAX);
            }
            from = to;
        }
        return z;
    }

    private static Tensor extremes(Tensor z, double[] weights, long[] left, long[] right, boolean largest) {
        double[] values = z.stopGradient().toDoubles();
        long[] winner = new long[left.length];
        long[] other = new long[left.length];
        double[] share = new double[left.length];
        double[] sums = new double[left.length];
        boolean ties = false;
        for (int i = 0; i < left.length; i++) {
            int l = (int) left[i];
            int r = (int) right[i];
            boolean alone = r == values.length;
            boolean tie = !alone && values[l] == values[r] && Double.isFinite(values[l]);
            boolean first = alone
                    || tie
                    || Double.isNaN(values[l])
                    || (largest ? values[l] >= values[r] : values[l] <= values[r]);
            winner[i] = first && !(!alone && Double.isNaN(values[r]) && !Double.isNaN(values[l])) ? l : r;
            other[i] = tie ? r : winner[i];
            sums[i] = tie ? weights[l] + weights[r] : weights[(int) winner[i]];
            share[i] = tie ? weights[r] / sums[i] : 0;
            ties |= tie;
        }
        System.arraycopy(sums, 0, weights, 0, sums.length);
        Tensor a = z.indexSelect(0, Tensor.of(winner, winner.length));
        if (!ties) {
            return a;
        }
        boolean[] even = new boolean[share.length];
        for (int i = 0; i < even.length; i++) {
            even[i] = share[i] > 0;
        }
        Tensor b = z.indexSelect(0, Tensor.of(other, other.length));
        Tensor w = Tensor.of(share, share.length).to(z.dtype());
        return Tensor.of(even, even.length).where(a.add(b.sub(a).mul(w)), a);
    }

    /**
     * The reduction of consecutive slices along the first axis: the first {@code lengths[0]} of them become slice 0, and so on.
     *
     * @param x a floating-point tensor [n, *]
     * @param lengths 0 or more each, n in all; an empty segment gives what {@link Reduce} says for none
     */
    @Composite("\\bigoplus_{i \\in s_j} x_i")
    public static Tensor segmentReduce(Tensor x, Reduce reduce, int... lengths) {
        TensorArguments.requireFloating("segmentReduce", "tensor", x);
        Require.choice(reduce, "segmentReduce", "the reduction", Reduce.SUM);
        Require.nonNull(lengths, "segmentReduce", "the array of lengths", "pass one length for each segment");
        long sum = 0;
        for (int length : lengths) {
            sum += Require.notNegative(length, "segmentReduce", "a length");
        }
        if (x.rank() == 0 || sum != x.shape().dim(0)) {
            throw new ShapeException("segmentReduce: lengths that add up to " + sum + " for shape " + x.shape()
                    + "; they must add up to the size of its first axis");
        }
        int width = Span.of(x.shape(), 0).inner();
        long[] index = new long[x.size()];
        int at = 0;
        for (int j = 0; j < lengths.length; j++) {
            Arrays.fill(index, at, at + lengths[j] * width, j);
            at += lengths[j] * width;
        }
        int[] dims = x.shape().toArray();
        Tensor places = Tensor.of(index, index.length).reshape(dims);
        dims[0] = lengths.length;
        return scatterReduce(Tensor.full(x.dtype(), reduce.ofNone, dims), 0, places, x, reduce, false);
    }
}
