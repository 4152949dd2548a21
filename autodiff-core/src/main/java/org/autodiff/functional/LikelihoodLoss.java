package org.autodiff.functional;

import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.elementwise;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;

/**
 * Negative log-likelihoods of a target of the same shape and type, element by element, in nats. Each comes with the mean
 * as reduction; {@link Reduction} or the loss's settings say otherwise. LossArguments are not broadcast.
 */
public final class LikelihoodLoss {
    private LikelihoodLoss() {}

    /** The settings of {@link #bceLoss(Tensor, Bce)}; {@link #options()} and what is changed from there. */
    public record Bce(Tensor weight, Reduction reduction) {
        /** Settings that make sense. */
        public Bce {
            LossArguments.requireReduction("bceLoss", reduction);
        }

        /** No weight, the mean. */
        public static Bce options() {
            return new Bce(null, Reduction.MEAN);
        }

        /** Factors of the elements' losses, which broadcast to the input. */
        public Bce weight(Tensor value) {
            return new Bce(value, reduction);
        }

        /** What becomes of the losses of the elements. */
        public Bce reduction(Reduction value) {
            return new Bce(weight, value);
        }
    }

    /** The settings of {@link #bceWithLogits(Tensor, BceWithLogits)}; {@link #options()} and what is changed from there. */
    public record BceWithLogits(Tensor weight, Tensor posWeight, Reduction reduction) {
        /** Settings that make sense. */
        public BceWithLogits {
            LossArguments.requireReduction("bceWithLogits", reduction);
        }

        /** No weights, the mean. */
        public static BceWithLogits options() {
            return new BceWithLogits(null, null, Reduction.MEAN);
        }

        /** Factors of the elements' losses, which broadcast to the input. */
        public BceWithLogits weight(Tensor value) {
            return new BceWithLogits(value, posWeight, reduction);
        }

        /** Factors of the part for target 1, which broadcast to the input: greater than 1 for more recall. */
        public BceWithLogits posWeight(Tensor value) {
            return new BceWithLogits(weight, value, reduction);
        }

        /** What becomes of the losses of the elements. */
        public BceWithLogits reduction(Reduction value) {
            return new BceWithLogits(weight, posWeight, value);
        }
    }

    /** The settings of {@link #klDiv(Tensor, KlDiv)}; {@link #options()} and what is changed from there. */
    public record KlDiv(boolean logTarget, Reduction reduction) {
        /** Settings that make sense. */
        public KlDiv {
            LossArguments.requireReduction("klDiv", reduction);
        }

        /** The target holds probabilities; the mean over all elements. */
        public static KlDiv options() {
            return new KlDiv(false, Reduction.MEAN);
        }

        /** Whether the target holds logarithms of probabilities. */
        public KlDiv logTarget(boolean value) {
            return new KlDiv(value, reduction);
        }

        /** What becomes of the terms; {@link Reduction#BATCH_MEAN} gives the mean of the rows' divergences. */
        public KlDiv reduction(Reduction value) {
            return new KlDiv(logTarget, value);
        }
    }

    /** The settings of {@link #poissonNll(Tensor, PoissonNll)}; {@link #options()} and what is changed from there. */
    public record PoissonNll(boolean logInput, boolean full, double eps, Reduction reduction) {
        /** Settings that make sense. */
        public PoissonNll {
            LossArguments.requireReduction("poissonNll", reduction);
            LossArguments.requireSetting("poissonNll: eps", eps, eps >= 0, "0 or more");
        }

        /** The input holds logarithms of rates; without the Stirling term; eps 1e-8; the mean. */
        public static PoissonNll options() {
            return new PoissonNll(true, false, 1e-8, Reduction.MEAN);
        }

        /** Whether the input holds logarithms of rates. */
        public PoissonNll logInput(boolean value) {
            return new PoissonNll(value, full, eps, reduction);
        }

        /** Whether Stirling's approximation of ln target! is added, for targets greater than 1. */
        public PoissonNll full(boolean value) {
            return new PoissonNll(logInput, value, eps, reduction);
        }

        /** What is added to a rate before its logarithm is taken. */
        public PoissonNll eps(double value) {
            return new PoissonNll(logInput, full, value, reduction);
        }

        /** What becomes of the losses of the elements. */
        public PoissonNll reduction(Reduction value) {
            return new PoissonNll(logInput, full, eps, value);
        }
    }

    /** The settings of {@link #gaussianNll(Tensor, Tensor, GaussianNll)}; {@link #options()} and what is changed from there. */
    public record GaussianNll(boolean full, double eps, Reduction reduction) {
        /** Settings that make sense. */
        public GaussianNll {
            LossArguments.requireReduction("gaussianNll", reduction);
            LossArguments.requireSetting("gaussianNll: eps", eps, eps > 0, "greater than 0");
        }

