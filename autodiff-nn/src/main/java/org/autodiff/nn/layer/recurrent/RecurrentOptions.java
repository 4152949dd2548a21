package org.autodiff.nn.layer.recurrent;

import org.autodiff.array.DType;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * Options of recurrent layers: {@code RecurrentOptions.DEFAULT.withLayers(2).withBatchFirst(true)}.
 *
 * @param layers the number of layers, each reading the output of the one before it
 * @param bias whether there are biases
 * @param batchFirst whether sequences are [batch, time, features] rather than [time, batch, features]
 * @param dropout the probability that an element between two layers is zeroed in training
 * @param bidirectional whether each layer also reads the sequence from its end; both outputs are concatenated
 * @param dtype element type of the parameters
 */
public record RecurrentOptions(
        int layers, boolean bias, boolean batchFirst, double dropout, boolean bidirectional, DType dtype) {
    /** PyTorch's defaults: one layer, with biases, time first, one direction, in FLOAT32. */
    public static final RecurrentOptions DEFAULT = new RecurrentOptions(1, true, false, 0, false, DType.FLOAT32);

    /** Options of at least one layer, a probability in [0, 1], and a floating element type. */
    public RecurrentOptions {
        Require.positive(layers, "RecurrentOptions", "the number of layers");
        Require.probability(dropout, "RecurrentOptions", "dropout");
        Parameter.floating(dtype, "RecurrentOptions");
    }

    /** These options with the given number of layers. */
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

    /** These options with the given dropout between the layers. */
    public RecurrentOptions withDropout(double value) {
        return new RecurrentOptions(layers, bias, batchFirst, value, bidirectional, dtype);
    }

    /** These options in both directions, or forward only. */
    public RecurrentOptions withBidirectional(boolean value) {
        return new RecurrentOptions(layers, bias, batchFirst, dropout, value, dtype);
    }

    /** These options with the given element type of the parameters. */
    public RecurrentOptions withDtype(DType value) {
        return new RecurrentOptions(layers, bias, batchFirst, dropout, bidirectional, value);
    }

    /** The number of directions, 1 or 2. */
    public int directions() {
        return bidirectional ? 2 : 1;
    }
}
