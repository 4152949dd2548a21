package org.autodiff.functional;

import static org.autodiff.OpDef.elementwise;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import java.util.Arrays;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Binary;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;

/** Activation functions with parameters: numbers, weights or an axis. NaN stays NaN. */
public final class ParametricActivation {
    private ParametricActivation() {}

    /** The slope below 0. */
    record Slope(double slope) implements Attrs {
        @Override
        public void check(String op, Shape first) {
            finite(op, "slope", slope);
        }

        @Override
        public String toString() {
            return "slope=" + slope;
        }
    }

    /** The scale of an exponential. */
    record Alpha(double alpha) implements Attrs {
        @Override
        public void check(String op, Shape first) {
            finite(op, "alpha", alpha);
        }

        @Override
        public String toString() {
            return "alpha=" + alpha;
        }
    }

    private static void finite(String op, String name, double value) {
        if (!Double.isFinite(value)) {
            throw new ArgumentException(op + ": " + name + " is " + value + "; it must be a finite number");
        }
    }

    public static final OpDef LEAKY_RELU = elementwise("leakyRelu")
            .forward(
                    Slope.class,
                    (b, x, out, a) -> b.binary(
                            Binary.ADD, b.unary(Unary.RELU, x[0]), b.times(a.slope(), b.negativePart(x[0])), out))
            .derivative(Slope.class, (x, y, a) -> {
                Tensor above = x.relu().sign(); // 0 for NaN
                return above.rsub(1).mul(a.slope()).add(above);
            })
            .saves(INPUT)
            .scalar(Slope.class, (x, a) -> x > 0 ? x : a.slope() * x)
            .domain(real(-3, 3).avoiding(0))
            .samples(new Slope(0.25), "[3,4]")
            .samples(new Slope(-0.5), "[]")
            .kink(0, 0.25, "the slope below 0, as PyTorch")
            .kink(Double.NaN, 0.25, "not above 0, as PyTorch")
            .rejects(new Slope(Double.NaN), "slope is NaN", "[3]")
            .formula("x > 0 \\mathbin{?} x : s x", "x > 0 \\mathbin{?} 1 : s")
            .define();

    /** The leaky rectifier: x above 0, the slope times x below; at 0 the derivative is the slope. */
    public static Tensor leakyRelu(Tensor x, double slope) {
        return LEAKY_RELU.apply(new Slope(slope), x);
    }

    public static final OpDef ELU = elementwise("elu")
            .forward(
                    Alpha.class,
                    (b, x, out, a) -> b.binary(
                            Binary.ADD,
                            b.unary(Unary.RELU, x[0]),
                            b.times(a.alpha(), b.unary(Unary.EXPM1, b.negativePart(x[0]))),
                            out))
            .derivative(Alpha.class, (x, y, a) -> {
                Tensor above = x.step();
                Tensor below = x.neg().relu().neg().exp().mul(a.alpha());
                return above.rsub(1).mul(below).add(above);
            })
            .saves(INPUT)
            .scalar(Alpha.class, (x, a) -> x > 0 ? x : a.alpha() * Math.expm1(x))
            .domain(real(-3, 3).avoiding(0))
            .samples(new Alpha(0.5), "[3,4]")
            .samples(new Alpha(1), "[]")
            .kink(0, 0.5, "the derivative from the left, as PyTorch")
            .rejects(new Alpha(Double.POSITIVE_INFINITY), "alpha is Infinity", "[3]")
            .formula("x > 0 \\mathbin{?} x : \\alpha (e^x - 1)", "x > 0 \\mathbin{?} 1 : \\alpha e^x")
            .define();

    /** The exponential linear unit: x above 0, alpha (e^x - 1) below; at 0 the derivative is alpha. */
    public static Tensor elu(Tensor x, double alpha) {
        return ELU.apply(new Alpha(alpha), x);
    }

    public static final OpDef CELU = elementwise("celu")
            .forward(
                    Alpha.class,
                    (b, x, out, a) -> b.binary(
                            Binary.ADD,
                            b.unary(Unary.RELU, x[0]),
                            b.times(a.alpha(), b.unary(Unary.EXPM1, b.times(1 / a.alpha(), b.negativePart(x[0])))),
                            out))
            .derivative(Alpha.class, (x, y, a) -> {
                Tensor above = x.step();
                Tensor below = x.neg().relu().neg().mul(1 / a.alpha()).exp();
                return above.rsub(1).mul(below).add(above);
            })
            .saves(INPUT)
            .scalar(Alpha.class, (x, a) -> x > 0 ? x : a.alpha() * Math.expm1(x / a.alpha()))
            .domain(real(-3, 3).avoiding(0))
            .samples(new Alpha(2), "[3,4]")
            .samples(new Alpha(0.5), "[]")
            .kink(0, 1, "it is continuous there")
            .formula("x > 0 \\mathbin{?} x : \\alpha (e^{x/\\alpha} - 1)", "x > 0 \\mathbin{?} 1 : e^{x/\\alpha}")
            .define();

    /** The continuously differentiable exponential linear unit: x above 0, alpha (e^(x/alpha) - 1) below. */
    public static Tensor celu(Tensor x, double alpha) {
        if (alpha == 0) {
            throw new ArgumentException("celu: alpha is 0, by which x is divided");
        }
        return CELU.apply(new Alpha(alpha), x);
    }

