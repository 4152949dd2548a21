package org.autodiff.array.heap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
import org.autodiff.array.Composition;
import org.autodiff.array.DType;
import org.autodiff.array.Fused;
import org.autodiff.array.Shape;
import org.autodiff.array.Symbol;
import org.autodiff.array.Unary;

/**
 * A backend that computes nothing, but takes down what is done to arrays of symbols, element by element, as a {@link Fused}
 * function. Whatever does not go element by element ends it with {@link NotPointwise}.
 */
final class Tracer extends LoopBackend {
    /** The shape of symbols: any would do, but rules ask whether a tensor is one number. */
    private static final Shape SHAPE = Shape.of(2);

    private final HeapBackend heap = new HeapBackend();
    private final List<Fused.Step> steps = new ArrayList<>();
    private final Map<Fused.Step, Integer> known = new HashMap<>();

    /** What is not a function of corresponding elements. */
    static final class NotPointwise extends RuntimeException {
        private static final long serialVersionUID = 1;
        /** Whether the value of an input that is one number was asked for, so that it may be one with the number put in. */
        final boolean byValue;

        NotPointwise(boolean byValue) {
            super(null, null, false, false);
            this.byValue = byValue;
        }
    }

    /** A value of the function. */
    private record Value(Tracer backend, int number) implements Symbol {}

