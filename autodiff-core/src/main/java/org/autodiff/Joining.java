package org.autodiff;

import static org.autodiff.OpDef.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs.Axis;
import org.autodiff.op.Composite;
import org.autodiff.op.Flops;
import org.autodiff.op.TypeRule;

/**
 * Tensors cut into parts, repeated, and put together in another order; {@link Tensor#concat} and {@link Tensor#stack} join
 * several. Parts are views: nothing is copied for them.
 */
public sealed interface Joining permits Tensor {
    /** An axis without elements can be divided into any number of parts, up to this one. */
    int MOST_EMPTY_PARTS = 1 << 16;

    OpDef CONCAT = linear("concat")
            .variadic()
            .forward(Axis.class, (b, x, out, a) -> b.concat(List.of(x), a.axis(), out))
            .shape((op, in, attrs) -> concatenated(in, ((Axis) attrs).axis()))
            .type(TypeRule.SAME)
            .transpose((call, g, i) -> {
                int axis = call.attrs(Axis.class).axis();
                int start = 0;
                for (int k = 0; k < i; k++) {
                    start += call.shape(k).dim(axis);
                }
                return g.slice(axis, start, start + call.shape(i).dim(axis));
            })
            .samples(new Axis(0), "[2,3] [1,3]")
            .samples(new Axis(1), "[2,3] [2,2]")
            .rejects(new Axis(0), "must agree", "[2,3] [2,4]")
            .leading()
            .flops(Flops.NONE)
            .formula("x \\mathbin\\Vert y", "1", "1")
            .define();

    private static Shape concatenated(Shape[] in, int axis) {
        long total = 0;
        for (Shape s : in) {
            if (s.rank() != in[0].rank() || !s.with(axis, 0).equals(in[0].with(axis, 0))) {
                throw new ShapeException("concat along axis " + axis + ": shapes " + Arrays.toString(in)
                        + " must agree in all other axes");
            }
            total += s.dim(axis);
        }
        if (total > Integer.MAX_VALUE) {
            throw new ShapeException("concat along axis " + axis + ": shapes " + Arrays.toString(in)
                    + " are more than 2^31-1 elements long together; keep them apart");
        }
        return in[0].with(axis, (int) total);
    }

