package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.SeedSequence;

/**
 * Dropout (Srivastava et al. 2014): in training mode each element is left out with a probability, so that units do not rely
 * on each other. Three conventions are in use; in all of them the expectation of y is the same in both modes:
 *
 * <table>
 * <caption>With r = 1 where an element is kept, else 0</caption>
 * <tr><th>made by</th><th>the number p is</th><th>in training</th><th>in evaluation</th></tr>
 * <tr><td>{@code new Dropout(p, seed)}</td><td>the probability to drop</td><td>r x / (1 - p)</td><td>x</td></tr>
 * <tr><td>{@code Dropout.keep(p, seed)}</td><td>the probability to keep</td><td>r x / p</td><td>x</td></tr>
 * <tr><td>{@code Dropout.srivastava(p, seed)}</td><td>the probability to keep</td><td>r x</td><td>p x</td></tr>
 * </table>
 *
 * <p>The first is PyTorch's {@code nn.Dropout}, the second TensorFlow's of old, the third that of the paper and of many
 * textbooks. The n-th call in training mode draws its mask from the n-th child of the seed; {@link #rewind} starts anew.
 */
public final class Dropout extends Layer {
    private enum Convention {
        DROP,
        KEEP,
        SRIVASTAVA
    }

    private final Convention convention;
    private final double p;
    private final Masks masks;

    /**
     * PyTorch's convention.
     *
     * @param p the probability that an element is left out; those that stay are divided by {@code 1 - p}. With 0 nothing is
     *     changed, with 1 nothing is left
     * @param seed source of the masks
     * @throws ArgumentException if p is not in [0, 1] or the seed is null
     */
    public Dropout(double p, Seed seed) {
        this(Convention.DROP, Checks.probability("Dropout", "the probability to drop", p), seed);
    }

    private Dropout(Convention convention, double p, Seed seed) {
        this.convention = convention;
        this.p = p;
        this.masks = new Masks(seeds(Masks.NAME, Checks.seed("Dropout", seed)));
    }

    /**
     * The same with the other number: the probability that an element stays.
     *
     * @param p those that stay are divided by it
     * @throws ArgumentException if p is not in [0, 1] or the seed is null
     */
    public static Dropout keep(double p, Seed seed) {
        return new Dropout(Convention.KEEP, Checks.probability("Dropout", "the probability to keep", p), seed);
    }

    /**
     * The paper's convention: nothing is scaled in training, everything in evaluation.
     *
     * @param p the probability that an element stays, by which everything is multiplied in evaluation
     * @throws ArgumentException if p is not in [0, 1] or the seed is null
     */
    public static Dropout srivastava(double p, Seed seed) {
        return new Dropout(Convention.SRIVASTAVA, Checks.probability("Dropout", "the probability to keep", p), seed);
    }

    /**
     * Dropout as a function, in PyTorch's convention: the mask is that of the seed.
     *
     * @param p the probability that an element is left out
     * @throws ArgumentException if p is not in [0, 1] or the seed is null
     */
    public static Tensor inverted(Tensor x, double p, Seed seed) {
        Require.nonNull(x, "Dropout.inverted", "x", "pass a tensor");
        Checks.probability("Dropout", "the probability to drop", p);
        return new Masks(new SeedSequence(Checks.seed("Dropout", seed))).keep(x, 1 - p);
    }

    /** The next call draws the first mask again, the one after that the second, and so on. */
    public void rewind() {
        masks.rewind();
    }

    @Override
    Tensor compute(Tensor x) {
        requireFloating(x);
        if (convention == Convention.SRIVASTAVA) {
            if (p == 1) {
                return x;
            }
            return x.mul(isTraining() ? masks.next(p, 1, x.dtype(), x.shape()) : x.constant(p));
        }
        return isTraining() ? masks.keep(x, convention == Convention.DROP ? 1 - p : p) : x;
    }

    @Override
    protected String extraRepr() {
        return switch (convention) {
            case DROP -> "p=" + p;
            case KEEP -> "keep=" + p;
            case SRIVASTAVA -> "keep=" + p + ", scaled in evaluation";
        };
    }
}
