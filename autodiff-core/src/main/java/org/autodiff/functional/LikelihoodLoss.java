package org.autodiff.functional;

import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.elementwise;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.Vmap;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.error.Require;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;

/**
 * Likelihood losses: negative log-likelihoods, in nats, of a target of the same shape and type as the input, element by
 * element. Unless the options have another {@link Reduction}, the result is the mean over all elements.
 */
public final class LikelihoodLoss {
    private LikelihoodLoss() {}

    /** Options of {@link #bceLoss(Tensor, Tensor, Bce)}. */
    public record Bce(Tensor weight, Reduction reduction) {
        /** No weight, the mean. */
        public static final Bce DEFAULT = new Bce(null, Reduction.MEAN);

        /** Checks the ranges. */
        public Bce {
            Require.choice(reduction, "bceLoss", "the reduction", Reduction.MEAN);
        }

        /** These options with factors of the losses, of a shape that broadcasts to the input; null for none. */
        public Bce withWeight(Tensor value) {
            return new Bce(value, reduction);
        }

        /** These options with another reduction of the losses. */
        public Bce withReduction(Reduction value) {
            return new Bce(weight, value);
        }
    }

    /** Options of {@link #bceWithLogits(Tensor, Tensor, BceWithLogits)}. */
    public record BceWithLogits(Tensor weight, Tensor posWeight, Reduction reduction) {
        /** No weights, the mean. */
        public static final BceWithLogits DEFAULT = new BceWithLogits(null, null, Reduction.MEAN);

        /** Checks the ranges. */
        public BceWithLogits {
            Require.choice(reduction, "bceWithLogits", "the reduction", Reduction.MEAN);
        }

        /** These options with factors of the losses, of a shape that broadcasts to the input; null for none. */
        public BceWithLogits withWeight(Tensor value) {
            return new BceWithLogits(value, posWeight, reduction);
        }

        /** These options with factors of the part for target 1, as {@code weight}: greater than 1 for more recall. */
        public BceWithLogits withPosWeight(Tensor value) {
            return new BceWithLogits(weight, value, reduction);
        }

        /** These options with another reduction of the losses. */
        public BceWithLogits withReduction(Reduction value) {
            return new BceWithLogits(weight, posWeight, value);
        }
    }

    /** Options of {@link #klDiv(Tensor, Tensor, KlDiv)}. */
    public record KlDiv(boolean logTarget, Reduction reduction) {
        /** A target of probabilities, the mean over all elements. */
        public static final KlDiv DEFAULT = new KlDiv(false, Reduction.MEAN);

        /** Checks the ranges. */
        public KlDiv {
            Require.choice(reduction, "klDiv", "the reduction", Reduction.MEAN);
        }

        /** These options with a target of logarithms of probabilities, or not. */
        public KlDiv withLogTarget(boolean value) {
            return new KlDiv(value, reduction);
        }

        /** These options with another reduction; {@link Reduction#BATCH_MEAN} is the mean of the divergences of the rows. */
        public KlDiv withReduction(Reduction value) {
            return new KlDiv(logTarget, value);
        }
    }

    /** Options of {@link #poissonNll(Tensor, Tensor, PoissonNll)}. */
    public record PoissonNll(boolean logInput, boolean full, double eps, Reduction reduction) {
        /** An input of logarithms of rates, no Stirling term, eps 1e-8, the mean. */
        public static final PoissonNll DEFAULT = new PoissonNll(true, false, 1e-8, Reduction.MEAN);

        /** Checks the ranges. */
        public PoissonNll {
            Require.choice(reduction, "poissonNll", "the reduction", Reduction.MEAN);
            Require.notNegative(eps, "poissonNll", "eps");
        }

        /** These options with an input of logarithms of rates, or of rates. */
        public PoissonNll withLogInput(boolean value) {
            return new PoissonNll(value, full, eps, reduction);
        }

