package org.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.autodiff.array.Array;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;

/**
 * One vectorised evaluation of a function: inside it a tensor stands for that of each sample, and has its shape, while operations
 * compute all samples at once by their {@link Batching}. Evaluations nest. The tape records what is computed, not the samples'
 * view of it, so that gradients flow through, and inside, by the same rules as ever. {@code Autodiff.vmap} makes them.
 *
 * <p>What a function reads into Java ({@link Tensor#item}, {@link Tensor#toDoubles} and the like) would be one number for each
 * sample, and is refused. Random numbers come from seeds: one that the function is given draws the same numbers for all samples,
 * as {@code randomness="same"} in PyTorch; draw outside, and map over what was drawn, where they are to differ.
 */
public final class Vmap {
    private static final ThreadLocal<Vmap> INNERMOST = new ThreadLocal<>();

    /**
     * Along which axes a function is vectorised.
     *
     * @param inAxes the axis of each input that its samples lie along, negative ones counted from the end, null for an input that
     *     is the same for all; none at all stands for axis 0 of every input
     * @param outAxis the axis of the result that the samples come to lie along; negative ones count from its end
     */
    public record Options(List<Integer> inAxes, int outAxis) {
        /** Axis 0 of every input and of the result. */
        public static final Options DEFAULT = new Options(List.of(), 0);

        /** Copies the list. */
        public Options {
            Require.nonNull(
                    inAxes, "Vmap.Options", "the axes of the inputs", "an empty list stands for axis 0 of each");
            inAxes = Collections.unmodifiableList(new ArrayList<>(inAxes));
        }

        /** With an axis for each input, null for one that is the same for all samples. */
        public Options withInAxes(Integer... axes) {
            Require.nonNull(
                    axes, "Vmap.Options", "the axes of the inputs", "pass one for each, null for what is not mapped");
            return new Options(Arrays.asList(axes), outAxis);
        }

        /** With another axis of the result. */
        public Options withOutAxis(int axis) {
            return new Options(inAxes, axis);
        }
    }

    /** A function of several tensors with several results. */
    @FunctionalInterface
    public interface Body {
        /** Its values. */
        List<Tensor> apply(Tensor... xs);
    }

    /** The storage of a tensor inside: the samples along the first axis, and whose they are. */
    record Samples(Tensor all, Vmap of) {
        TapeException unreadable(String op) {
            return new TapeException(
                    op + ": inside vmap a tensor stands for each of " + of.size + " samples, here of shape "
                            + all.shape()
                            + " in all, so that it has no elements of its own to be read, changed or made a leaf; compute"
                            + " with operations (where instead of if), take gradients by Autodiff.grad, or call the function in a loop");
        }
    }

    private final int size;
    private final Vmap outer;
    private final int depth;

    private Vmap(int size, Vmap outer) {
        this.size = size;
        this.outer = outer;
        this.depth = outer == null ? 1 : outer.depth + 1;
    }

    /** This thread's innermost evaluation, or null where there is none. */
    public static Vmap current() {
        return INNERMOST.get();
    }

    /** The number of samples. */
    public int size() {
        return size;
    }

    /**
     * The values of a function for all samples, each with the samples along the axis of the options.
     *
     * @throws ShapeException if inputs have different numbers of samples, or none
     */
    public static List<Tensor> apply(Options options, Body f, Tensor... xs) {
        Require.options(options, "vmap", "Vmap.Options.DEFAULT");
        Require.nonNull(f, "vmap", "the function", "pass one of tensors");
        Require.nonNulls(xs, "vmap", "the inputs", "pass tensors");
        Integer[] axes = axes(options, xs);
        Vmap level = new Vmap(samples(axes, xs), INNERMOST.get());
        Tensor[] inputs = new Tensor[xs.length];
        for (int i = 0; i < xs.length; i++) {
            inputs[i] = axes[i] == null ? xs[i] : level.sample(axes[i] == 0 ? xs[i] : xs[i].movedim(axes[i], 0));
        }
        return within(level, () -> {
            List<Tensor> all = new ArrayList<>();
            for (Tensor y : Require.returned(f.apply(inputs), "vmap", "the function")) {
                Tensor value =
                        level.all(Require.returned(y, "vmap", "the function").actual());
                all.add(options.outAxis() == 0 ? value : value.movedim(0, options.outAxis()));
            }
            return List.copyOf(all);
        });
    }