    /**
     * The softplus ln(1 + e^(beta x)) / beta, a smooth rectifier.
     *
     * @param beta how sharp the bend is; not 0
     * @param threshold where {@code beta x} is above it, the result is x itself
     */
    @Composite("\\beta x > \\theta \\mathbin{?} x : \\ln(1 + e^{\\beta x}) / \\beta")
    public static Tensor softplus(Tensor x, double beta, double threshold) {
        Require.nonNull(x, "softplus", "x", "pass a tensor");
        if (beta == 0 || !Double.isFinite(beta) || Double.isNaN(threshold)) {
            throw new ArgumentException("softplus: beta is " + beta + ", the threshold " + threshold
                    + "; beta must be finite and not 0, and the threshold a number");
        }
        Tensor scaled = x.mul(beta);
        return scaled.gt(threshold).where(x, scaled.softplus().div(beta));
    }

    /** The hard tanh: x limited to [{@code min}, {@code max}]; the derivative is 0 at both ends. */
    @Composite("\\min(\\max(x, a), b)")
    public static Tensor hardtanh(Tensor x, double min, double max) {
        Require.nonNull(x, "hardtanh", "x", "pass a tensor");
        if (!(min <= max)) {
            throw new ArgumentException(
                    "hardtanh: min is " + min + ", max " + max + "; the one may not be above the other");
        }
        return x.le(min).where(Tensor.scalar(x.dtype(), min), x.ge(max).where(Tensor.scalar(x.dtype(), max), x));
    }

    /** The hard shrinkage: x where |x| is above lambda, else 0. */
    @Composite("|x| > \\lambda \\mathbin{?} x : 0")
    public static Tensor hardshrink(Tensor x, double lambda) {
        Require.nonNull(x, "hardshrink", "x", "pass a tensor");
        finite("hardshrink", "lambda", lambda);
        return x.abs().le(lambda).where(Tensor.scalar(x.dtype(), 0), x);
    }

    /** The soft shrinkage: x brought nearer to 0 by lambda, and 0 where |x| is no larger than that. */
    @Composite("\\operatorname{sign}(x) \\max(|x| - \\lambda, 0)")
    public static Tensor softshrink(Tensor x, double lambda) {
        Require.nonNull(x, "softshrink", "x", "pass a tensor");
        if (!(lambda >= 0)) {
            throw new ArgumentException("softshrink: lambda is " + lambda + "; it must be 0 or more");
        }
        return x.abs()
                .le(lambda)
                .where(Tensor.scalar(x.dtype(), 0), x.sub(x.sign().mul(lambda)));
    }

    /** The threshold function: x where it is above a threshold, else a value. */
    @Composite("x > \\theta \\mathbin{?} x : v")
    public static Tensor threshold(Tensor x, double threshold, double value) {
        Require.nonNull(x, "threshold", "x", "pass a tensor");
        return x.le(threshold).where(Tensor.scalar(x.dtype(), value), x);
    }

    /**
     * The parametric rectifier (He et al. 2015): x above 0, a learned slope times x below; at 0 the derivative is the slope.
     *
     * @param weight the slope: one element, or one for each channel, which is axis 1
     */
    @Composite("x > 0 \\mathbin{?} x : w x")
    public static Tensor prelu(Tensor x, Tensor weight) {
        Require.nonNull(weight, "prelu", "weight", "pass a tensor");
        Require.nonNull(x, "prelu", "x", "pass a tensor");
        int channels = x.rank() > 1 ? x.shape().dim(1) : 1;
        if (weight.size() != 1 && (weight.rank() != 1 || weight.size() != channels)) {
            throw new ShapeException("prelu: the weight of shape " + weight.shape() + " does not fit " + x.shape()
                    + "; it must have one element"
                    + (x.rank() > 1 ? ", or one for each of the " + channels + " channels on axis 1" : ""));
        }
        int[] alongChannels = new int[weight.size() == 1 ? 0 : x.rank()];
        Arrays.fill(alongChannels, 1);
        if (alongChannels.length > 0) {
            alongChannels[1] = channels;
        }
        Tensor above = x.gt(0);
        Tensor zero = Tensor.scalar(x.dtype(), 0);
        Tensor below = weight.reshape(alongChannels).mul(above.where(zero, x)); // never infinity times a 0 from above
        return above.where(x, zero).add(below);
    }

    /** The gated linear unit (Dauphin et al. 2017): the first half of x along an axis times the sigmoid of the second half. */
    @Composite("a \\sigma(b),\\ x = [a, b]")
    public static Tensor glu(Tensor x, int axis) {
        Require.nonNull(x, "glu", "x", "pass a tensor");
        int at = x.shape().axis("glu", axis);
        int n = x.shape().dim(at);
        if (n % 2 != 0) {
            throw new ShapeException("glu: axis " + axis + " of shape " + x.shape() + " has the odd size " + n
                    + "; it is cut into two halves");
        }
        return x.slice(at, 0, n / 2).mul(x.slice(at, n / 2, n).sigmoid());
    }

    /** Maxout (Goodfellow et al. 2013): the largest of each {@code pieces} consecutive elements along an axis; ties share the gradient evenly. */
    @Composite("\\max_{j < k} x_{k i + j}")
    public static Tensor maxout(Tensor x, int axis, int pieces) {
        Require.nonNull(x, "maxout", "x", "pass a tensor");
        int at = x.shape().axis("maxout", axis);
        int n = x.shape().dim(at);
        if (pieces < 1 || n % pieces != 0) {
            throw new ShapeException("maxout: axis " + axis + " of shape " + x.shape() + " has size " + n
                    + ", which does not divide into groups of " + pieces);
        }
        int[] from = x.shape().toArray();
        int[] to = new int[from.length + 1];
        System.arraycopy(from, 0, to, 0, at);
        to[at] = n / pieces;
        to[at + 1] = pieces;
        System.arraycopy(from, at + 1, to, at + 2, from.length - at - 1);
        return x.reshape(to).max(at + 1);
    }
}