        /** Without the constant; eps 1e-6; the mean. */
        public static GaussianNll options() {
            return new GaussianNll(false, 1e-6, Reduction.MEAN);
        }

        /** Whether the constant ln(2 pi) / 2 is added. */
        public GaussianNll full(boolean value) {
            return new GaussianNll(value, eps, reduction);
        }

        /** The smallest variance that counts. */
        public GaussianNll eps(double value) {
            return new GaussianNll(full, value, reduction);
        }

        /** What becomes of the losses of the elements. */
        public GaussianNll reduction(Reduction value) {
            return new GaussianNll(full, eps, value);
        }
    }

    /** The smallest value of something. */
    public record Floor(double floor) implements Attrs {
        @Override
        public String toString() {
            return "floor=" + floor;
        }
    }

    /* Both logarithms end at -100, and the product p (1 - p) in the derivative at 1e-12 (in single precision), as in
     * PyTorch: a certain but wrong prediction costs 100 and has a steep but finite slope. */
    public static final OpDef BCE_LOSS = elementwise("bceLoss")
            .forward((b, x, out, attrs) -> {
                Array one = b.full(x[0].dtype(), Shape.SCALAR, 1);
                Array floor = b.full(x[0].dtype(), Shape.SCALAR, -100);
                Array is = b.binary(Binary.MAXIMUM, b.unary(Unary.LOG, x[0]), floor, x[0].shape());
                Array rest = b.unary(Unary.LOG1P, b.unary(Unary.NEG, x[0]));
                Array isNot = b.binary(Binary.MAXIMUM, rest, floor, x[0].shape());
                Array yes = b.binary(Binary.MUL, is, x[1], out);
                Array no = b.binary(Binary.MUL, isNot, b.binary(Binary.SUB, one, x[1], x[1].shape()), out);
                return b.unary(Unary.NEG, b.binary(Binary.ADD, yes, no, out));
            })
            .broadcasts()
            .derivatives(
                    (p, t, z) -> p.sub(t).div(p.rsub(1).mul(p).maximum(1e-12f)),
                    (p, t, z) -> p.neg().log1p().maximum(-100).sub(p.log().maximum(-100)))
            .saves(INPUT)
            .scalar(
                    (p, t) -> -(t * Math.max(Math.log(p), -100) + (1 - t) * Math.max(Math.log1p(-p), -100)),
                    (p, t, z) -> (p - t) / Math.max((1 - p) * p, 1e-12f),
                    (p, t, z) -> Math.max(Math.log1p(-p), -100) - Math.max(Math.log(p), -100))
            .domains(real(0.05, 0.95), real(0, 1))
            .formula("-y \\ln x - (1 - y)\\ln(1 - x)", "(x - y)/(x(1 - x))", "\\ln(1 - x) - \\ln x")
            .define();

    public static final OpDef BCE_WITH_LOGITS = elementwise("bceWithLogits")
            .forward((b, x, out, attrs) -> {
                Array paid =
                        b.binary(Binary.SUB, b.unary(Unary.RELU, x[0]), b.binary(Binary.MUL, x[0], x[1], out), out);
                return b.binary(Binary.ADD, paid, softplus(b, x[0]), out);
            })
            .broadcasts()
            .derivatives((x, t, z) -> x.sigmoid().sub(t), (x, t, z) -> x.neg())
            .saves(INPUT)
            .scalar(
                    (x, t) -> Math.max(x, 0) - x * t + Math.log1p(Math.exp(-Math.abs(x))),
                    (x, t, z) -> Unary.SIGMOID.apply(x) - t,
                    (x, t, z) -> -x)
            .domains(real(-3, 3), real(0, 1))
            .formula("\\max(x, 0) - x y + \\ln(1 + e^{-|x|})", "\\sigma(x) - y", "-x")
            .define();

    /** What ln(1 + e^x) has beyond max(x, 0): {@code ln(1 + e^-|x|)}, from 0 to ln 2. */
    private static Array softplus(Backend b, Array x) {
        Array e = b.unary(Unary.EXP, b.unary(Unary.NEG, b.unary(Unary.ABS, x)));
        return b.unary(Unary.LOG1P, e);
    }

