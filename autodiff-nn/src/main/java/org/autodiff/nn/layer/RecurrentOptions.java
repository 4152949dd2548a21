package org.autodiff.nn.layer;

import org.autodiff.array.DType;

/**
 * What recurrent layers have beyond sizes: {@code RecurrentOptions.DEFAULT.withLayers(2).withBatchFirst(true)}.
 *
 * @param layers how many, each reading what the one before it gives
 * @param bias whether there are biases
 * @param batchFirst whether sequences are [batch, time, features] rather than [time, batch, features]
 * @param dropout the probability that an element between two layers is left out in training
 * @param bidirectional whether each layer also reads the sequence from its end; both outputs are concatenated
 * @param dtype element type of the parameters
 */
public record RecurrentOptions(
        int layers, boolean bias, boolean batchFirst, double dropout, boolean bidirectional, DType dtype) {
    /** One layer, with biases, time first, one direction, in FLOAT32. */
    public static final RecurrentOptions DEFAULT = new RecurrentOptions(1, true, false, 0, false, DType.FLOAT32);

    /**
     * Checks the numbers.
     *
     * @throws org.autodiff.error.ArgumentException if there is no layer, or the probability is not in [0, 1]
     * @throws org.autodiff.error.DTypeException if the element type is not floating
     */
    public RecurrentOptions {
        Checks.positive("RecurrentOptions", "the number of layers", layers);
        Checks.probability("RecurrentOptions", "dropout", dropout);
        Checks.floating("RecurrentOptions", dtype);
    }

    /** These options with another number of layers. */
    public RecurrentOptions withLayers(int value) {
        return new RecurrentOptions(value, bias, batchFirst, dropout, bidirectional, dtype);
    }

    /** These options with or without biases. */
    public RecurrentOptions withBias(boolean value) {
        return new RecurrentOptions(layers, value, batchFirst, dropout, bidirectional, dtype);
    }

    /** These options with sequences as [batch, time, features], or [time, batch, features]. */
    public RecurrentOptions withBatchFirst(boolean value) {
        return new RecurrentOptions(layers, bias, value, dropout, bidirectional, dtype);
    }

    /** These options with dropout between the layers. */
    public RecurrentOptions withDropout(double value) {
        return new RecurrentOptions(layers, bias, batchFirst, value, bidirectional, dtype);
    }

    /** These options in both directions, or forward only. */
    public RecurrentOptions withBidirectional(boolean value) {
        return new RecurrentOptions(layers, bias, batchFirst, dropout, value, dtype);
    }

    /** These options with another element type of the parameters. */
    public RecurrentOptions withDtype(DType value) {
        return new RecurrentOptions(layers, bias, batchFirst, dropout, bidirectional, value);
    }

    /** 1 or 2. */
    public int directions() {
        return bidirectional ? 2 : 1;
    }
}
