package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.array.Sliding;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Convolution.Folded;
import org.autodiff.functional.Convolution.Patches;
import org.autodiff.functional.Convolution.Sized;
import org.autodiff.op.Attrs;

/** Shapes of the results of convolutions, with the errors for those that do not fit. */
final class ConvolutionShapes {
    private static final String[] LAYOUTS = {"[N, C, L]", "[N, C, H, W]", "[N, C, D, H, W]"};

    private ConvolutionShapes() {}

    /** Throws unless input and weight are those of a convolution over so many axes. */
    static void requireRank(String op, int axes, Tensor x, Tensor weight) {
        Require.nonNull(x, op, "the input", "pass a tensor");
        Require.nonNull(weight, op, "the weight", "pass a tensor");
        if (x.rank() != axes + 2 || weight.rank() != axes + 2) {
            throw new ShapeException(op + ": input " + x.shape() + " and weight " + weight.shape() + ": both need rank "
                    + (axes + 2) + ", the input as " + LAYOUTS[axes - 1]
                    + "; reshape a single sample to a batch of one");
        }
    }

    /** Throws unless both are arrays over one to three axes; says over how many. */
    private static int axes(String op, Shape x, Shape y) {
        int axes = x.rank() - 2;
        if (axes < 1 || axes > 3 || y.rank() != x.rank()) {
            throw new ShapeException(op + ": shapes " + x + " and " + y
                    + " need the same rank, 3 to 5: samples, channels, and one to three spatial axes");
        }
        return axes;
    }

    private static void requireGroups(String op, Shape x, int channels, Shape weight, int kernels, Sliding how) {
        if (channels % how.groups() != 0 || kernels % how.groups() != 0) {
            throw new ShapeException(op + ": " + x + " with " + weight + ": " + how.groups()
                    + " groups do not divide the channels, " + channels + " and " + kernels
                    + ", evenly; use a common divisor of both");
        }
    }

    private static int[] kernelOf(String op, Shape weight) {
        int[] kernel = WindowSizes.spatial(weight);
        if (Arrays.stream(kernel).anyMatch(k -> k < 1)) {
            throw new ShapeException(op + ": the weight " + weight + " has an empty kernel; its sizes are 1 or more");
        }
        return kernel;
    }

    static Shape conv(String op, Shape x, Shape weight, Conv conv) {
        int axes = axes(op, x, weight);
        Sliding how = WindowSizes.checked(op, conv, axes);
        requireGroups(op, x, x.dim(1), weight, weight.dim(0), how);
        if (weight.dim(1) != x.dim(1) / how.groups()) {
            throw new ShapeException(op + ": input " + x + " has " + x.dim(1) + " channels, but the weight " + weight
                    + " reads " + weight.dim(1) + " of them in each of " + how.groups()
                    + " groups; the weight is [out, in/groups, kernel...]");
        }
        int[] windows = WindowSizes.windows(op, x, WindowSizes.spatial(x), kernelOf(op, weight), how);
        return WindowSizes.shape(op, x.dim(0), weight.dim(0), windows);
    }

    static Shape transposed(String op, Shape y, Shape weight, Sized sized) {
        int axes = axes(op, y, weight);
        Sliding how = WindowSizes.checked(op, sized.conv(), axes);
        requireInput(op, y, weight);
        requireGroups(op, y, y.dim(1), weight, weight.dim(0), how);
        requireSizes(op, sized.size(), axes, 0);
        int[] kernel = kernelOf(op, weight);
        requireWindows(op, y, WindowSizes.windows(sized.size(), kernel, how), sized);
        return WindowSizes.shape(op, y.dim(0), (long) weight.dim(1) * how.groups(), sized.size());
    }

    private static void requireInput(String op, Shape y, Shape weight) {
        if (y.dim(1) != weight.dim(0)) {
            throw new ShapeException(op + ": input " + y + " has " + y.dim(1) + " channels, but the weight " + weight
                    + " reads " + weight.dim(0) + "; the weight of a transposed convolution is"
                    + " [in, out/groups, kernel...]");
        }
    }

    static Shape kernel(String op, Shape x, Shape y, Sized sized) {
        int axes = axes(op, x, y);
        Sliding how = WindowSizes.checked(op, sized.conv(), axes);
        if (x.dim(0) != y.dim(0)) {
            throw new ShapeException(op + ": " + x + " and " + y + " have " + x.dim(0) + " and " + y.dim(0)
                    + " samples, which must agree");
        }
        requireGroups(op, x, x.dim(1), y, y.dim(1), how);
        requireSizes(op, sized.size(), axes, 1);
        requireWindows(op, y, WindowSizes.windows(WindowSizes.spatial(x), sized.size(), how), sized);
        return WindowSizes.shape(op, y.dim(1), x.dim(1) / how.groups(), sized.size());
    }

    private static void requireSizes(String op, int[] size, int axes, int least) {
        if (size.length != axes || Arrays.stream(size).anyMatch(s -> s < least)) {
            throw new ArgumentException(op + ": the size " + Arrays.toString(size) + " must be " + axes
                    + " numbers, each " + least + " or more");
        }
    }

