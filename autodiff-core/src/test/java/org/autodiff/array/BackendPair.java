package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.autodiff.array.heap.HeapProvider;

/** The backend under test and the one in plain Java that it is compared with; the same elements for both. */
final class BackendPair {
    static final Backend TESTED = Backend.get();
    static final Backend REFERENCE = new HeapProvider().create();

    private BackendPair() {}

    /** The same elements for both backends, seen through the same view. */
    record Both(String name, Array tested, Array reference) {
        Shape shape() {
            return reference.shape();
        }

        Both see(String how, UnaryOperator<Array> view) {
            return new Both(name + " " + how, view.apply(tested), view.apply(reference));
        }

        @Override
        public String toString() {
            return reference.dtype().label() + reference.shape() + " " + name;
        }
    }

    /** Where the values of a test come from. */
    @FunctionalInterface
    interface Values {
        DoubleSupplier from(RandomGenerator random);
    }

    /** Real numbers. */
    static Values real(double low, double high) {
        return random -> () -> random.nextDouble(low, high);
    }

    /** Whole numbers so small that sums and products of them are exact in any order. */
    static final Values WHOLE = random -> () -> random.nextInt(-3, 4);

    /** Real numbers, one in ten of them not an ordinary one. */
    static final Values SPECIAL = random -> () -> switch (random.nextInt(50)) {
        case 0 -> Double.NaN;
        case 1 -> Double.POSITIVE_INFINITY;
        case 2 -> Double.NEGATIVE_INFINITY;
        case 3 -> 0.0;
        case 4 -> 1.0;
        case 5 -> -1.0;
        case 6 -> 200;
        case 7 -> -200;
        default -> random.nextDouble(-3, 3);
    };

    static Both dense(DType dtype, Values values, long seed, int... dims) {
        Shape shape = Shape.of(dims);
        DoubleSupplier source = values.from(Seed.of(seed).generator());
        Object elements = elements(dtype, shape.size(), source);
        return new Both("dense", TESTED.of(elements, shape), REFERENCE.of(elements, shape));
    }

    private static Object elements(DType dtype, int n, DoubleSupplier source) {
        double[] d = new double[n];
        float[] f = new float[n];
        long[] l = new long[n];
        boolean[] b = new boolean[n];
        for (int i = 0; i < n; i++) {
            d[i] = source.getAsDouble();
            f[i] = (float) d[i];
            l[i] = (long) d[i];
            b[i] = d[i] > 0;
        }
        return switch (dtype) {
            case FLOAT32 -> f;
            case FLOAT64 -> d;
            case INT64 -> l;
            case BOOL -> b;
        };
    }

    /** Arrays of one shape, in every way that its elements can lie in a storage. */
    static List<Both> views(DType dtype, Values values, long seed, int... dims) {
        List<Both> all = new ArrayList<>();
        Shape shape = Shape.of(dims);
        all.add(dense(dtype, values, seed, dims));
        all.add(dense(dtype, values, seed, shape.size()).see("reshaped", x -> x.reshape(shape)));
        int rank = dims.length;
        if (rank == 0) {
            all.add(dense(dtype, values, seed, 5)
                    .see("an element", x -> x.slice(0, 3, 1, 1).reshape(Shape.SCALAR)));
            return all;
        }
        int last = rank - 1;
        int n = dims[last];
        all.add(dense(dtype, values, seed, shape.with(last, n + 3).toArray())
                .see("sliced along the last axis", x -> x.slice(last, 2, n, 1)));
        all.add(dense(dtype, values, seed, shape.with(0, dims[0] + 2).toArray())
                .see("sliced along the first axis", x -> x.slice(0, 1, dims[0], 1)));
        all.add(dense(dtype, values, seed, shape.with(last, 3 * n + 1).toArray())
                .see("every third of the last axis", x -> x.slice(last, 1, n, 3)));
        all.add(dense(dtype, values, seed, shape.with(0, 3 * dims[0] + 2).toArray())
                .see("every third of the first axis", x -> x.slice(0, 2, dims[0], 3)));
        all.add(dense(dtype, values, seed, shape.with(0, 1).toArray())
                .see("expanded along the first axis", x -> x.expand(shape)));
        all.add(dense(dtype, values, seed, shape.with(last, 1).toArray())
                .see("expanded along the last axis", x -> x.expand(shape)));
        if (rank > 1) {
            int[] order = new int[rank];
            int[] back = new int[rank];
            for (int i = 0; i < rank; i++) {
                order[i] = last - i;
                back[i] = dims[last - i];
            }
            all.add(dense(dtype, values, seed, back).see("permuted", x -> x.permute(order)));
            all.add(dense(dtype, values, seed, Shape.of(back).with(0, n + 2).toArray())
                    .see("permuted and sliced", x -> x.permute(order).slice(last, 1, n, 1)));
        }
        return all;
    }

    /** Shapes on both sides of the size from which arrays are native ones. */
    static List<int[]> shapes() {
        return List.of(
                new int[] {},
                new int[] {1},
                new int[] {7},
                new int[] {4, 6},
                new int[] {40, 50},
                new int[] {3, 1100},
                new int[] {5, 300, 4},
                new int[] {2000});
    }

    /** Equal shapes, types and elements: within a relative and an absolute tolerance, NaN and infinities exactly. */
    static void assertSame(String what, Array actual, Array expected, double relative, double absolute) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        assertThat(actual.dtype()).as(what).isEqualTo(expected.dtype());
        double[] a = doubles(TESTED.elements(actual));
        double[] e = doubles(REFERENCE.elements(expected));
        assertThat(a.length).as(what).isEqualTo(e.length);
        for (int i = 0; i < a.length; i++) {
            boolean same = a[i] == e[i]
                    || Double.isNaN(a[i]) && Double.isNaN(e[i])
                    || Math.abs(a[i] - e[i]) <= absolute + relative * Math.abs(e[i]) && Double.isFinite(e[i]);
            if (!same) {
                assertThat(a[i]).as("%s: element %d", what, i).isEqualTo(e[i]);
            }
        }
    }

    static void assertSame(String what, Array actual, Array expected) {
        assertSame(what, actual, expected, 0, 0);
    }

    static double[] doubles(Object elements) {
        if (elements instanceof double[] d) {
            return d;
        }
        int n = java.lang.reflect.Array.getLength(elements);
        double[] d = new double[n];
        for (int i = 0; i < n; i++) {
            d[i] = elements instanceof float[] f
                    ? f[i]
                    : elements instanceof long[] l ? l[i] : ((boolean[]) elements)[i] ? 1 : 0;
        }
        return d;
    }
}
