package org.autodiff.array.heap;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Composition;
import org.autodiff.array.DType;
import org.autodiff.array.Fused;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;

/**
 * Functions of corresponding elements by loops over Java arrays, piece by piece: what is read from memory is read once, and
 * written once, however many primitive functions lie between.
 */
abstract class Pointwise implements Hosting {
    /** The most functions that are remembered. */
    private static final int MOST = 1024;

    private final Map<Key, Entry> functions = new ConcurrentHashMap<>();
    private final ThreadLocal<Registers> floats = ThreadLocal.withInitial(() -> new Registers(DType.FLOAT32));
    private final ThreadLocal<Registers> doubles = ThreadLocal.withInitial(() -> new Registers(DType.FLOAT64));

    /** A function for inputs some of which are one number, perhaps with the values of these put in. */
    private record Key(Object function, DType dtype, int numbers, List<Double> values) {}

    /** The function taken down, null where it is none; and whether it depends on the values of inputs that are one number. */
    private record Entry(Fused fused, boolean byValue) {}

    /** This thread's registers. */
    public final Registers registers(DType dtype) {
        return (dtype == DType.FLOAT32 ? floats : doubles).get();
    }

    @Override
    public Array inOnePass(Object key, Composition f, Array[] inputs, Shape out) {
        DType dtype = inputs[0].dtype();
        boolean[] numbers = new boolean[inputs.length];
        int mask = 0;
        for (int i = 0; i < inputs.length; i++) {
            Array x = inputs[i];
            numbers[i] = out.size() > 1 && (x.size() == 1 || x.isOneNumber());
            mask |= numbers[i] ? 1 << i : 0;
            if (x.dtype() != dtype || !dtype.isFloating() || !numbers[i] && x.size() != out.size()) {
                return null;
            }
        }
        if (out.size() == 0 || mask == (1 << inputs.length) - 1 || !isNear()) {
            return null;
        }
        Entry e = entry(new Key(key, dtype, mask, null), f, numbers, null);
        if (e.byValue) {
            double[] values = new double[inputs.length];
            Arrays.setAll(values, i -> numbers[i] ? item(inputs[i]) : 0);
            List<Double> boxed = Arrays.stream(values).boxed().toList();
            e = entry(new Key(key, dtype, mask, boxed), f, numbers, values);
        }
        return e.fused == null ? null : run(e.fused, inputs, numbers, out);
    }

    @Override
    public Array withSlope(Object key, Composition f, Composition slope, Array x) {
        if (!x.dtype().isFloating() || x.size() < Registers.LENGTH || x.isOneNumber() || !isNear()) {
            return null;
        }
        Key k = new Key(key, x.dtype(), 0, null);
        Entry e = functions.get(k);
        if (e == null) {
            e = new Entry(shared(f, slope, x.dtype()), false);
            functions.put(k, e);
        }
        return e.fused == null ? null : loops(e.fused, new Array[] {x}, new boolean[1], x.shape());
    }

    /** Both in one function, if that saves at least what keeping the derivative costs. */
    private static Fused shared(Composition f, Composition slope, DType dtype) {
        try {
            Fused both = Tracer.traceBoth(f, slope, dtype);
            Fused value = Tracer.trace(f, dtype, new boolean[1], null);
            Fused derivative = Tracer.trace(slope, dtype, new boolean[2], null);
            return value.cost() + derivative.cost() - both.cost() >= Unary.EXP.weight() ? both : null;
        } catch (Tracer.NotPointwise none) {
            return null;
        }
    }

    private Entry entry(Key key, Composition f, boolean[] numbers, double[] values) {
        Entry e = functions.get(key);
        if (e == null) {
            if (functions.size() >= MOST) {
                functions.clear();
            }
            try {
                e = new Entry(Tracer.trace(f, key.dtype, numbers, values), false);
            } catch (Tracer.NotPointwise none) {
                e = new Entry(null, none.byValue && values == null);
            }
            functions.put(key, e);
        }
        return e;
    }