        /** These options with Stirling's approximation of ln target! added for targets greater than 1, or not. */
        public PoissonNll withFull(boolean value) {
            return new PoissonNll(logInput, value, eps, reduction);
        }

        /** These options with another number that is added to a rate before its logarithm is taken. */
        public PoissonNll withEps(double value) {
            return new PoissonNll(logInput, full, value, reduction);
        }

        /** These options with another reduction of the losses. */
        public PoissonNll withReduction(Reduction value) {
            return new PoissonNll(logInput, full, eps, value);
        }
    }

    /** Options of {@link #gaussianNll(Tensor, Tensor, Tensor, GaussianNll)}. */
    public record GaussianNll(boolean full, double eps, Reduction reduction) {
        /** Without the constant, eps 1e-6, the mean. */
        public static final GaussianNll DEFAULT = new GaussianNll(false, 1e-6, Reduction.MEAN);

        /** Checks the ranges. */
        public GaussianNll {
            Require.choice(reduction, "gaussianNll", "the reduction", Reduction.MEAN);
            Require.positive(eps, "gaussianNll", "eps");
        }

        /** These options with the constant ln(2 pi) / 2 added, or not. */
        public GaussianNll withFull(boolean value) {
            return new GaussianNll(value, eps, reduction);
        }

        /** These options with another smallest variance that counts. */
        public GaussianNll withEps(double value) {
            return new GaussianNll(full, value, reduction);
        }

        /** These options with another reduction of the losses. */
        public GaussianNll withReduction(Reduction value) {
            return new GaussianNll(full, eps, value);
        }
    }

