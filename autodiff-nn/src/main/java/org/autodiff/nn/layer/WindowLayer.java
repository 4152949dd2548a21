package org.autodiff.nn.layer;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/** A layer that slides a window over the last one to three axes of [N, C, positions...]: convolution and pooling. */
public abstract class WindowLayer extends Layer {
    private final int axes;

    /**
     * A layer over so many axes.
     *
     * @param axes 1, 2 or 3
     * @throws ArgumentException if axes is another number
     */
    protected WindowLayer(int axes) {
        if (axes < 1 || axes > 3) {
            throw new ArgumentException(owner() + ": a window slides over 1, 2 or 3 axes, not " + axes);
        }
        this.axes = axes;
    }

    /** The number of axes that the window slides over. */
    protected final int axes() {
        return axes;
    }

    /** Throws unless the input is [N, channels, positions...]; 0 stands for any number of channels. */
    protected final void requireInput(Tensor x, int channels) {
        requirePositions(x, channels, axes);
    }

    /**
     * One number for each axis, as a new array.
     *
     * @param values one for each axis, or one for all
     * @param least the smallest that makes sense
     * @throws ArgumentException if there are none, or of another number, or one is too small
     */
    protected final int[] perAxis(int[] values, String what, int least) {
        Require.nonNull(values, owner(), what, "give one number, or one for each axis");
        if (values.length != 1 && values.length != axes || Arrays.stream(values).anyMatch(v -> v < least)) {
            throw new ArgumentException(owner() + ": " + what + " " + Arrays.toString(values)
                    + " must be one number for each of " + axes + " axes, or one for all, each " + least + " or more");
        }
        int[] all = new int[axes];
        Arrays.setAll(all, i -> values[values.length == 1 ? 0 : i]);
        return all;
    }

    /** A setting as {@link #extraRepr} prints it, such as {@code , stride=2}: nothing where it is the default. */
    protected static String shown(String name, int[] values, int usual) {
        return Arrays.stream(values).allMatch(v -> v == usual) ? "" : ", " + name + "=" + shown(values);
    }

    /** One number where all are alike, else all of them. */
    protected static String shown(int[] values) {
        boolean alike = Arrays.stream(values).allMatch(v -> v == values[0]);
        return alike ? Integer.toString(values[0]) : Arrays.toString(values);
    }
}
