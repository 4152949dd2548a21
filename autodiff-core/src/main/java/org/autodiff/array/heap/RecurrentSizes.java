package org.autodiff.array.heap;

import org.autodiff.array.RecurrentCell;
import org.autodiff.array.Shape;

/** The sizes of a recurrent layer, and in which order it takes the times. */
record RecurrentSizes(RecurrentCell cell, boolean reverse, int times, int batch, int width, int hidden) {
    /** By the shape of what comes from the input, [T, B, G*H]. */
    RecurrentSizes(RecurrentCell cell, boolean reverse, Shape fromInput) {
        this(cell, reverse, fromInput.dim(0), fromInput.dim(1), fromInput.dim(2), fromInput.dim(2) / cell.gates());
    }

    /** The time of step i. */
    int time(int i) {
        return reverse ? times - 1 - i : i;
    }

    /** Whether the gradient needs gates that the states do not tell. */
    boolean keeps() {
        return cell.gates() > 1;
    }
}
