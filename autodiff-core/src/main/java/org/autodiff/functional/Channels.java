package org.autodiff.functional;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.Movement;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.op.Attrs.Range;

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

    /** A local response normalization by lengths in the place of squares, which overflow. */
    static Tensor farResponse(Tensor x, int before, int behind, double factor, double beta, double k) {
        int channels = x.shape().dim(1);
        Range inside = new Range(1, before, channels, 1, channels + before + behind);
        Tensor padded = Movement.EMBED.apply(inside, x.mul(factor));
        int count = 1 + before + behind;
        Tensor[] window = new Tensor[count + 1];
        Arrays.setAll(
                window,
                i -> i < count
                        ? padded.slice(1, i, i + channels)
                        : Tensor.full(x.dtype(), k, x.shape().toArray()));
        Tensor root = Tensor.stack(0, window).norm(2, false, 0);
        return x.div(root).mul(root.pow(1 - 2 * beta));
    }
}
