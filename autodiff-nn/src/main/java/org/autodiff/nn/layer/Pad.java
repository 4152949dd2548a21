package org.autodiff.nn.layer;

import java.util.Arrays;
import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.functional.Padding;
import org.autodiff.functional.Padding.Mode;

/**
 * Padding of the last axes: PyTorch's {@code nn.ZeroPad2d}, {@code nn.ConstantPad1d}, {@code nn.ReflectionPad2d},
 * {@code nn.ReplicationPad3d}, {@code nn.CircularPad2d} and the like.
 */
public final class Pad extends Layer {
    private final Mode mode;
    private final double value;
    private final int[] amounts;

    /**
     * Padding with zeros.
     *
     * @param amounts pairs (before, after) of the last axis, the one before it, and so on; negative ones take away
     * @throws ArgumentException if their number is odd or 0
     */
    public Pad(int... amounts) {
        this(Mode.CONSTANT, 0, amounts);
    }

    /** Padding with elements of the input, or with zeros, as the mode says; amounts as for zeros. */
    public Pad(Mode mode, int... amounts) {
        this(mode, 0, amounts);
    }

    private Pad(Mode mode, double value, int[] amounts) {
        Require.nonNull(amounts, owner(), "the amounts", "give pairs (before, after)");
        if (amounts.length == 0 || amounts.length % 2 != 0) {
            throw new ArgumentException("Pad: the amounts " + Arrays.toString(amounts)
                    + " must be pairs (before, after), the last axis first");
        }
        this.mode = Require.choice(mode, owner(), "the mode", Mode.CONSTANT);
        this.value = Require.finite(value, owner(), "the value");
        this.amounts = amounts.clone();
    }

    /** Padding with the given finite number; amounts as for zeros. */
    public static Pad constant(double value, int... amounts) {
        return new Pad(Mode.CONSTANT, value, amounts);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return mode == Mode.CONSTANT
                ? Padding.padConstant(x, value, amounts.clone())
                : Padding.pad(x, mode, amounts.clone());
    }

    @Override
    protected String extraRepr() {
        return mode.name().toLowerCase(Locale.ROOT) + (value == 0 ? "" : "=" + value) + ", " + Arrays.toString(amounts);
    }
}