    private static Integer[] axes(Options options, Tensor[] xs) {
        List<Integer> given = options.inAxes();
        if (!given.isEmpty() && given.size() != xs.length) {
            throw new ArgumentException("vmap: " + given.size() + " axes for " + xs.length
                    + " inputs; give one for each, null for an input that is the same for all samples");
        }
        Integer[] axes = new Integer[xs.length];
        for (int i = 0; i < axes.length; i++) {
            Integer axis = given.isEmpty() ? Integer.valueOf(0) : given.get(i);
            axes[i] = axis == null ? null : Integer.valueOf(xs[i].shape().axis("vmap", axis));
        }
        return axes;
    }

    private static int samples(Integer[] axes, Tensor[] xs) {
        int n = -1;
        for (int i = 0; i < xs.length; i++) {
            if (axes[i] != null) {
                int here = xs[i].shape().dim(axes[i]);
                if (n >= 0 && n != here || here == 0) {
                    throw new ShapeException("vmap: input " + i + " of shape " + xs[i].shape() + " has " + here
                            + " samples along axis " + axes[i]
                            + (here == 0
                                    ? "; at least one is needed"
                                    : ", another one " + n + "; the numbers must be equal"));
                }
                n = here;
            }
        }
        if (n < 0) {
            throw new ArgumentException(
                    "vmap: no input is mapped; give at least one an axis along which its samples lie");
        }
        return n;
    }

    /** What a body gives inside an evaluation, which may have been left before: derivatives come to it again. */
    static <R> R within(Vmap level, Supplier<R> body) {
        Vmap before = INNERMOST.get();
        INNERMOST.set(level);
        try {
            return body.get();
        } finally {
            if (before == null) {
                INNERMOST.remove();
            } else {
                INNERMOST.set(before);
            }
        }
    }

    // Between the two views.

    /** Whether a tensor stands for many samples. */
    static boolean isSample(Tensor x) {
        return x.array.storage() instanceof Samples;
    }

    /** Throws where a tensor stands for many samples. */
    static void requireOne(String op, Tensor x) {
        if (x.array.storage() instanceof Samples s) {
            throw s.unreadable(op);
        }
    }

    /** The view of one sample of this evaluation. */
    private Tensor sample(Tensor all) {
        int[] dims = all.shape().toArray();
        Shape one = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
        return new Tensor(Array.dense(all.dtype(), one, new Samples(all, this)), null, -1);
    }

    /** The samples of this evaluation along a first axis; a tensor that is the same for all is repeated, not copied. */
    private Tensor all(Tensor x) {
        if (x.array.storage() instanceof Samples s) {
            s.of().requireOpen("vmap");
            if (s.of() == this) {
                return s.all();
            }
        }
        return Batching.repeated(x, size);
    }

    /**
     * A tensor with all samples in it: one axis in front for an evaluation and each around it, the outermost first. Without an
     * evaluation, which null stands for, it is the tensor itself.
     */
    public static Tensor allSamples(Vmap level, Tensor x) {
        Require.nonNull(x, "vmap", "the tensor", "pass one");
        Tensor t = x.actual();
        if (level == null) {
            return t;
        }
        if (t.array.storage() instanceof Samples s && s.of().depth > level.depth) {
            return s.of().sample(allSamples(level, s.all()).movedim(level.depth, 0));
        }
        return allSamples(level.outer, level.all(t));
    }

    /** The reverse of {@link #allSamples}: one sample's view of a tensor with an axis for an evaluation and each around it. */
    public static Tensor eachSample(Vmap level, Tensor all) {
        Require.nonNull(all, "vmap", "the tensor", "pass one");
        if (level == null) {
            return all;
        }
        if (all.array.storage() instanceof Samples s && s.of().depth > level.depth) {
            return s.of().sample(eachSample(level, s.all().movedim(0, level.depth)));
        }
        Tensor x = eachSample(level.outer, all);
        return level.sample(x);
    }