    /** The smallest variance that counts. */
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
                Array zero = b.full(x[0].dtype(), Shape.SCALAR, 0);
                Array one = b.full(x[0].dtype(), Shape.SCALAR, 1);
                Array above = b.compare(Comparator.GT, x[0], zero, x[0].shape());
                Array share = b.where(above, b.binary(Binary.SUB, one, x[1], x[1].shape()), x[1], out);
                Array size = b.unary(Unary.ABS, x[0]);
                // where the label is certain, not 0 times an infinite logit
                Array paid = b.where(
                        b.compare(Comparator.EQ, share, zero, out), zero, b.binary(Binary.MUL, size, share, out), out);
                return b.binary(Binary.ADD, paid, b.unary(Unary.SOFTPLUS, b.unary(Unary.NEG, size)), out);
            })
            .broadcasts()
            .derivatives((x, t, z) -> x.sigmoid().sub(t), (x, t, z) -> x.neg())
            .saves(INPUT)
            .scalar(LikelihoodLoss::logistic, (x, t, z) -> Unary.SIGMOID.apply(x) - t, (x, t, z) -> -x)
            .domains(real(-3, 3), real(0, 1))
            .formula("\\max(x, 0) - x y + \\ln(1 + e^{-|x|})", "\\sigma(x) - y", "-x")
            .define();

    /** The loss of a logit; 0 for one that is infinite on the side of a certain label. */
    private static double logistic(double x, double t) {
        double share = x > 0 ? 1 - t : t;
        return (share == 0 && Double.isInfinite(x) ? 0 : Math.abs(x) * share) + Math.log1p(Math.exp(-Math.abs(x)));
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
                Array error = b.binary(Binary.SUB, x[0], x[1], out);
                // not the square first, which may overflow or vanish
                Array ratio = b.binary(Binary.MUL, b.binary(Binary.DIV, error, var, out), error, out);
                Array twice = b.binary(Binary.ADD, b.unary(Unary.LOG, var), ratio, out);
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
            .leading()
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
        return var.reciprocal().sub(byMean(call).square()).mul(0.5);
    }

    /** The mean binary cross-entropy of probabilities. */
    public static Tensor bceLoss(Tensor input, Tensor target) {
        return bceLoss(input, target, Bce.DEFAULT);
    }

    /**
     * The binary cross-entropy between probabilities; each logarithm is at least -100. Prefer {@link #bceWithLogits}, which
     * loses nothing for probabilities near 0 and 1.
     *
     * @param input probabilities of class 1
     * @param target probabilities of class 1, of the input's shape and type
     */
    public static Tensor bceLoss(Tensor input, Tensor target, Bce options) {
        Require.options(options, "bceLoss", "Bce.DEFAULT");
        LossArguments.requireAlike("bceLoss", "input", input, "target", target);
        LossArguments.requireProbabilities("bceLoss", "input", input);
        LossArguments.requireProbabilities("bceLoss", "target", target);
        Tensor losses = weighted("bceLoss", input, BCE_LOSS.apply(input, target), options.weight());
        return options.reduction().of("bceLoss", losses);
    }

    private static Tensor weighted(String op, Tensor input, Tensor losses, Tensor weight) {
        return weight == null
                ? losses
                : LossArguments.weighted(losses, LossArguments.requireWeight(op, input, "weight", weight));
    }

    /** The mean binary cross-entropy of logits. */
    public static Tensor bceWithLogits(Tensor input, Tensor target) {
        return bceWithLogits(input, target, BceWithLogits.DEFAULT);
    }

    /**
     * The binary cross-entropy of the probabilities sigmoid(x), computed from the logits x: exact for logits of any size.
     *
     * @param input logits
     * @param target probabilities of class 1, of the input's shape and type
     */
    public static Tensor bceWithLogits(Tensor input, Tensor target, BceWithLogits options) {
        Require.options(options, "bceWithLogits", "BceWithLogits.DEFAULT");
        LossArguments.requireAlike("bceWithLogits", "input", input, "target", target);
        LossArguments.requireProbabilities("bceWithLogits", "target", target);
        Tensor losses;
        if (options.posWeight() == null) {
            losses = BCE_WITH_LOGITS.apply(input, target);
        } else {
            Tensor posWeight = LossArguments.requireWeight("bceWithLogits", input, "posWeight", options.posWeight());
            Tensor ifOne = BCE_WITH_LOGITS.apply(input, Tensor.scalar(input.dtype(), 1));
            Tensor ifZero = BCE_WITH_LOGITS.apply(input, Tensor.scalar(input.dtype(), 0));
            losses = LossArguments.weighted(ifOne, target.mul(posWeight))
                    .add(LossArguments.weighted(ifZero, target.rsub(1)));
        }
        return options.reduction().of("bceWithLogits", weighted("bceWithLogits", input, losses, options.weight()));
    }

    /** The mean over all elements of the terms of the Kullback-Leibler divergence. */
    public static Tensor klDiv(Tensor input, Tensor target) {
        return klDiv(input, target, KlDiv.DEFAULT);
    }

    /**
     * The terms of the Kullback-Leibler divergence of a distribution from the target distribution. A target of 0 contributes
     * 0, whatever the input.
     *
     * @param input logarithms of probabilities
     * @param target probabilities, or their logarithms if the options say so; of the input's shape and type
     */
    public static Tensor klDiv(Tensor input, Tensor target, KlDiv options) {
        Require.options(options, "klDiv", "KlDiv.DEFAULT");
        LossArguments.requireAlike("klDiv", "input", input, "target", target);
        if (!options.logTarget()) {
            LossArguments.requireNotNegative("klDiv", "target", target);
        }
        Tensor terms = options.logTarget() ? ofLogTarget(input, target) : KL_DIV.apply(input, target);
        return options.reduction().of("klDiv", terms);
    }

    /** e^y (y - x), of which the derivatives are finite where e^y is 0; 0 there, whatever x. */
    private static Tensor ofLogTarget(Tensor input, Tensor target) {
        Tensor terms = target.exp().mul(target.sub(input));
        if (TensorArguments.isFinite(terms)) {
            return terms;
        }
        Tensor zero = Tensor.scalar(input.dtype(), 0);
        Tensor none = target.stopGradient().exp().eq(0);
        Tensor y = none.where(zero, target);
        return none.where(zero, y.exp().mul(y.sub(none.where(zero, input))));
    }

    /** The mean negative log-likelihood of counts under Poisson distributions with these logarithms of rates. */
    public static Tensor poissonNll(Tensor input, Tensor target) {
        return poissonNll(input, target, PoissonNll.DEFAULT);
    }

    /**
     * The negative log-likelihood of counts under Poisson distributions, without the terms that only depend on the target.
     *
     * @param input rates, or their logarithms
     * @param target counts, 0 or more, of the input's shape and type
     */
    @Composite("e^x - y x")
    public static Tensor poissonNll(Tensor input, Tensor target, PoissonNll options) {
        Require.options(options, "poissonNll", "PoissonNll.DEFAULT");
        LossArguments.requireAlike("poissonNll", "input", input, "target", target);
        LossArguments.requireNotNegative("poissonNll", "target", target);
        Tensor losses = options.logInput()
                ? without(input.exp(), LossArguments.weighted(input, target))
                : without(input, logarithms(target, input.add(options.eps())));
        return options.reduction().of("poissonNll", options.full() ? losses.add(stirling(target)) : losses);
    }

    /** Counts times the logarithms of rates; 0 for a count of 0, also by derivatives where the rate is 0. */
    private static Tensor logarithms(Tensor counts, Tensor rates) {
        Tensor constant = rates.stopGradient();
        if (rates.size() == 0 || Vmap.numbers(constant).min().item() > 0) {
            return counts.xlogy(rates);
        }
        Tensor none = counts.stopGradient().eq(0).logicalAnd(constant.eq(0));
        return counts.xlogy(none.where(Tensor.scalar(rates.dtype(), 1), rates));
    }

    /** x - y; infinite where both are, for a rate outgrows any multiple of its logarithm. */
    private static Tensor without(Tensor x, Tensor y) {
        if (TensorArguments.isFinite(y)) {
            return x.sub(y);
        }
        Tensor both = x.stopGradient()
                .eq(Double.POSITIVE_INFINITY)
                .logicalAnd(y.stopGradient().eq(Double.POSITIVE_INFINITY));
        return x.sub(both.where(Tensor.scalar(y.dtype(), 0), y));
    }

    /** Stirling's approximation of ln t!, for t greater than 1; 0 for the others, whose logarithm is not taken. */
    private static Tensor stirling(Tensor t) {
        Tensor large = t.gt(1);
        Tensor safe = large.where(t, Tensor.scalar(t.dtype(), 1));
        Tensor root = safe.mul(2 * Math.PI).log().mul(0.5);
        return large.where(safe.mul(safe.log().sub(1)).add(root), Tensor.scalar(t.dtype(), 0));
    }

    /** The mean negative log-likelihood under normal distributions, with eps 1e-6. */
    public static Tensor gaussianNll(Tensor input, Tensor target, Tensor variance) {
        return gaussianNll(input, target, variance, GaussianNll.DEFAULT);
    }

    /**
     * The negative log-likelihood of a target under normal distributions, without the constant.
     *
     * @param input means
     * @param target of the input's shape and type
     * @param variance 0 or more, of the same shape; where it is less than eps, eps counts, but the gradient is that of a
     *     variance which had not been raised
     */
    public static Tensor gaussianNll(Tensor input, Tensor target, Tensor variance, GaussianNll options) {
        Require.options(options, "gaussianNll", "GaussianNll.DEFAULT");
        LossArguments.requireAlike("gaussianNll", "input", input, "target", target);
        LossArguments.requireAlike("gaussianNll", "input", input, "variance", variance);
        LossArguments.requireNotNegative("gaussianNll", "variance", variance);
        Tensor losses = GAUSSIAN_NLL.apply(new Floor(options.eps()), input, target, variance);
        return options.reduction().of("gaussianNll", options.full() ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses);
    }
}
