package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.op.Sample;

/** The same inputs in other forms: as leaves, of another type, behind other strides, without elements. */
final class Variants {
    private Variants() {}

    static Tensor[] leaves(Tensor... xs) {
        return Arrays.stream(xs).map(x -> x.requiresGrad(true)).toArray(Tensor[]::new);
    }

    static Tensor[] to(DType dtype, Tensor... xs) {
        return Arrays.stream(xs).map(x -> x.to(dtype)).toArray(Tensor[]::new);
    }

    static Tensor[] same(Tensor... xs) {
        return xs;
    }

    /** The same values behind other strides: each the middle of a wider tensor that was transposed twice. */
    static Tensor[] views(Tensor... xs) {
        return Arrays.stream(xs)
                .map(x -> {
                    if (x.rank() == 0) {
                        return x.reshape(1).expand(3).slice(0, 1, 2).reshape();
                    }
                    int last = x.rank() - 1;
                    int n = x.shape().dim(last);
                    Tensor wide = Tensor.concat(last, x, x, x);
                    return wide.transpose(0, last).transpose(0, last).slice(last, n, 2 * n);
                })
                .toArray(Tensor[]::new);
    }

    /** The samples of an operation with the first axis emptied: in all inputs that share its size, and in the first input alone. */
    static List<Sample> emptied(OpDef op) {
        List<Sample> all = new ArrayList<>();
        for (Sample s : op.samples()) {
            Shape first = s.shapes().get(0);
            if (first.rank() > 0) {
                all.add(emptied(s, first.dim(0), s.shapes().size()));
                all.add(emptied(s, first.dim(0), 1));
            }
        }
        return all;
    }

    private static Sample emptied(Sample sample, int size, int inputs) {
        List<Shape> all = new ArrayList<>(sample.shapes());
        for (int i = 0; i < inputs; i++) {
            int[] dims = all.get(i).toArray();
            if (dims.length > 0 && dims[0] == size) {
                dims[0] = 0;
                all.set(i, Shape.of(dims));
            }
        }
        return new Sample(sample.attrs(), all);
    }
}
