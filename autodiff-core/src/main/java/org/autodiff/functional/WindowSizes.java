package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.array.Shape;
import org.autodiff.array.Sliding;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Convolution.Conv;

/** Numbers and sizes of the windows of convolutions and poolings, with the errors where there are none. */
final class WindowSizes {
    private WindowSizes() {}

    /** The number for each axis, where one may stand for all. */
    static int[] each(int[] values, int axes) {
        if (values.length == axes) {
            return values;
        }
        int[] all = new int[axes];
        Arrays.fill(all, values[0]);
        return all;
    }

    /** A copy of numbers that a window is made with. */
    static int[] given(String window, String what, int[] values) {
        return Require.nonNull(values, window, what, "give one number, or one for each axis")
                .clone();
    }

    /** The numbers, of which there is one for each axis or one for all, each at least {@code least}. */
    static int[] checked(String op, String what, int[] values, int axes, int least) {
        if (values.length != 1 && values.length != axes) {
            throw new ArgumentException(op + ": the " + what + " " + Arrays.toString(values) + " has " + values.length
                    + " numbers; give one for each of the " + axes + " spatial axes, or one for all");
        }
        for (int v : values) {
            if (v < least) {
                throw new ArgumentException(
                        op + ": the " + what + " is " + Arrays.toString(values) + "; it must be " + least + " or more");
            }
        }
        return each(values, axes);
    }

    /** The checked numbers of a convolution over so many axes. */
    static Sliding checked(String op, Conv c, int axes) {
        if (c.groups() < 1) {
            throw new ArgumentException(op + ": the number of groups is " + c.groups() + "; it must be 1 or more");
        }
        return new Sliding(
                checked(op, "stride", c.stride(), axes, 1),
                checked(op, "padding", c.padding(), axes, 0),
                checked(op, "dilation", c.dilation(), axes, 1),
                c.groups());
    }

    /** The numbers of a convolution over so many axes, which have been checked. */
    static Sliding sliding(Conv c, int axes) {
        return new Sliding(each(c.stride(), axes), each(c.padding(), axes), each(c.dilation(), axes), c.groups());
    }

    /** The sizes of the axes after the first two. */
    static int[] spatial(Shape shape) {
        return Arrays.copyOfRange(shape.toArray(), 2, shape.rank());
    }

    /** How many windows of a kernel fit over padded axes, rounded down; 0 or less where the kernel is too large. */
    static int[] windows(int[] size, int[] kernel, Sliding how) {
        int[] all = new int[size.length];
        for (int i = 0; i < all.length; i++) {
            long room = size[i] + 2L * how.padding()[i] - extent(kernel[i], how.dilation()[i]);
            all[i] = room < 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, room / how.stride()[i] + 1);
        }
        return all;
    }

    /** From the first to behind the last tap of a window. */
    static long extent(int kernel, int dilation) {
        return dilation * (kernel - 1L) + 1;
    }

    /** The same, or the error of a kernel that fits nowhere. */
    static int[] windows(String op, Shape x, int[] size, int[] kernel, Sliding how) {
        int[] all = windows(size, kernel, how);
        for (int i = 0; i < all.length; i++) {
            if (all[i] < 1) {
                throw tooLarge(op, x, i - all.length, size[i], kernel, how.dilation(), how.padding());
            }
        }
        return all;
    }

    /** The error of a kernel that spans more than an axis, which counts from the end, has with its padding. */
    static ShapeException tooLarge(
            String op, Shape x, int axis, int size, int[] kernel, int[] dilation, int[] padding) {
        int i = kernel.length + axis;
        return new ShapeException(op + ": the kernel " + Arrays.toString(kernel) + " with dilation "
                + Arrays.toString(dilation) + " spans " + extent(kernel[i], dilation[i]) + " elements of axis " + axis
                + ", larger than the " + size + " of the input " + x + " with padding " + Arrays.toString(padding)
                + "; use a smaller kernel or more padding");
    }

    /** The shape [a, b, sizes...], or an error that names the operation. */
    static Shape shape(String op, long a, long b, int... sizes) {
        long[] dims = new long[sizes.length + 2];
        dims[0] = a;
        dims[1] = b;
        Arrays.setAll(dims, i -> i < 2 ? dims[i] : sizes[i - 2]);
        return shape(op, dims);
    }

    /** The shape of these sizes, or an error that names the operation. */
    static Shape shape(String op, long[] dims) {
        boolean empty = Arrays.stream(dims).anyMatch(d -> d == 0);
        long n = 1;
        for (long d : dims) {
            n = Math.min(Integer.MAX_VALUE + 1L, empty ? Math.max(n, d) : n * d);
        }
        if (n > Integer.MAX_VALUE) {
            throw new ShapeException(op + ": the result would have shape " + Arrays.toString(dims)
                    + ", more than 2^31-1 elements; make it smaller, or split the input");
        }
        return Shape.of(Arrays.stream(dims).mapToInt(v -> (int) v).toArray());
    }

    /** An attribute as listings show it: nothing where it is the default, one number where all are alike. */
    static String shown(String name, int[] values, int usual) {
        int first = values.length == 0 ? usual : values[0];
        boolean alike = Arrays.stream(values).allMatch(v -> v == first);
        if (alike && first == usual) {
            return "";
        }
        return " " + name + "=" + (alike ? Integer.toString(first) : Arrays.toString(values));
    }
}
