package org.autodiff.op;

import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Composition;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;

/**
 * The value of an operation, made of the backend's primitives.
 *
 * @param <A> the record of the operation's attributes
 */
@FunctionalInterface
public interface Forward<A> {
    /** Computes the result, of the shape that the operation's shape rule has given. */
    Array apply(Backend backend, Array[] inputs, Shape out, A attrs);

    /** The same value in one pass over the elements, where the backend can. */
    static Forward<Attrs> inOnePass(Forward<Attrs> f) {
        return (b, x, out, attrs) -> {
            Composition whole = (on, in, shape) -> f.apply(on, in, shape, attrs);
            Array z = b.inOnePass(List.of(f, attrs), whole, x, out);
            return z != null ? z : f.apply(b, x, out, attrs);
        };
    }

    /** The value by the function on doubles, one element at a time: slow, but enough for a function without kernel. */
    static Forward<Attrs> byElement(Pointwise f) {
        return (b, x, out, attrs) -> {
            double[] z = new double[out.size()];
            double[][] in = new double[x.length][];
            for (int i = 0; i < x.length; i++) {
                Array wide = b.cast(b.dense(x[i].expand(out)), DType.FLOAT64);
                in[i] = (double[]) b.elements(wide);
            }
            for (int i = 0; i < z.length; i++) {
                z[i] = f.at(attrs, in[0][i], in.length > 1 ? in[1][i] : 0);
            }
            return b.cast(b.of(z, out), x[0].dtype());
        };
    }
}