    public static final OpDef KL_DIV = elementwise("klDiv")
            .forward((b, x, out, attrs) -> {
                Array zero = b.full(x[1].dtype(), Shape.SCALAR, 0);
                Array gap = b.binary(Binary.SUB, b.unary(Unary.LOG, x[1]), x[0], out);
                Array term = b.binary(Binary.MUL, x[1], gap, out);
                return b.where(b.compare(Comparator.EQ, x[1], zero, x[1].shape()), zero, term, out);
            })
            .broadcasts()
            .derivatives((x, p, z) -> p.neg(), (x, p, z) -> p.log().add(1).sub(x))
            .saves(INPUT)
            .scalar((x, p) -> p == 0 ? 0 : p * (Math.log(p) - x), (x, p, z) -> -p, (x, p, z) -> Math.log(p) + 1 - x)
            .domains(real(-3, 0), real(0.05, 1))
            .formula("y(\\ln y - x)", "-y", "\\ln y + 1 - x")
            .define();

    /* The derivative by the variance is taken as if it had not been raised to the floor, so that one which is too small
     * can grow again; as PyTorch. */
    public static final OpDef GAUSSIAN_NLL = custom("gaussianNll")
            .forward(Floor.class, (b, x, out, a) -> {
                Array var = b.binary(Binary.MAXIMUM, x[2], b.full(x[2].dtype(), Shape.SCALAR, a.floor()), out);
                Array square = b.unary(Unary.SQUARE, b.binary(Binary.SUB, x[0], x[1], out));
                Array twice =
                        b.binary(Binary.ADD, b.unary(Unary.LOG, var), b.binary(Binary.DIV, square, var, out), out);
                return b.binary(Binary.MUL, twice, b.full(x[0].dtype(), Shape.SCALAR, 0.5), out);
            })
            .shape(LossArguments.ALIKE)
            .vjp((call, g) -> {
                Tensor byInput = call.needs(0) || call.needs(1) ? g.mul(byMean(call)) : null;
                return new Tensor[] {
                    byInput, call.needs(1) ? byInput.neg() : null, call.needs(2) ? g.mul(byVariance(call)) : null
                };
            })
            .jvp((call, t) -> {
                Tensor z = null;
                if (t[0] != null || t[1] != null) {
                    Tensor error = t[0] == null ? t[1].neg() : t[1] == null ? t[0] : t[0].sub(t[1]);
                    z = error.mul(byMean(call));
                }
                Tensor v = t[2] == null ? null : t[2].mul(byVariance(call));
                return z == null ? v : v == null ? z : z.add(v);
            })
            .saves(INPUT)
            .domains(real(-3, 3), real(-3, 3), real(0.4, 3))
            .samples(new Floor(1e-6), "[3,4] [3,4] [3,4]")
            .rejects(new Floor(1e-6), "do not broadcast", "[3,4] [4] [3,4]")
            .formula("\\tfrac12(\\ln z + (x - y)^2/z)", "(x - y)/z", "(y - x)/z", "\\tfrac12(1/z - (x - y)^2/z^2)")
            .define();

    private static Tensor variance(Call call) {
        return call.input(2).maximum(call.attrs(Floor.class).floor());
    }

    private static Tensor byMean(Call call) {
        return call.input(0).sub(call.input(1)).div(variance(call));
    }

    private static Tensor byVariance(Call call) {
        Tensor var = variance(call);
        Tensor square = call.input(0).sub(call.input(1)).square();
        return square.div(var).rsub(1).div(var).mul(0.5);
    }

    /** The mean of {@link #bceLoss(Tensor, Bce)} without weight. */
    public static Tensor bceLoss(Tensor x, Tensor target) {
        return bceLoss(x, target, Bce.options());
    }

    /**
     * The binary cross-entropy of these probabilities; each logarithm ends at -100. Prefer {@link #bceWithLogits(Tensor)},
     * which loses nothing for probabilities near 0 and 1.
     *
     * @param target the probabilities of 1, of this tensor's shape and type
     */
    public static Tensor bceLoss(Tensor x, Tensor target, Bce options) {
        LossArguments.requireOptions("bceLoss", options, "Bce.options()");
        LossArguments.requireAlike("bceLoss", "input", x, "target", target);
        LossArguments.requireProbabilities("bceLoss", "input", x);
        LossArguments.requireProbabilities("bceLoss", "target", target);
        Tensor losses = weighted(x, "bceLoss", BCE_LOSS.apply(x, target), options.weight());
        return options.reduction().of("bceLoss", losses);
    }

    private static Tensor weighted(Tensor x, String op, Tensor losses, Tensor weight) {
        if (weight == null) {
            return losses;
        }
        LossArguments.requireWeight(op, x, "weight", weight);
        return losses.mul(weight);
    }

    /** The mean of {@link #bceWithLogits(Tensor, BceWithLogits)} without weights. */
    public static Tensor bceWithLogits(Tensor x, Tensor target) {
        return bceWithLogits(x, target, BceWithLogits.options());
    }

