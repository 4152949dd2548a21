package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.nn.SeedSequence;

/**
 * Dropout (Srivastava et al. 2014): in training mode each element is zeroed with a probability, so that units do not
 * rely on each other. In training it draws from its seeds: one thread at a time; in evaluation any number. Three
 * conventions are in use; in all of them the expectation of y is the same in both modes:
 *
 * <table>
 * <caption>With r = 1 where an element is kept, else 0</caption>
 * <tr><th>made by</th><th>the number p is</th><th>in training</th><th>in evaluation</th></tr>
 * <tr><td>{@code new Dropout(p, seed)}</td><td>the probability to drop</td><td>r x / (1 - p)</td><td>x</td></tr>
 * <tr><td>{@code Dropout.keep(p, seed)}</td><td>the probability to keep</td><td>r x / p</td><td>x</td></tr>
 * <tr><td>{@code Dropout.srivastava(p, seed)}</td><td>the probability to keep</td><td>r x</td><td>p x</td></tr>
 * </table>
 *
 * <p>The first is PyTorch's {@code nn.Dropout}, the second TensorFlow's of old, the third that of the paper and of
 * many textbooks. The n-th call in training mode draws its mask from the n-th child of the seed; {@link #rewind}
 * starts anew.
 */
public final class Dropout extends DropoutLayer {
    private enum Convention {
        DROP,
        KEEP,
        SRIVASTAVA
    }

    private final Convention convention;

    /** Dropout by PyTorch's convention, by the probability that an element is zeroed, in [0, 1]. */
    public Dropout(double p, Seed seed) {
        this(Convention.DROP, p, seed);
    }

    private Dropout(Convention convention, double p, Seed seed) {
        super(p, "the probability to " + (convention == Convention.DROP ? "drop" : "keep"), seed);
        this.convention = convention;
    }

    /** Dropout by PyTorch's formula, by the probability that an element is kept, in [0, 1]. */
    public static Dropout keep(double p, Seed seed) {
        return new Dropout(Convention.KEEP, p, seed);
    }

    /** Dropout by the paper's convention, by the probability that an element is kept, in [0, 1]. */
    public static Dropout srivastava(double p, Seed seed) {
        return new Dropout(Convention.SRIVASTAVA, p, seed);
    }

    /** Dropout as a function, by PyTorch's convention, with the first mask of a layer of this seed. */
    public static Tensor inverted(Tensor x, double p, Seed seed) {
        return inverted(x, p, new SeedSequence(given(seed, "Dropout")));
    }

    /**
     * Dropout as a function, by PyTorch's convention, with the mask of the next seed; with p 0 none is drawn. For
     * modules that register their {@link org.autodiff.nn.Module#seedSequences seeds}.
     */
    public static Tensor inverted(Tensor x, double p, SeedSequence seeds) {
        Require.nonNull(x, "Dropout", "the input", "pass a floating-point tensor");
        Require.nonNull(seeds, "Dropout", "the seeds", "pass new SeedSequence(seed)");
        return scaled(x, 1 - Require.probability(p, "Dropout", "the probability to drop"), seeds);
    }

    @Override
    Tensor dropped(Tensor x) {
        return switch (convention) {
            case DROP -> scaled(x, 1 - p);
            case KEEP -> scaled(x, p);
            case SRIVASTAVA -> p == 1 ? x : x.mul(mask(p, 1, x.dtype(), x.shape()));
        };
    }

    @Override
    Tensor kept(Tensor x) {
        return convention == Convention.SRIVASTAVA && p != 1 ? x.mul(p) : x;
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