    private Array run(Fused f, Array[] inputs, boolean[] numbers, Shape out) {
        Fused.Step only = f.steps().get(f.steps().size() - 1);
        if (only instanceof Fused.One one
                && f.steps().get(one.x()) instanceof Fused.Input in
                && !numbers[in.number()]) {
            return unary(one.f(), inputs[in.number()]);
        }
        if (f.steps().size() <= 3
                && only instanceof Fused.Two two
                && f.steps().get(two.x()) instanceof Fused.Input x
                && f.steps().get(two.y()) instanceof Fused.Input y) {
            return binary(two.f(), inputs[x.number()], inputs[y.number()], out);
        }
        return loops(f, inputs, numbers, out);
    }

    /** A function of two elements where both arrays have the size of the result, or are one number; else null. */
    protected final Array binaryInLoops(Binary f, Array x, Array y, Shape out) {
        boolean[] numbers = {x.size() == 1 || x.isOneNumber(), y.size() == 1 || y.isOneNumber()};
        boolean fits = (numbers[0] || x.size() == out.size()) && (numbers[1] || y.size() == out.size());
        Fused only = new Fused(List.of(new Fused.Input(0), new Fused.Input(1), new Fused.Two(f, 0, 1)));
        return fits ? loops(only, new Array[] {x, y}, numbers, out) : null;
    }

    private Array loops(Fused f, Array[] inputs, boolean[] numbers, Shape out) {
        DType dtype = inputs[0].dtype();
        Array[] from = inputs.clone();
        for (int i = 0; i < from.length; i++) {
            from[i] = numbers[i] ? from[i] : readable(from[i]);
        }
        Array[] z = new Array[f.results().size()];
        Arrays.setAll(z, i -> draft(dtype, out));
        int[] places = f.places(numbers);
        ranges(out.size(), f.weight(), (start, end) -> run(f, places, from, numbers, z, start, end));
        Reference.reachabilityFence(from);
        return z.length == 1 ? placed(z[0]) : placed(z[0]).withResidual(placed(z[1]));
    }

    private void run(Fused f, int[] places, Array[] from, boolean[] numbers, Array[] z, int start, int end) {
        Registers r = registers(z[0].dtype());
        List<Fused.Step> steps = f.steps();
        int most = Math.min(Registers.LENGTH, end - start);
        for (int i = 0; i < places.length; i++) {
            if (steps.get(i) instanceof Fused.Constant c) {
                r.fill(places[i], c.value(), most);
            } else if (f.lasts(i, numbers)) {
                r.fill(places[i], item(from[((Fused.Input) steps.get(i)).number()]), most);
            }
        }
        for (int at = start; at < end; at += Registers.LENGTH) {
            int n = Math.min(Registers.LENGTH, end - at);
            r.begin(this, at);
            for (int i = 0; i < places.length; i++) {
                if (steps.get(i) instanceof Fused.Input in) {
                    if (!numbers[in.number()]) {
                        r.load(places[i], from[in.number()]);
                    }
                } else if (!(steps.get(i) instanceof Fused.Constant)) {
                    r.run(steps.get(i), places, places[i], n);
                }
            }
            for (int i = 0; i < z.length; i++) {
                r.store(places[f.results().get(i)], z[i], n);
            }
        }
    }

    @Override
    public Array unary(Unary f, Array x) {
        Array a = readable(x);
        Array z = draft(x.dtype(), x.shape());
        ranges(x.size(), Math.max(1, f.weight() / 4), (start, end) -> {
            Registers r = registers(a.dtype());
            Object p = r.array(0);
            for (int at = start; at < end; at += Registers.LENGTH) {
                int n = Math.min(Registers.LENGTH, end - at);
                read(a, at, p, 0, n);
                r.unary(f, p, p, n);
                write(z, at, p, 0, n);
            }
        });
        Reference.reachabilityFence(a);
        return placed(z);
    }
}
