package org.autodiff.nn.layer;

import java.util.Arrays;
import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.functional.Padding;
import org.autodiff.functional.Padding.Mode;

/**
 * Elements added around the last axes: what PyTorch has {@code nn.ZeroPad2d}, {@code nn.ConstantPad1d}, {@code
 * nn.ReflectionPad2d}, {@code nn.ReplicationPad3d}, {@code nn.CircularPad2d} and the like for. It has no state.
 */
public final class Pad extends Layer {
    private final Mode mode;
    private final double value;
    private final int[] amounts;

    /**
     * Zeros.
     *
     * @param amounts pairs (before, after) of the last axis, the one before it, and so on; negative ones take away
     * @throws ArgumentException if their number is odd or 0
     */
    public Pad(int... amounts) {
        this(Mode.CONSTANT, 0, amounts);
    }

    /**
     * Elements from the input itself, or zeros.
     *
     * @throws ArgumentException if the number of amounts is odd or 0
     */
    public Pad(Mode mode, int... amounts) {
        this(mode, 0, amounts);
    }

    private Pad(Mode mode, double value, int[] amounts) {
        Require.nonNull(amounts, "Pad", "the amounts", "give pairs (before, after)");
        if (amounts.length == 0 || amounts.length % 2 != 0) {
            throw new ArgumentException("Pad: the amounts " + Arrays.toString(amounts)
                    + " must be pairs (before, after), the last axis first");
        }
        this.mode = Checks.choice("Pad", "the mode", mode, Mode.CONSTANT);
        this.value = Checks.finite("Pad", "the value", value);
        this.amounts = amounts.clone();
    }

    /**
     * A number of one's own.
     *
     * @throws ArgumentException if it is not finite, or the number of amounts is odd or 0
     */
    public static Pad constant(double value, int... amounts) {
        return new Pad(Mode.CONSTANT, value, amounts);
    }

    @Override
    Tensor compute(Tensor x) {
        return mode == Mode.CONSTANT ? Padding.padConstant(x, value, amounts) : Padding.pad(x, mode, amounts);
    }

    @Override
    protected String extraRepr() {
        return mode.name().toLowerCase(Locale.ROOT) + (value == 0 ? "" : "=" + value) + ", " + Arrays.toString(amounts);
    }
}
