package org.autodiff.array.heap;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.autodiff.array.Unary;

/**
 * Plain Java on Java arrays: the reference that other backends are compared with, a start without natives, and what the
 * native backend uses for small arrays, where a call into native code costs more than the arithmetic.
 */
final class HeapBackend extends LoopBackend {
    @Override
    public String name() {
        return "heap";
    }

    @Override
    public Array allocate(DType dtype, Shape shape) {
        return HeapArrays.allocate(dtype, shape);
    }

    @Override
    public Array full(DType dtype, Shape shape, double value) {
        Array z = allocate(dtype, shape);
        if (Double.doubleToRawLongBits(value) != 0) { // -0.0 is not what new arrays hold
            Elements.fill(z.storage(), 0, z.size(), value);
        }
        return z;
    }

    @Override
    public Object elements(Array x) {
        return copy(x).storage();
    }

    @Override
    public double item(Array x) {
        return Elements.get(x.storage(), x.offset());
    }

    @Override
    public Array copy(Array x) {
        return HeapArrays.copy(x);
    }

    @Override
    public Array onHeap(Array x) {
        return x;
    }

    @Override
    public Array placed(Array onHeap) {
        return onHeap;
    }

    /** Where it lies if it can, for most arrays are small. */
    @Override
    public Array unary(Unary f, Array x) {
        if (x.size() > Registers.LENGTH || !x.isDense() || x.offset() != 0) {
            return super.unary(f, x);
        }
        Array z = allocate(x.dtype(), x.shape());
        registers(x.dtype()).unary(f, x.storage(), z.storage(), x.size());
        return z;
    }

    @Override
    public Array binary(Binary f, Array x, Array y, Shape out) {
        Array z = allocate(x.dtype(), out);
        boolean whole = x.isDense() && x.size() == out.size();
        if (whole && (y.size() == 1 || y.isDense() && y.size() == out.size())) {
            binaryRow(f, x, x.offset(), 1, y, y.offset(), y.size() == 1 ? 0 : 1, z, 0, out.size());
        } else {
            Rows.forEach(out, (at, by, to, n) -> binaryRow(f, x, at[0], by[0], y, at[1], by[1], z, to, n), x, y);
        }
        return z;
    }

    private static void binaryRow(Binary f, Array x, int xo, int xs, Array y, int yo, int ys, Array z, int zo, int n) {
        if (z.storage() instanceof float[] to) {
            FloatLoops.binary(f, (float[]) x.storage(), xo, xs, (float[]) y.storage(), yo, ys, to, zo, n);
        } else {
            DoubleLoops.binary(
                    f, (double[]) x.storage(), xo, xs, (double[]) y.storage(), yo, ys, (double[]) z.storage(), zo, n);
        }
    }

    @Override
    public Array sum(Array x, int... axes) {
        boolean spans = Span.of(x.shape(), axes) != null;
        Array d = spans ? dense(x) : copy(x.permute(Span.toEnd(x.shape().rank(), axes)));
        Span s = span(x, d, axes);
        Array z = allocate(x.dtype(), Span.reduced(x.shape(), axes));
        double[] row = new double[s.inner()];
        for (int o = 0, at = d.offset(); z.size() > 0 && o < s.outer(); o++) {
            Arrays.fill(row, 0);
            for (int c = 0; c < s.count(); c++, at += s.inner()) {
                if (d.storage() instanceof float[] f) {
                    for (int i = 0; i < row.length; i++) {
                        row[i] += f[at + i];
                    }
                } else {
                    DoubleLoops.axpy(row, 0, 1, (double[]) d.storage(), at, row.length);
                }
            }
            for (int i = 0; i < row.length; i++) {
                Elements.set(z.storage(), o * row.length + i, row[i]);
            }
        }
        return z;
    }

    @Override
    public Array matmul(Array x, Array y, boolean transposeX, boolean transposeY, Shape out) {
        Array z = full(x.dtype(), out, 0);
        int rank = out.rank();
        int m = out.dim(rank - 2);
        int n = out.dim(rank - 1);
        int inner = x.shape().dim(transposeX ? -2 : -1);
        int[] xs = x.strides();
        int[] ys = y.strides();
        int xi = xs[xs.length - (transposeX ? 1 : 2)];
        int xk = xs[xs.length - (transposeX ? 2 : 1)];
        int yk = ys[ys.length - (transposeY ? 1 : 2)];
        int yj = ys[ys.length - (transposeY ? 2 : 1)];
        int[] xo = matrices(x, out);
        int[] yo = matrices(y, out);
        for (int i = 0; i < xo.length; i++) {
            int zo = i * m * n;
            Strided a = new Strided(x.storage(), xo[i], xi, xk);
            Strided b = new Strided(y.storage(), yo[i], yk, yj);
            if (z.storage() instanceof float[] to) {
                FloatLoops.matmul(a, b, to, zo, m, inner, n);
            } else {
                DoubleLoops.matmul(a, b, (double[]) z.storage(), zo, m, inner, n);
            }
        }
        return z;
    }

    @Override
    public void addInto(Array target, double alpha, Array x) {
        Array d = dense(x);
        Elements.add(target.storage(), target.offset(), alpha, d.storage(), d.offset(), d.size());
    }

    @Override
    public void scaleInto(Array target, double alpha) {
        for (int i = target.offset(); i < target.offset() + target.size(); i++) {
            Elements.set(target.storage(), i, alpha * Elements.get(target.storage(), i));
        }
    }

    @Override
    public void copyInto(Array target, Array x) {
        HeapArrays.copyInto(target, x);
    }

    @Override
    public void adamInto(Array parameter, Array gradient, Array m, Array v, AdamStep step) {
        Object g = HeapArrays.packed(gradient);
        if (parameter.storage() instanceof float[] p) {
            FloatLoops.adam(p, (float[]) g, (float[]) m.storage(), (float[]) v.storage(), step);
        } else {
            double[] p = (double[]) parameter.storage();
            DoubleLoops.adam(p, (double[]) g, (double[]) m.storage(), (double[]) v.storage(), step);
        }
    }
}
