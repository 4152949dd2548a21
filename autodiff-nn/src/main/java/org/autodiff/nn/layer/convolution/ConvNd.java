package org.autodiff.nn.layer.convolution;

import java.util.Arrays;
import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.functional.Convolution;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Padding;
import org.autodiff.nn.init.Init;
import org.autodiff.nn.layer.WindowLayer;

/**
 * Convolution over one to three axes, or its transpose; a subclass fixes which and the number of axes.
 *
 * <p>The weight is [out, in / groups, kernel...], that of a transposed convolution [in, out / groups, kernel...].
 */
abstract class ConvNd extends WindowLayer {
    /** Which of both. */
    enum Kind {
        CONVOLUTION,
        TRANSPOSED
    }

    private final Kind kind;
    private final ConvOptions options;
    private final Tensor weight;
    private final Tensor bias;

    /** A layer with initial values as in PyTorch. */
    ConvNd(Kind kind, int axes, int in, int out, int[] kernel, ConvOptions options, Seed seed) {
        super(axes);
        this.kind = kind;
        this.options = checked(options);
        int groups = options.conv().groups();
        Require.positive(in, owner(), "the number of input channels");
        Require.positive(out, owner(), "the number of output channels");
        Require.divisor(groups, owner(), "the number of groups", "that of input channels,", in);
        Require.divisor(groups, owner(), "the number of groups", "that of output channels,", out);
        given(seed, owner());
        int[] shape = new int[axes + 2];
        shape[0] = kind == Kind.CONVOLUTION ? out : in;
        shape[1] = (kind == Kind.CONVOLUTION ? in : out) / groups;
        System.arraycopy(perAxis(kernel, "the kernel", 1), 0, shape, 2, axes);
        this.weight = parameter("weight", Init.linearDefault().sample(seed.child(0), options.dtype(), shape));
        // PyTorch takes the second axis for the inputs, also where that is the outputs'
        double bound = 1 / Math.sqrt((double) weight.size() / shape[0]);
        Init initial = Init.uniform(-bound, bound);
        this.bias = options.bias() ? parameter("bias", initial.sample(seed.child(1), options.dtype(), out)) : null;
    }

    /** A layer with given values. */
    ConvNd(Kind kind, int axes, Tensor weight, Tensor bias, ConvOptions options) {
        super(axes);
        this.kind = kind;
        this.options = checked(options);
        requireWeight(weight, axes + 2, "of rank " + (axes + 2), owner() + ".of");
        int groups = options.conv().groups();
        Require.divisor(
                groups,
                owner(),
                "the number of groups",
                "the weight's axis 0,",
                weight.shape().dim(0));
        requireBias(bias, out(weight), weight, owner() + ".of");
        this.weight = parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
    }

    private ConvOptions checked(ConvOptions given) {
        Require.options(given, owner(), "ConvOptions.DEFAULT");
        Conv conv = given.conv();
        perAxis(conv.stride(), "the stride", 1);
        perAxis(conv.padding(), "the padding", 0);
        perAxis(conv.dilation(), "the dilation", 1);
        Require.positive(conv.groups(), owner(), "the number of groups");
        int[] outputPadding = perAxis(given.outputPadding(), "the output padding", 0);
        if (kind == Kind.CONVOLUTION && Arrays.stream(outputPadding).anyMatch(n -> n > 0)) {
            throw new ArgumentException(
                    owner() + ": the output padding is that of transposed convolutions; leave it out here");
        }
        if (kind == Kind.TRANSPOSED && (given.same() || given.mode() != Padding.Mode.CONSTANT)) {
            throw new ArgumentException(owner() + ": a transposed convolution cuts its padding off the result; give it"
                    + " with withPadding, without a mode");
        }
        return given;
    }

    @Override
    protected final Tensor compute(Tensor x) {
        requireInput(x, in());
        requireType(x, weight);
        if (kind == Kind.TRANSPOSED) {
            return transposed(x);
        }
        return options.same() || options.mode() != Padding.Mode.CONSTANT
                ? convolved(padded(x), options.withPadding(0).conv())
                : convolved(x, options.conv());
    }

    private Tensor convolved(Tensor x, Conv conv) {
        return switch (axes()) {
            case 1 -> Convolution.conv1d(x, weight, bias, conv);
            case 2 -> Convolution.conv2d(x, weight, bias, conv);
            default -> Convolution.conv3d(x, weight, bias, conv);
        };
    }

    private Tensor transposed(Tensor x) {
        return switch (axes()) {
            case 1 -> Convolution.convTranspose1d(x, weight, bias, options.conv(), options.outputPadding());
            case 2 -> Convolution.convTranspose2d(x, weight, bias, options.conv(), options.outputPadding());
            default -> Convolution.convTranspose3d(x, weight, bias, options.conv(), options.outputPadding());
        };
    }

    /** The input with what the kernel needs around it. */
    private Tensor padded(Tensor x) {
        int[] dilation = perAxis(options.conv().dilation(), "the dilation", 1);
        int[] padding = perAxis(options.conv().padding(), "the padding", 0);
        int[] amounts = new int[2 * axes()];
        for (int i = 0; i < axes(); i++) {
            int total = options.same() ? dilation[i] * (weight.shape().dim(i + 2) - 1) : 2 * padding[i];
            int at = 2 * (axes() - 1 - i); // pairs stand from the last axis on
            amounts[at] = total / 2;
            amounts[at + 1] = total - total / 2;
        }
        return Arrays.stream(amounts).allMatch(n -> n == 0) ? x : Padding.pad(x, options.mode(), amounts);
    }

    private int in() {
        return kind == Kind.TRANSPOSED
                ? weight.shape().dim(0)
                : weight.shape().dim(1) * options.conv().groups();
    }

    private int out(Tensor of) {
        return kind == Kind.TRANSPOSED
                ? of.shape().dim(1) * options.conv().groups()
                : of.shape().dim(0);
    }

    /** The leaf [out, in / groups, kernel...]; of a transposed convolution [in, out / groups, kernel...]. */
    public final Tensor weight() {
        return weight;
    }

    /** The leaf [out]; null for a layer without bias. */
    public final Tensor bias() {
        return bias;
    }

    @Override
    protected final String extraRepr() {
        Conv conv = options.conv();
        return in() + ", " + out(weight)
                + ", kernel=" + shown(Arrays.copyOfRange(weight.shape().toArray(), 2, weight.rank()))
                + shown("stride", conv.stride(), 1)
                + shown("padding", conv.padding(), 0)
                + shown("outputPadding", options.outputPadding(), 0)
                + shown("dilation", conv.dilation(), 1)
                + (conv.groups() == 1 ? "" : ", groups=" + conv.groups())
                + (bias == null ? ", bias=false" : "")
                + (options.same() ? ", padding=same" : "")
                + (options.mode() == Padding.Mode.CONSTANT
                        ? ""
                        : ", mode=" + options.mode().name().toLowerCase(Locale.ROOT));
    }
}
