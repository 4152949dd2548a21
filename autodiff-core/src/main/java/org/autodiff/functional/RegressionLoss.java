package org.autodiff.functional;

import static org.autodiff.OpDef.elementwise;
import static org.autodiff.op.Saved.INPUT;

import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.error.Require;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;

/**
 * Regression losses: functions of the error x - y between a prediction x and a target y of the same shape and type.
 * Unless another {@link Reduction} is given, the result is the mean over all elements ({@link #halfSquaredError}: the sum).
 */
public final class RegressionLoss {
    private RegressionLoss() {}

    /** Options of {@link #smoothL1Loss(Tensor, Tensor, SmoothL1)}. */
    public record SmoothL1(double beta, Reduction reduction) {
        /** Beta 1, the mean. */
        public static final SmoothL1 DEFAULT = new SmoothL1(1, Reduction.MEAN);

        /** Checks the ranges. */
        public SmoothL1 {
            Require.choice(reduction, "smoothL1Loss", "the reduction", Reduction.MEAN);
            Require.notNegative(beta, "smoothL1Loss", "beta");
        }

        /** These options with another error at which the parabola passes into a line. */
        public SmoothL1 withBeta(double value) {
            return new SmoothL1(value, reduction);
        }

        /** These options with another reduction of the losses. */
        public SmoothL1 withReduction(Reduction value) {
            return new SmoothL1(beta, value);
        }
    }

    /** Options of {@link #huberLoss(Tensor, Tensor, Huber)}. */
    public record Huber(double delta, Reduction reduction) {
        /** Delta 1, the mean. */
        public static final Huber DEFAULT = new Huber(1, Reduction.MEAN);

        /** Checks the ranges. */
        public Huber {
            Require.choice(reduction, "huberLoss", "the reduction", Reduction.MEAN);
            LossArguments.requireAboveZero("huberLoss: delta", delta);
        }

        /** These options with another error at which the parabola passes into a line. */
        public Huber withDelta(double value) {
            return new Huber(value, reduction);
        }

        /** These options with another reduction of the losses. */
        public Huber withReduction(Reduction value) {
            return new Huber(delta, value);
        }
    }

    /** The error up to which Huber's loss is quadratic. */
    record Delta(double delta) implements Attrs {
        @Override
        public void check(String op, Shape first) {
            LossArguments.requireAboveZero(op + ": delta", delta);
        }

        @Override
        public String toString() {
            return "delta=" + delta;
        }
    }

    /* With c the smaller of |d| and delta, both branches are c (|d| - c/2); the derivative is d cut to [-delta, delta]. An
     * entry of its own, for a composition would give 0 times infinity for an infinite error. */
    public static final OpDef HUBER_LOSS = elementwise("huberLoss")
            .forward(Delta.class, (b, x, out, a) -> {
                Array error = b.unary(Unary.ABS, b.binary(Binary.SUB, x[0], x[1], out));
                DType type = error.dtype();
                Array cut = b.binary(Binary.MINIMUM, error, b.full(type, Shape.SCALAR, a.delta()), out);
                Array half = b.binary(Binary.MUL, cut, b.full(type, Shape.SCALAR, 0.5), out);
                // with an infinite delta all errors are halved, also an infinite one
                return b.binary(
                        Binary.MUL,
                        cut,
                        Double.isInfinite(a.delta()) ? half : b.binary(Binary.SUB, error, half, out),
                        out);
            })
            .shape(LossArguments.ALIKE)
            .derivatives(Delta.class, (x, y, z, a) -> slope(x, y, a), (x, y, z, a) -> slope(y, x, a))
            .saves(INPUT)
            .scalar(Delta.class, (x, y, a) -> {
                double c = Math.min(Math.abs(x - y), a.delta());
                return c * (Math.abs(x - y) - c / 2);
            })
            .samples(new Delta(1), "[3,4] [3,4]")
            .samples(new Delta(0.4), "[5] [5]")
            .rejects(new Delta(1), "do not broadcast", "[3,4] [4]")
            .rejects(new Delta(0), "greater than 0", "[3] [3]")
            .formula(
                    "|d| \\le \\delta \\mathbin{?} d^2/2 : \\delta(|d| - \\delta/2),\\; d = x - y",
                    "\\max(-\\delta, \\min(\\delta, d))",
                    "-\\max(-\\delta, \\min(\\delta, d))")
            .define();

    /** The derivative of Huber's loss by the first of both. */
    private static Tensor slope(Tensor x, Tensor y, Delta a) {
        return x.sub(y).minimum(a.delta()).maximum(-a.delta());
    }