    /** All numbers that a tensor stands for: for a check that they are all of some kind. Outside of vmap the tensor itself. */
    public static Tensor numbers(Tensor x) {
        Tensor t = Require.nonNull(x, "vmap", "the tensor", "pass one").actual();
        while (t.array.storage() instanceof Samples s) {
            t = s.all();
        }
        return t;
    }

    /**
     * The result of a function that is computed outside of the table of operations, for each element or row by itself: applied to
     * all samples, it sees axes in front of its own.
     */
    public static Tensor map(Tensor x, UnaryOperator<Tensor> f) {
        Require.nonNull(f, "vmap", "the function", "pass one of a tensor");
        Tensor t = Require.nonNull(x, "vmap", "the tensor", "pass one").actual();
        return t.array.storage() instanceof Samples s ? s.of().sample(map(s.all(), f)) : f.apply(t);
    }

    /** The native memory behind a tensor, or null. */
    static Buffer buffer(Tensor x) {
        return numbers(x).array.storage() instanceof Buffer b ? b : null;
    }

    /** A handle to the same values that belongs to another scope. */
    static Tensor in(Scope home, Tensor x) {
        return map(x, t -> new Tensor(t.array(), home, -1));
    }

    private void requireOpen(String op) {
        Vmap open = INNERMOST.get();
        while (open != null && open != this) {
            open = open.outer;
        }
        if (open == null) {
            throw new TapeException(
                    op + ": a tensor of a vmap that has ended was used; return it from the function, which gives"
                            + " the values of all samples");
        }
    }

    // Operations.

    /** Applies an operation of which an input stands for samples. */
    static Tensor apply(OpDef op, Attrs attrs, Tensor[] inputs) {
        Vmap level = null;
        for (Tensor x : inputs) {
            if (x.array.storage() instanceof Samples s && (level == null || s.of().depth > level.depth)) {
                level = s.of();
            }
        }
        level.requireOpen(op.name());
        Shape one = shape(op, attrs, inputs);
        List<Tensor> all = new ArrayList<>();
        List<Boolean> mapped = new ArrayList<>();
        for (Tensor x : inputs) {
            boolean here = x.array.storage() instanceof Samples s && s.of() == level;
            all.add(here ? level.all(x) : x);
            mapped.add(here);
        }
        Tensor value = op.batching().apply(new Batching.Samples(op, attrs, level.size, all, mapped));
        Tensor result = level.sample(Require.returned(value, op.name(), "its batching rule"));
        if (!result.shape().equals(one)) {
            throw new ShapeException(op.name() + ": the batching rule gave " + value.shape() + " for " + level.size
                    + " samples of shape " + one
                    + "; declare the rule that fits the operation, or none: then it is applied to"
                    + " one sample after the other");
        }
        return result;
    }

    /** The shape of one sample's result, after the checks that one sample gets. */
    private static Shape shape(OpDef op, Attrs attrs, Tensor[] inputs) {
        Shape[] shapes = new Shape[inputs.length];
        DType[] types = new DType[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            shapes[i] = inputs[i].shape();
            types[i] = inputs[i].dtype();
        }
        op.type().apply(op.name(), types, attrs);
        attrs.check(op.name(), shapes[0]);
        return op.shape().apply(op.name(), shapes, attrs);
    }

    /**
     * The value of a function that is recorded as one piece, inside an evaluation: the piece is of all samples, and what a
     * derivative computes again it computes inside the same evaluations.
     */
    static Tensor piece(Vmap level, TensorFunction f, UnaryOperator<TensorFunction> piece, Tensor... xs) {
        TensorFunction ofAll = all -> within(
                level,
                () -> allSamples(
                        level,
                        f.apply(Arrays.stream(all)
                                .map(x -> eachSample(level, x))
                                .toArray(Tensor[]::new))));
        Tensor[] all = Arrays.stream(xs).map(x -> allSamples(level, x)).toArray(Tensor[]::new);
        return eachSample(level, within(null, () -> piece.apply(ofAll).apply(all)));
    }
}
