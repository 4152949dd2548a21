package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;

/**
 * Adam (Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization").
 *
 * <p>PyTorch's {@code torch.optim.Adam}: with g the gradient plus weightDecay times the parameter and t = 1, 2, ...
 *
 * <pre>
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g^2
 * p = p - learningRate * (m / (1 - beta1^t)) / (sqrt(v) / sqrt(1 - beta2^t) + eps)
 * </pre>
 *
 * <p>Weight decay is L2, part of the gradient; it is not the decoupled one of AdamW. t counts the steps in which a
 * parameter had a gradient.
 */
public final class Adam extends Optimizer {
    /**
     * What is beyond the learning rate.
     *
     * @param beta1 how much of the mean gradient m is kept, in [0, 1)
     * @param beta2 how much of the mean square v is kept, in [0, 1)
     * @param eps what is added to the root, against division by zero
     * @param weightDecay the L2 coefficient
     */
    public record Options(double beta1, double beta2, double eps, double weightDecay) {
        /** PyTorch's: beta1 0.9, beta2 0.999, eps 1e-8, no weight decay. */
        public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0);

        /**
         * Checks the ranges.
         *
         * @throws ArgumentException if a beta is not in [0, 1), or if eps or weight decay is NaN, infinite or negative
         */
        public Options {
            Numbers.inUnitInterval("Adam", "beta1", beta1);
            Numbers.inUnitInterval("Adam", "beta2", beta2);
            Numbers.notNegative("Adam", "eps", eps);
            Numbers.notNegative("Adam", "weightDecay", weightDecay);
        }

        /** These options with other betas. */
        public Options withBetas(double first, double second) {
            return new Options(first, second, eps, weightDecay);
        }

        /** These options with another eps. */
        public Options withEps(double value) {
            return new Options(beta1, beta2, value, weightDecay);
        }

        /** These options with another weight decay. */
        public Options withWeightDecay(double value) {
            return new Options(beta1, beta2, eps, value);
        }
    }

    private final Options options;
    private final Tensor[] means;
    private final Tensor[] squares;
    private final int[] steps;

    /**
     * Adam with PyTorch's defaults; its usual learning rate is 1e-3.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}
     */
    public Adam(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /**
     * Adam with the given options.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}
     */
    public Adam(List<Parameter> parameters, double learningRate, Options options) {
        super(parameters, learningRate);
        this.options = options;
        this.means = new Tensor[parameters.size()];
        this.squares = new Tensor[parameters.size()];
        this.steps = new int[parameters.size()];
    }

    /** The options beyond the learning rate. */
    public Options options() {
        return options;
    }

    @Override
    protected void update(int index, Tensor tensor, Tensor gradient) {
        if (means[index] == null) {
            means[index] = zerosLike(tensor);
            squares[index] = zerosLike(tensor);
        }
        steps[index]++;
        InPlace.adam(
                tensor,
                decayed(tensor, gradient, options.weightDecay()),
                means[index],
                squares[index],
                learningRate(),
                options.beta1(),
                options.beta2(),
                options.eps(),
                steps[index]);
    }
}
