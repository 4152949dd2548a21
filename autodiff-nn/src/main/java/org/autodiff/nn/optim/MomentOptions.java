package org.autodiff.nn.optim;

import org.autodiff.error.Require;

/**
 * Hyperparameters of {@link Adamax} and {@link RAdam}.
 *
 * @param beta1 decay rate of the running mean of gradients, in [0, 1)
 * @param beta2 decay rate of the running mean of squares, or of the running maximum, in [0, 1)
 * @param eps term added to the denominator, against division by zero
 * @param weightDecay the L2 coefficient
 */
public record MomentOptions(double beta1, double beta2, double eps, double weightDecay) {
    /** PyTorch's: betas 0.9 and 0.999, eps 1e-8, no weight decay. */
    public static final MomentOptions DEFAULT = new MomentOptions(0.9, 0.999, 1e-8, 0);

    /** Checks the ranges. */
    public MomentOptions {
        Require.belowOne(beta1, "MomentOptions", "beta1");
        Require.belowOne(beta2, "MomentOptions", "beta2");
        Require.notNegative(eps, "MomentOptions", "eps");
        Require.notNegative(weightDecay, "MomentOptions", "weightDecay");
    }

    /** These options with other betas. */
    public MomentOptions withBetas(double first, double second) {
        return new MomentOptions(first, second, eps, weightDecay);
    }

    /** These options with another eps. */
    public MomentOptions withEps(double value) {
        return new MomentOptions(beta1, beta2, value, weightDecay);
    }

    /** These options with another weight decay. */
    public MomentOptions withWeightDecay(double value) {
        return new MomentOptions(beta1, beta2, eps, value);
    }
}