    /* |d| + ln((1 + e^(-2|d|)) / 2): neither overflows for large errors, nor vanishes for small ones. */
    public static final OpDef LOG_COSH_LOSS = elementwise("logCoshLoss")
            .forward((b, x, out, attrs) -> {
                Array error = b.unary(Unary.ABS, b.binary(Binary.SUB, x[0], x[1], out));
                Array twice = b.binary(Binary.MUL, error, b.full(error.dtype(), Shape.SCALAR, -2), out);
                Array fall = b.unary(Unary.EXPM1, twice);
                Array half = b.binary(Binary.MUL, fall, b.full(error.dtype(), Shape.SCALAR, 0.5), out);
                return b.binary(Binary.ADD, error, b.unary(Unary.LOG1P, half), out);
            })
            .broadcasts()
            .derivatives((x, y, z) -> x.sub(y).tanh(), (x, y, z) -> y.sub(x).tanh())
            .saves(INPUT)
            .scalar(
                    (x, y) -> Math.abs(x - y) + Math.log1p(Math.expm1(-2 * Math.abs(x - y)) / 2),
                    (x, y, z) -> Math.tanh(x - y),
                    (x, y, z) -> Math.tanh(y - x))
            .formula("\\ln\\cosh(x - y)", "\\tanh(x - y)", "\\tanh(y - x)")
            .define();

    /** The mean squared error. */
    public static Tensor mseLoss(Tensor input, Tensor target) {
        return mseLoss(input, target, Reduction.MEAN);
    }

    /** The squared errors, reduced. */
    @Composite("(x - y)^2")
    public static Tensor mseLoss(Tensor input, Tensor target, Reduction reduction) {
        return LossArguments.losses(
                "mseLoss", input, target, reduction, (x, y) -> x.sub(y).square());
    }

    /** Half the sum of the squared errors: the loss whose gradient is the error itself. */
    public static Tensor halfSquaredError(Tensor input, Tensor target) {
        return halfSquaredError(input, target, Reduction.SUM);
    }

    /**
     * Half the squared errors, reduced. Textbooks sum them over the outputs of a sample and then leave them ({@link
     * Reduction#SAMPLE_SUM}), sum over the samples ({@link Reduction#SUM}) or take the mean of a batch ({@link
     * Reduction#BATCH_MEAN}).
     */
    @Composite("\\tfrac12 (x - y)^2")
    public static Tensor halfSquaredError(Tensor input, Tensor target, Reduction reduction) {
        return LossArguments.losses("halfSquaredError", input, target, reduction, (x, y) -> half(x.sub(y)));
    }

    /** Half the square, by a product, for the derivative of a square, 2x, may overflow where its half does not. */
    private static Tensor half(Tensor x) {
        return x.mul(x.mul(0.5));
    }

    /** The mean absolute error. */
    public static Tensor l1Loss(Tensor input, Tensor target) {
        return l1Loss(input, target, Reduction.MEAN);
    }

    /** The absolute errors, reduced; the gradient is 0 where the error is. */
    @Composite("|x - y|")
    public static Tensor l1Loss(Tensor input, Tensor target, Reduction reduction) {
        return LossArguments.losses(
                "l1Loss", input, target, reduction, (x, y) -> x.sub(y).abs());
    }

    /** The mean smooth L1 loss with beta 1. */
    public static Tensor smoothL1Loss(Tensor input, Tensor target) {
        return smoothL1Loss(input, target, SmoothL1.DEFAULT);
    }

    /**
     * The smooth L1 loss (Girshick 2015, with beta as in PyTorch): the absolute error, rounded to a parabola below beta. It
     * is Huber's loss with delta = beta, over beta; with beta 0 it is {@link #l1Loss}.
     */
    @Composite("|d| < \\beta \\mathbin{?} d^2/(2\\beta) : |d| - \\beta/2,\\; d = x - y")
    public static Tensor smoothL1Loss(Tensor input, Tensor target, SmoothL1 options) {
        double beta =
                Require.options(options, "smoothL1Loss", "SmoothL1.DEFAULT").beta();
        return LossArguments.losses(
                "smoothL1Loss",
                input,
                target,
                options.reduction(),
                (x, y) -> beta == 0
                        ? x.sub(y).abs()
                        : HUBER_LOSS.apply(new Delta(beta), x, y).div(beta));
    }

    /** The mean Huber loss with delta 1. */
    public static Tensor huberLoss(Tensor input, Tensor target) {
        return huberLoss(input, target, Huber.DEFAULT);
    }

    /** Huber's loss (1964): half the squared error up to delta, beyond it a line of slope delta. */
    public static Tensor huberLoss(Tensor input, Tensor target, Huber options) {
        Delta delta =
                new Delta(Require.options(options, "huberLoss", "Huber.DEFAULT").delta());
        return LossArguments.losses(
                "huberLoss", input, target, options.reduction(), (x, y) -> HUBER_LOSS.apply(delta, x, y));
    }

    /** The mean log-cosh loss. */
    public static Tensor logCoshLoss(Tensor input, Tensor target) {
        return logCoshLoss(input, target, Reduction.MEAN);
    }

    /** The logarithm of the hyperbolic cosine of the error: like half its square where small, its size where large. */
    public static Tensor logCoshLoss(Tensor input, Tensor target, Reduction reduction) {
        return LossArguments.losses("logCoshLoss", input, target, reduction, LOG_COSH_LOSS::apply);
    }
}