    /**
     * The binary cross-entropy of the probabilities sigmoid(this), computed from the logits: exact for logits of any size.
     *
     * @param target the probabilities of 1, of this tensor's shape and type
     */
    public static Tensor bceWithLogits(Tensor x, Tensor target, BceWithLogits options) {
        LossArguments.requireOptions("bceWithLogits", options, "BceWithLogits.options()");
        LossArguments.requireAlike("bceWithLogits", "input", x, "target", target);
        LossArguments.requireProbabilities("bceWithLogits", "target", target);
        Tensor losses = BCE_WITH_LOGITS.apply(x, target);
        if (options.posWeight() != null) {
            LossArguments.requireWeight("bceWithLogits", x, "posWeight", options.posWeight());
            Tensor ifOne =
                    BCE_WITH_LOGITS.apply(x, Tensor.ones(x.dtype(), x.shape().toArray()));
            losses = losses.add(ifOne.mul(target).mul(options.posWeight().sub(1)));
        }
        return options.reduction().of("bceWithLogits", weighted(x, "bceWithLogits", losses, options.weight()));
    }

    /** The mean over all elements of {@link #klDiv(Tensor, KlDiv)} with a target of probabilities. */
    public static Tensor klDiv(Tensor x, Tensor target) {
        return klDiv(x, target, KlDiv.options());
    }

    /**
     * The terms of the Kullback-Leibler divergence from a distribution, of which this tensor holds the logarithms, to the
     * target distribution. A target of 0 contributes 0, whatever the input.
     *
     * @param target probabilities, or their logarithms if the settings say so; of this tensor's shape and type
     */
    public static Tensor klDiv(Tensor x, Tensor target, KlDiv options) {
        LossArguments.requireOptions("klDiv", options, "KlDiv.options()");
        LossArguments.requireAlike("klDiv", "input", x, "target", target);
        if (!options.logTarget()) {
            LossArguments.requireNotNegative("klDiv", "target", target);
        }
        return options.reduction().of("klDiv", KL_DIV.apply(x, options.logTarget() ? target.exp() : target));
    }

    /** The mean of {@link #poissonNll(Tensor, PoissonNll)} of logarithms of rates. */
    public static Tensor poissonNll(Tensor x, Tensor target) {
        return poissonNll(x, target, PoissonNll.options());
    }

    /**
     * The negative log-likelihoods of counts under Poisson distributions of these rates (or logarithms of rates), without
     * the terms that only depend on the target.
     *
     * @param target the counts, 0 or more, of this tensor's shape and type
     */
    @Composite("e^x - y x")
    public static Tensor poissonNll(Tensor x, Tensor target, PoissonNll options) {
        LossArguments.requireOptions("poissonNll", options, "PoissonNll.options()");
        LossArguments.requireAlike("poissonNll", "input", x, "target", target);
        LossArguments.requireNotNegative("poissonNll", "target", target);
        Tensor losses = options.logInput()
                ? x.exp().sub(target.mul(x))
                : x.sub(target.mul(x.add(options.eps()).log()));
        return options.reduction().of("poissonNll", options.full() ? losses.add(stirling(target)) : losses);
    }

    /** Stirling's approximation of ln t!, for t greater than 1; 0 for the others, whose logarithm is not taken. */
    private static Tensor stirling(Tensor t) {
        Tensor large = t.gt(1);
        Tensor safe = large.where(t, Tensor.scalar(t.dtype(), 1));
        Tensor term =
                safe.mul(safe.log()).sub(safe).add(safe.mul(2 * Math.PI).log().mul(0.5));
        return large.where(term, Tensor.scalar(t.dtype(), 0));
    }

    /** The mean of {@link #gaussianNll(Tensor, Tensor, GaussianNll)} with eps 1e-6. */
    public static Tensor gaussianNll(Tensor x, Tensor target, Tensor variance) {
        return gaussianNll(x, target, variance, GaussianNll.options());
    }

    /**
     * The negative log-likelihoods of a target under normal distributions with these means, without the constant.
     *
     * @param target of this tensor's shape and type
     * @param variance 0 or more, of the same shape; where it is less than eps, eps counts, but the gradient is that of a
     *     variance which had not been raised
     */
    public static Tensor gaussianNll(Tensor x, Tensor target, Tensor variance, GaussianNll options) {
        LossArguments.requireOptions("gaussianNll", options, "GaussianNll.options()");
        LossArguments.requireAlike("gaussianNll", "input", x, "target", target);
        LossArguments.requireAlike("gaussianNll", "input", x, "variance", variance);
        LossArguments.requireNotNegative("gaussianNll", "variance", variance);
        Tensor losses = GAUSSIAN_NLL.apply(new Floor(options.eps()), x, target, variance);
        return options.reduction().of("gaussianNll", options.full() ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses);
    }
}