    /** Throws unless y has no more windows than there are. */
    private static void requireWindows(String op, Shape y, int[] windows, Attrs attrs) {
        for (int i = 0; i < windows.length; i++) {
            if (y.dim(i + 2) > windows[i]) {
                throw new ShapeException(op + ": " + y + " has " + y.dim(i + 2) + " windows along axis " + (i + 2)
                        + ", but with {" + attrs + "} there are " + windows[i]);
            }
        }
    }

    /** The spatial sizes that a transposed convolution gives. */
    static int[] transposedSize(String op, Shape y, Shape weight, Conv conv, int[] outputPadding) {
        int axes = y.rank() - 2;
        Sliding how = WindowSizes.checked(op, conv, axes);
        requireInput(op, y, weight);
        int[] extra = outputPadding.length == 0
                ? new int[axes]
                : WindowSizes.checked(op, "output padding", outputPadding, axes, 0);
        int[] kernel = kernelOf(op, weight);
        int[] size = new int[axes];
        for (int i = 0; i < axes; i++) {
            if (extra[i] >= Math.max(how.stride()[i], how.dilation()[i])) {
                throw new ArgumentException(op + ": the output padding " + Arrays.toString(extra)
                        + " must be less than the stride " + Arrays.toString(how.stride()) + " or the dilation "
                        + Arrays.toString(how.dilation()) + "; pad the result instead");
            }
            long n = (y.dim(i + 2) - 1L) * how.stride()[i]
                    - 2L * how.padding()[i]
                    + WindowSizes.extent(kernel[i], how.dilation()[i])
                    + extra[i];
            if (n < 1 || n > Integer.MAX_VALUE) {
                throw new ShapeException(op + ": axis " + (i + 2) + " of the result of " + y + " and " + weight
                        + " with {" + conv + "} would have size " + n + "; use less padding");
            }
            size[i] = (int) n;
        }
        return size;
    }

    static Shape unfolded(String op, Shape x, Patches patches) {
        int axes = requireSpatial(op, x);
        Sliding how = WindowSizes.checked(op, patches.conv(), axes);
        requireOneGroup(op, how);
        int[] kernel = WindowSizes.checked(op, "kernel", patches.kernel(), axes, 1);
        int[] windows = WindowSizes.windows(op, x, WindowSizes.spatial(x), kernel, how);
        return columns(op, x.dim(0), x.dim(1), kernel, windows);
    }

    static Shape folded(String op, Shape columns, Folded folded) {
        int axes = folded.size().length;
        if (columns.rank() != 3 || axes < 1 || axes > 3) {
            throw new ShapeException(op + ": columns " + columns + " to size " + Arrays.toString(folded.size())
                    + ": columns have rank 3, [N, C * taps, windows], and sizes one to three axes");
        }
        Sliding how = WindowSizes.checked(op, folded.conv(), axes);
        requireOneGroup(op, how);
        requireSizes(op, folded.size(), axes, 0);
        int[] kernel = WindowSizes.checked(op, "kernel", folded.kernel(), axes, 1);
        long taps = product(kernel);
        if (columns.dim(1) % taps != 0) {
            throw new ShapeException(op + ": columns " + columns + " have " + columns.dim(1)
                    + " rows, which are no multiple of the " + taps + " taps of the kernel " + Arrays.toString(kernel));
        }
        Shape z = WindowSizes.shape(op, columns.dim(0), columns.dim(1) / taps, folded.size());
        int[] windows = WindowSizes.windows(op, z, folded.size(), kernel, how);
        if (columns(op, z.dim(0), z.dim(1), kernel, windows).dim(2) != columns.dim(2)) {
            throw new ShapeException(op + ": columns " + columns + " are " + columns.dim(2) + " windows, but with {"
                    + folded + "} there are " + Arrays.toString(windows));
        }
        return z;
    }

    private static Shape columns(String op, int samples, int channels, int[] kernel, int[] windows) {
        return WindowSizes.shape(op, samples, Math.max(0, channels * product(kernel)), (int) product(windows));
    }

    /** The product of numbers, or the greatest int if that is less. */
    private static long product(int[] numbers) {
        return Arrays.stream(numbers).asLongStream().reduce(1, (p, n) -> Math.min(Integer.MAX_VALUE, p * n));
    }

    private static int requireSpatial(String op, Shape x) {
        if (x.rank() < 3 || x.rank() > 5) {
            throw new ShapeException(op + ": the input " + x
                    + " needs rank 3 to 5: [N, C, spatial...]; reshape a single" + " sample to a batch of one");
        }
        return x.rank() - 2;
    }

    private static void requireOneGroup(String op, Sliding how) {
        if (how.groups() != 1) {
            throw new ArgumentException(op + ": there are no groups here; every channel is read alike");
        }
    }

    /** The result of a convolution with a bias: the same, if there is one number for each of its channels. */
    static Shape biased(String op, Shape[] in, Conv conv) {
        Shape z = conv(op, in[0], in[1], conv);
        requireBias(op, in[2], z);
        return z;
    }

    /** Throws unless a bias has one number for each channel of a result. */
    static void requireBias(String op, Shape bias, Shape result) {
        if (bias.rank() != 1 || bias.size() != result.dim(1)) {
            throw new ShapeException(op + ": the bias has shape " + bias + "; it must be [" + result.dim(1)
                    + "], one number for each channel of the result " + result);
        }
    }
}
