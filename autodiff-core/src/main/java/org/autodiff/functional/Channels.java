package org.autodiff.functional;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;

/** The channels of tensors [N, C, ...], with one number for each of them. */
final class Channels {
    private Channels() {}

    /** All axes but that of the channels. */
    static int[] otherAxes(Shape x) {
        return IntStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
    }

    /** A vector [C] in a shape that broadcasts to [N, C, ...]; null for null. */
    static Tensor each(Tensor vector, Shape to) {
        if (vector == null) {
            return null;
        }
        int[] dims = new int[to.rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = vector.size();
        return vector.reshape(dims);
    }

    /** x [N, C, ...] plus a bias [C]; x itself where that is null. */
    static Tensor biased(String op, Tensor x, Tensor bias) {
        if (bias == null) {
            return x;
        }
        ConvolutionShapes.requireBias(op, bias.shape(), x.shape());
        return x.add(each(bias, x.shape()));
    }
}