    /** Tensors of one shape along a new axis of the result. */
    @Composite("(x, y, \\dots)")
    static Tensor stack(int axis, Tensor... parts) {
        Require.nonNulls(parts, "stack", "parts", "pass tensors");
        if (parts.length == 0) {
            throw new ArgumentException("stack: no tensors were given");
        }
        int rank = parts[0].rank() + 1;
        if (axis < -rank || axis >= rank) {
            throw new IndexException("stack: axis " + axis + " is out of range for a new axis of shape "
                    + parts[0].shape() + "; use " + -rank + " to " + (rank - 1));
        }
        Tensor[] wide = new Tensor[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].shape().equals(parts[0].shape())) {
                throw new ShapeException("stack: tensor " + i + " has shape " + parts[i].shape() + ", the first "
                        + parts[0].shape() + "; all must be equal (concat joins along an axis that exists)");
            }
            wide[i] = parts[i].unsqueeze(axis);
        }
        return Tensor.concat(axis, wide);
    }

    private Tensor me() {
        return (Tensor) this;
    }

    private int axis(String op, int axis) {
        return me().shape().axis(op, axis);
    }

    /** Parts of these sizes along an axis, which make up the whole of it. */
    @Composite("x")
    default List<Tensor> split(int axis, int... sizes) {
        Require.nonNull(sizes, "split", "sizes", "pass whole numbers");
        int a = axis("split", axis);
        long total = 0;
        boolean good = true;
        for (int size : sizes) {
            good &= size >= 0;
            total += size;
        }
        if (!good || total != me().shape().dim(a)) {
            throw new ShapeException("split: sizes " + Arrays.toString(sizes) + " do not make up axis " + axis
                    + " of shape " + me().shape() + "; they are 0 or more, and add up to "
                    + me().shape().dim(a));
        }
        List<Tensor> parts = new ArrayList<>(sizes.length);
        int start = 0;
        for (int size : sizes) {
            parts.add(me().slice(a, start, start + size));
            start += size;
        }
        return parts;
    }

    /**
     * At most so many parts along an axis, all of the size {@code ceil(n / chunks)} but for the last, which may be smaller.
     */
    @Composite("x")
    default List<Tensor> chunk(int axis, int chunks) {
        int a = axis("chunk", axis);
        if (chunks < 1) {
            throw new ArgumentException("chunk: " + chunks + " chunks; give 1 or more");
        }
        int n = me().shape().dim(a);
        if (n == 0 && chunks > MOST_EMPTY_PARTS) {
            throw new ArgumentException(
                    "chunk: " + chunks + " chunks of an axis without elements; ask for at most " + MOST_EMPTY_PARTS);
        }
        int size = Math.max(1, (int) ((n + (long) chunks - 1) / chunks));
        int[] sizes = new int[n == 0 ? chunks : (n + size - 1) / size];
        Arrays.setAll(sizes, i -> Math.min(size, n - i * size));
        if (n == 0) {
            Arrays.fill(sizes, 0);
        }
        return split(a, sizes);
    }

    /** What stands at each index of an axis, which vanishes. */
    @Composite("x_i")
    default List<Tensor> unbind(int axis) {
        int a = axis("unbind", axis);
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < me().shape().dim(a); i++) {
            parts.add(me().select(a, i));
        }
        return parts;
    }

    /** Several copies of the whole along each axis, as NumPy's tile; fewer numbers than axes are for the last ones. */
    @Composite("x")
    default Tensor repeat(int... repeats) {
        Require.nonNull(repeats, "repeat", "repeats", "pass whole numbers");
        int rank = Math.max(repeats.length, me().rank());
        int[] twice = new int[2 * rank];
        int[] wide = new int[2 * rank];
        int[] merged = new int[rank];
        int n = 0;
        for (int i = rank; i >= 1; i--) {
            int times = i <= repeats.length ? repeats[repeats.length - i] : 1;
            if (times < 0) {
                throw new ArgumentException(
                        "repeat: " + Arrays.toString(repeats) + " of shape " + me().shape() + "; give 0 or more");
            }
            int size = i <= me().rank() ? me().shape().dim(-i) : 1;
            if (times != 1 && size != 1) { // an axis of its own for the repetitions, only where it is needed
                twice[n] = 1;
                wide[n++] = times;
            }
            twice[n] = size;
            wide[n++] = size == 1 ? times : size;
            merged[rank - i] = product("repeat", times, size);
        }
        Shape open = Shape.of("repeat", Arrays.copyOf(twice, n));
        return me().reshape(open.toArray()).expand(Arrays.copyOf(wide, n)).reshape(merged);
    }

    private static int product(String op, int times, int size) {
        if ((long) times * size > Integer.MAX_VALUE) {
            throw new ShapeException(op + ": " + times + " times an axis of size " + size
                    + " is more than 2^31-1 elements; repeat less often");
        }
        return times * size;
    }

    /** Each element several times in place: all of them along one axis. */
    default Tensor repeatInterleave(int repeats) {
        return me().flatten().repeatInterleave(0, repeats);
    }

    /** Each slice of an axis several times in place. */
    @Composite("x")
    default Tensor repeatInterleave(int axis, int repeats) {
        int a = axis("repeatInterleave", axis);
        if (repeats < 0) {
            throw new ArgumentException("repeatInterleave: " + repeats + " times; give 0 or more");
        }
        int n = product("repeatInterleave", repeats, me().shape().dim(a));
        Tensor single = me().unsqueeze(a + 1);
        return single.expand(single.shape().with(a + 1, repeats).toArray())
                .reshape(me().shape().with(a, n).toArray());
    }

    /** The elements in the opposite order along axes. */
    @Composite("x_{n-1-i}")
    default Tensor flip(int... axes) {
        Require.nonNull(axes, "flip", "axes", "pass whole numbers");
        Tensor z = me();
        boolean[] seen = new boolean[me().rank()];
        for (int axis : axes) {
            int a = axis("flip", axis);
            if (seen[a]) {
                throw new IndexException("flip: axis " + axis + " is named twice in " + Arrays.toString(axes));
            }
            seen[a] = true;
            int n = me().shape().dim(a);
            long[] back = new long[n];
            Arrays.setAll(back, i -> n - 1 - i);
            z = z.indexSelect(a, Tensor.of(back, n));
        }
        return z;
    }

    /** The elements moved on along an axis; those that leave it at one end come back at the other. */
    @Composite("x_{(i - s) \\bmod n}")
    default Tensor roll(int shift, int axis) {
        int a = axis("roll", axis);
        int n = me().shape().dim(a);
        int s = n == 0 ? 0 : Math.floorMod(shift, n);
        return s == 0 ? me() : Tensor.concat(a, me().slice(a, n - s, n), me().slice(a, 0, n - s));
    }

    /** The elements moved on by {@code shifts[i]} along {@code axes[i]}, for all of them. */
    default Tensor roll(int[] shifts, int[] axes) {
        Require.nonNull(axes, "roll", "axes", "pass whole numbers");
        Require.nonNull(shifts, "roll", "shifts", "pass whole numbers");
        if (shifts.length != axes.length) {
            throw new ArgumentException(
                    "roll: " + shifts.length + " shifts along " + axes.length + " axes; give one shift for each axis");
        }
        Tensor z = me();
        for (int i = 0; i < axes.length; i++) {
            z = z.roll(shifts[i], axes[i]);
        }
        return z;
    }

    /** The elements moved on in row-major order, as if they lay along one axis. */
    default Tensor roll(int shift) {
        return me().flatten().roll(shift, 0).reshape(me().shape().toArray());
    }
}