    /**
     * A function taken down.
     *
     * @param numbers which inputs are one number
     * @param values what these are, if they are to be put into the function; else null
     */
    static Fused trace(Composition f, DType dtype, boolean[] numbers, double[] values) {
        Tracer t = new Tracer();
        Array[] inputs = new Array[numbers.length];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = numbers[i] && values != null
                    ? t.heap.full(dtype, Shape.SCALAR, values[i])
                    : t.array(dtype, numbers[i] ? Shape.SCALAR : SHAPE, t.step(new Fused.Input(i)));
        }
        return t.until(t.result(f.apply(t, inputs, SHAPE), dtype));
    }

    /** A function of one input, and its derivative by input and value. */
    static Fused traceBoth(Composition f, Composition slope, DType dtype) {
        Tracer t = new Tracer();
        Array x = t.array(dtype, SHAPE, t.step(new Fused.Input(0)));
        Array z = f.apply(t, new Array[] {x}, SHAPE);
        int value = t.result(z, dtype);
        return t.until(value, t.result(slope.apply(t, new Array[] {x, z}, SHAPE), dtype));
    }

    private int result(Array z, DType dtype) {
        if (z.dtype() != dtype || !z.shape().equals(SHAPE)) {
            throw new NotPointwise(false);
        }
        return value(z);
    }

    /** The steps that some values need, in their order. */
    private Fused until(int... results) {
        int end = Arrays.stream(results).max().getAsInt();
        boolean[] needed = new boolean[end + 1];
        for (int result : results) {
            needed[result] = true;
        }
        for (int i = end; i >= 0; i--) {
            for (int x : needed[i] ? Fused.reads(steps.get(i)) : new int[0]) {
                needed[x] = true;
            }
        }
        int[] to = new int[end + 1];
        List<Fused.Step> some = new ArrayList<>();
        for (int i = 0; i <= end; i++) {
            if (needed[i]) {
                to[i] = some.size();
                some.add(moved(steps.get(i), to));
            }
        }
        return new Fused(some, Arrays.stream(results).mapToObj(i -> to[i]).toList());
    }

    private static Fused.Step moved(Fused.Step step, int[] to) {
        if (step instanceof Fused.One s) {
            return new Fused.One(s.f(), to[s.x()]);
        }
        if (step instanceof Fused.Two s) {
            return new Fused.Two(s.f(), to[s.x()], to[s.y()]);
        }
        if (step instanceof Fused.Test s) {
            return new Fused.Test(s.f(), to[s.x()], to[s.y()]);
        }
        return step instanceof Fused.Choice s ? new Fused.Choice(to[s.c()], to[s.x()], to[s.y()]) : step;
    }

    /** The number of a step, which is done once however often it is asked for. */
    private int step(Fused.Step step) {
        return known.computeIfAbsent(step, s -> {
            steps.add(s);
            return steps.size() - 1;
        });
    }

    private Array array(DType dtype, Shape shape, int number) {
        return Array.dense(dtype, shape, new Value(this, number));
    }

    /** The number of the value that an operand is: of this function's, or a constant. */
    private int value(Array x) {
        boolean whole = x.offset() == 0 && (x.isOneNumber() || x.isDense());
        if (x.storage() instanceof Value v && v.backend == this && whole) {
            return v.number;
        }
        if (x.storage() instanceof Symbol || !x.isOneNumber() && x.size() != 1) {
            throw new NotPointwise(false);
        }
        return step(new Fused.Constant(heap.item(x)));
    }

    private int truth(boolean value) {
        return step(new Fused.Constant(value ? 1 : 0));
    }

    /** The contrary of a truth value; of a contrary, the value itself. */
    private int not(int x) {
        boolean twice = steps.get(x) instanceof Fused.Choice c && c.x() == truth(false) && c.y() == truth(true);
        return twice ? ((Fused.Choice) steps.get(x)).c() : step(new Fused.Choice(x, truth(false), truth(true)));
    }

    private Fused.Step known(int number) {
        return steps.get(number);
    }

    private Array array(DType dtype, Shape out, Fused.Step step) {
        if (!out.equals(SHAPE) && out.size() != 1) {
            throw new NotPointwise(false);
        }
        return array(dtype, out, step(step));
    }

    /** Not by itself: its primitives are taken down. */
    @Override
    public Array inOnePass(Object key, Composition f, Array[] inputs, Shape out) {
        return null;
    }

    @Override
    public boolean isNear() {
        return false;
    }

    @Override
    public Array unary(Unary f, Array x) {
        return array(x.dtype(), x.shape(), new Fused.One(f, value(x)));
    }

    @Override
    public Array binary(Binary f, Array x, Array y, Shape out) {
        if (f == Binary.POW && y.size() == 1 && y.storage() instanceof Symbol) {
            throw new NotPointwise(true); // a power with a known exponent may be a product
        }
        Fused.Step power = f == Binary.POW && y.storage() instanceof float[] c ? power(value(x), c[y.offset()]) : null;
        return array(x.dtype(), out, power != null ? power : two(f, value(x), value(y)));
    }

    /** Sums and products with the earlier value first: so the same one is known in either order. */
    private static Fused.Step two(Binary f, int x, int y) {
        boolean turned = (f == Binary.ADD || f == Binary.MUL) && x > y;
        return new Fused.Two(f, turned ? y : x, turned ? x : y);
    }

    /** A small whole power in single precision as products; null for others. */
    private Fused.Step power(int x, float exponent) {
        if (exponent == -1) {
            return new Fused.One(Unary.RECIPROCAL, x);
        }
        if (exponent != 2 && exponent != 3 && exponent != 4) {
            return null;
        }
        Fused.Step square = new Fused.One(Unary.SQUARE, x);
        return exponent == 2
                ? square
                : exponent == 3
                        ? new Fused.Two(Binary.MUL, step(square), x)
                        : new Fused.One(Unary.SQUARE, step(square));
    }

    /** Of truth values, as {@code and}, {@code or} and {@code not} compare them, by choices. */
    @Override
    public Array compare(Comparator f, Array x, Array y, Shape out) {
        if (x.dtype() == DType.BOOL && f == Comparator.GT) {
            return array(DType.BOOL, out, new Fused.Choice(value(x), not(value(y)), truth(false)));
        }
        if (x.dtype() == DType.BOOL && f == Comparator.GE) {
            return array(DType.BOOL, out, new Fused.Choice(value(x), truth(true), not(value(y))));
        }
        boolean no = y.size() == 1 && !(y.storage() instanceof Symbol) && heap.item(y) == 0;
        if (x.dtype() == DType.BOOL && f == Comparator.EQ && no) {
            return array(DType.BOOL, out, known(not(value(x))));
        }
        return array(DType.BOOL, out, new Fused.Test(f, value(x), value(y)));
    }

    @Override
    public Array where(Array condition, Array x, Array y, Shape out) {
        return array(x.dtype(), out, new Fused.Choice(value(condition), value(x), value(y)));
    }

    @Override
    public Array cast(Array x, DType to) {
        if (!to.isFloating() && to != x.dtype() || x.dtype().isFloating() && to != x.dtype()) {
            throw new NotPointwise(false);
        }
        return array(to, x.shape(), value(x));
    }

    @Override
    public Array full(DType dtype, Shape shape, double value) {
        if (shape.size() != 1) {
            throw new NotPointwise(false);
        }
        return heap.full(dtype, shape, value);
    }

    @Override
    public double item(Array x) {
        if (x.storage() instanceof Symbol) {
            throw new NotPointwise(x.size() == 1);
        }
        return heap.item(x);
    }

    @Override
    public Array onHeap(Array x) {
        if (x.storage() instanceof Symbol) {
            throw new NotPointwise(false);
        }
        return x;
    }

    @Override
    public Array placed(Array onHeap) {
        return onHeap;
    }

    @Override
    public String name() {
        return "tracer";
    }

    @Override
    public Array allocate(DType dtype, Shape shape) {
        throw new NotPointwise(false);
    }

    @Override
    public Object elements(Array x) {
        return heap.elements(onHeap(x));
    }

    @Override
    public Array copy(Array x) {
        return heap.copy(onHeap(x));
    }

    @Override
    public Array sum(Array x, int... axes) {
        throw new NotPointwise(false);
    }

    @Override
    public Array matmul(Array x, Array y, boolean transposeX, boolean transposeY, Shape out) {
        throw new NotPointwise(false);
    }

    @Override
    public void addInto(Array target, double alpha, Array x) {
        throw new NotPointwise(false);
    }

    @Override
    public void scaleInto(Array target, double alpha) {
        throw new NotPointwise(false);
    }

    @Override
    public void copyInto(Array target, Array x) {
        throw new NotPointwise(false);
    }

    @Override
    public void adamInto(Array parameter, Array gradient, Array m, Array v, AdamStep step) {
        throw new NotPointwise(false);
    }
}
