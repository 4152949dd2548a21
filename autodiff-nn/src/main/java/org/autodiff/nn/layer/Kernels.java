package org.autodiff.nn.layer;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.nn.init.Init;

/** What the layers that slide a window have in common: initial values, and checks of weights and numbers. */
final class Kernels {
    private static final String[] AXES = {"L", "H, W", "D, H, W"};

    private Kernels() {}

    /** One number for each axis. */
    static int[] each(String layer, String what, int[] values, int axes, int least) {
        Require.nonNull(values, layer, what, "give one number, or one for each axis");
        if (values.length != 1 && values.length != axes || Arrays.stream(values).anyMatch(v -> v < least)) {
            throw new ArgumentException(layer + ": " + what + " " + Arrays.toString(values)
                    + " must be one number for each of " + axes + " axes, or one for all, each " + least + " or more");
        }
        int[] all = new int[axes];
        Arrays.setAll(all, i -> values[values.length == 1 ? 0 : i]);
        return all;
    }

    /** Throws unless stride, padding, dilation and groups make sense. */
    static void check(String layer, Conv conv, int axes) {
        each(layer, "the stride", conv.stride(), axes, 1);
        each(layer, "the padding", conv.padding(), axes, 0);
        each(layer, "the dilation", conv.dilation(), axes, 1);
        Checks.positive(layer, "the number of groups", conv.groups());
    }

    /** The weight [a, b / groups, kernel...] of a layer with so many channels, drawn as PyTorch draws it. */
    static Tensor weight(String layer, int a, int b, int groups, int[] kernel, int axes, DType dtype, Seed seed) {
        return Init.linearDefault()
                .sample(Checks.seed(layer, seed).child(0), dtype, shape(layer, a, b, groups, kernel, axes));
    }

    /** The bias [out] that PyTorch draws for a weight of a shape. */
    static Tensor bias(int out, Shape weight, DType dtype, Seed seed) {
        double bound = 1 / Math.sqrt((double) weight.size() / weight.dim(0));
        return Init.uniform(-bound, bound).sample(seed.child(1), dtype, out);
    }

    private static int[] shape(String layer, int a, int b, int groups, int[] kernel, int axes) {
        Checks.positive(layer, "the number of channels", a);
        Checks.positive(layer, "the number of channels", b);
        Checks.positive(layer, "the number of groups", groups);
        Checks.divides(layer, "the number of groups", groups, "that of channels,", a);
        Checks.divides(layer, "the number of groups", groups, "that of channels,", b);
        int[] window = each(layer, "the kernel", kernel, axes, 1);
        int[] shape = new int[axes + 2];
        shape[0] = a;
        shape[1] = b / groups;
        System.arraycopy(window, 0, shape, 2, axes);
        return shape;
    }

    /** Throws unless a given weight and bias fit each other. */
    static void check(String layer, Tensor weight, Tensor bias, int axes, int out) {
        if (weight == null || weight.rank() != axes + 2 || weight.size() == 0) {
            throw new ShapeException(layer + ".of: expected a weight of rank " + (axes + 2) + ", got "
                    + (weight == null ? "null" : weight.shape()));
        }
        if (bias != null && (bias.rank() != 1 || bias.size() != out)) {
            throw new ShapeException(layer + ".of: expected a bias [" + out + "] for the weight " + weight.shape()
                    + ", got " + bias.shape());
        }
        if (bias != null && bias.dtype() != weight.dtype()) {
            throw new DTypeException(layer + ".of: the weight is " + weight.dtype() + ", the bias " + bias.dtype()
                    + "; convert one of them with to(...)");
        }
    }

    /** {@code [N, 16, H, W]}. */
    static String layout(Object channels, int axes) {
        return "[N, " + channels + ", " + AXES[axes - 1] + "]";
    }

    /** What is printed of a layer: its kernel, and what is not the default. */
    static String shown(int in, int out, Shape weight, Conv conv, int[] outputPadding, boolean bias) {
        int[] kernel = Arrays.copyOfRange(weight.toArray(), 2, weight.rank());
        return in + ", " + out + ", kernel=" + shown(kernel)
                + shown(", stride=", conv.stride(), 1)
                + shown(", padding=", conv.padding(), 0)
                + shown(", outputPadding=", outputPadding, 0)
                + shown(", dilation=", conv.dilation(), 1)
                + (conv.groups() == 1 ? "" : ", groups=" + conv.groups())
                + (bias ? "" : ", bias=false");
    }

    private static String shown(String name, int[] values, int usual) {
        return Arrays.stream(values).allMatch(v -> v == usual) ? "" : name + shown(values);
    }

    /** One number where all are alike. */
    static String shown(int[] values) {
        boolean alike = Arrays.stream(values).allMatch(v -> v == values[0]);
        return alike ? Integer.toString(values[0]) : Arrays.toString(values);
    }

    /** The bias that was given; else one that is drawn from a seed, if there is that. */
    static Tensor given(Tensor bias, int out, Tensor weight, Seed seed) {
        return bias == null && seed != null ? bias(out, weight.shape(), weight.dtype(), seed) : bias;
    }

    /** Throws unless an input is a batch of so many channels over so many axes. */
    static void requireInput(Layer layer, Tensor x, int in, int axes) {
        if (x.rank() != axes + 2 || x.shape().dim(1) != in) {
            String remedy = x.rank() == axes + 1
                    ? "reshape a single sample to a batch of one"
                    : "reshape the input, or build the layer for its channels";
            throw layer.misfit(layout(in, axes), x, remedy);
        }
    }
}
