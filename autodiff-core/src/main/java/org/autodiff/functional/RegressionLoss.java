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
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;

/**
 * Losses of a prediction (this tensor) against a target of the same shape and type, element by element. Each comes with
 * the mean as reduction ({@link #halfSquaredError(Tensor)} with the sum); {@link Reduction} or the loss's settings say otherwise. Nothing is broadcast.
 */
public final class RegressionLoss {
    private RegressionLoss() {}

    /** The settings of {@link #smoothL1Loss(Tensor, SmoothL1)}; {@link #options()} and what is changed from there. */
    public record SmoothL1(double beta, Reduction reduction) {
        /** Settings that make sense. */
        public SmoothL1 {
            LossArguments.requireReduction("smoothL1Loss", reduction);
            LossArguments.requireSetting("smoothL1Loss: beta", beta, beta >= 0, "0 or more");
        }

        /** beta 1, the mean. */
        public static SmoothL1 options() {
            return new SmoothL1(1, Reduction.MEAN);
        }

        /** The error at which the parabola passes into a line. */
        public SmoothL1 beta(double value) {
            return new SmoothL1(value, reduction);
        }

        /** What becomes of the losses of the elements. */
        public SmoothL1 reduction(Reduction value) {
            return new SmoothL1(beta, value);
        }
    }

    /** The settings of {@link #huberLoss(Tensor, Huber)}; {@link #options()} and what is changed from there. */
    public record Huber(double delta, Reduction reduction) {
        /** Settings that make sense. */
        public Huber {
            LossArguments.requireReduction("huberLoss", reduction);
            LossArguments.requireSetting("huberLoss: delta", delta, delta > 0, "greater than 0");
        }

        /** delta 1, the mean. */
        public static Huber options() {
            return new Huber(1, Reduction.MEAN);
        }

        /** The error at which the parabola passes into a line. */
        public Huber delta(double value) {
            return new Huber(value, reduction);
        }

        /** What becomes of the losses of the elements. */
        public Huber reduction(Reduction value) {
            return new Huber(delta, value);
        }
    }

    /** The error up to which a loss is quadratic. */
    public record Delta(double delta) implements Attrs {
        @Override
        public void check(String op, Shape first) {
            LossArguments.requireSetting(op + ": delta", delta, delta > 0, "greater than 0");
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
                return b.binary(Binary.MUL, cut, b.binary(Binary.SUB, error, half, out), out);
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
    public static Tensor mseLoss(Tensor x, Tensor target) {
        return mseLoss(x, target, Reduction.MEAN);
    }

    /** The squared errors. The target has this tensor's shape and type. */
    @Composite("(x - y)^2")
    public static Tensor mseLoss(Tensor x, Tensor target, Reduction reduction) {
        LossArguments.requireReduction("mseLoss", reduction);
        LossArguments.requireAlike("mseLoss", "input", x, "target", target);
        return reduction.of("mseLoss", x.sub(target).square());
    }

    /** Half the sum of the squared errors: the loss whose gradient is the error itself. */
    public static Tensor halfSquaredError(Tensor x, Tensor target) {
        return halfSquaredError(x, target, Reduction.SUM);
    }

    /**
     * Half the squared errors. Textbooks sum them over the outputs of a sample and then leave them ({@link
     * Reduction#SAMPLE_SUM}), sum over the samples ({@link Reduction#SUM}) or take the mean of a batch ({@link
     * Reduction#BATCH_MEAN}). The target has this tensor's shape and type.
     */
    @Composite("\\tfrac12 (x - y)^2")
    public static Tensor halfSquaredError(Tensor x, Tensor target, Reduction reduction) {
        LossArguments.requireReduction("halfSquaredError", reduction);
        LossArguments.requireAlike("halfSquaredError", "input", x, "target", target);
        return reduction.of("halfSquaredError", x.sub(target).square().mul(0.5));
    }

    /** The mean absolute error. */
    public static Tensor l1Loss(Tensor x, Tensor target) {
        return l1Loss(x, target, Reduction.MEAN);
    }

    /** The absolute errors; the gradient is 0 where the error is. The target has this tensor's shape and type. */
    @Composite("|x - y|")
    public static Tensor l1Loss(Tensor x, Tensor target, Reduction reduction) {
        LossArguments.requireReduction("l1Loss", reduction);
        LossArguments.requireAlike("l1Loss", "input", x, "target", target);
        return reduction.of("l1Loss", x.sub(target).abs());
    }

    /** The mean of {@link #smoothL1Loss(Tensor, SmoothL1)} with beta 1. */
    public static Tensor smoothL1Loss(Tensor x, Tensor target) {
        return smoothL1Loss(x, target, SmoothL1.options());
    }

    /**
     * Absolute errors, rounded to a parabola below beta (Girshick 2015, with beta as in PyTorch): Huber's loss with delta =
     * beta, over beta. With beta 0 it is {@link #l1Loss}.
     */
    @Composite("|d| < \\beta \\mathbin{?} d^2/(2\\beta) : |d| - \\beta/2,\\; d = x - y")
    public static Tensor smoothL1Loss(Tensor x, Tensor target, SmoothL1 options) {
        LossArguments.requireOptions("smoothL1Loss", options, "SmoothL1.options()");
        LossArguments.requireAlike("smoothL1Loss", "input", x, "target", target);
        double beta = options.beta();
        return beta == 0
                ? l1Loss(x, target, options.reduction())
                : options.reduction()
                        .of(
                                "smoothL1Loss",
                                HUBER_LOSS.apply(new Delta(beta), x, target).div(beta));
    }

    /** The mean of {@link #huberLoss(Tensor, Huber)} with delta 1. */
    public static Tensor huberLoss(Tensor x, Tensor target) {
        return huberLoss(x, target, Huber.options());
    }

    /** Half the squared errors up to delta, then lines of slope delta (Huber 1964). */
    public static Tensor huberLoss(Tensor x, Tensor target, Huber options) {
        LossArguments.requireOptions("huberLoss", options, "Huber.options()");
        LossArguments.requireAlike("huberLoss", "input", x, "target", target);
        return options.reduction().of("huberLoss", HUBER_LOSS.apply(new Delta(options.delta()), x, target));
    }

    /** The mean of {@link #logCoshLoss(Tensor, Reduction)}. */
    public static Tensor logCoshLoss(Tensor x, Tensor target) {
        return logCoshLoss(x, target, Reduction.MEAN);
    }

    /** The logarithms of the hyperbolic cosines of the errors: like half the square when small, the size when large. */
    public static Tensor logCoshLoss(Tensor x, Tensor target, Reduction reduction) {
        LossArguments.requireReduction("logCoshLoss", reduction);
        LossArguments.requireAlike("logCoshLoss", "input", x, "target", target);
        return reduction.of("logCoshLoss", LOG_COSH_LOSS.apply(x, target));
    }
}
