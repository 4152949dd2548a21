package org.autodiff.functional;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.autodiff.OpDef;
import org.autodiff.array.Shape;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Convolution.Folded;
import org.autodiff.functional.Convolution.Patches;
import org.autodiff.functional.Convolution.Sized;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.functional.Pooling.Windows;
import org.autodiff.functional.Resampling.Blend;
import org.autodiff.op.Reference;
import org.autodiff.op.Reference.Plain;

/** What convolutions and foldings must compute: sums over every sample, channel, window and tap that there is. */
public final class ConvolutionReferences {
    public static final Map<OpDef, Reference> ALL = Map.of(
            Convolution.CONV, (at, in, a) -> conv(at, in[0], in[1], (Conv) a),
            Convolution.CONV_BIAS, (at, in, a) -> conv(at, in[0], in[1], (Conv) a) + in[2].at(new int[] {at[1]}),
            Convolution.CONV_TRANSPOSE, (at, in, a) -> transposed(at, in[0], in[1], (Sized) a),
            Convolution.CONV_KERNEL, (at, in, a) -> kernel(at, in[0], in[1], (Sized) a),
            Convolution.UNFOLD, (at, in, a) -> unfolded(at, in[0], (Patches) a),
            Convolution.FOLD, (at, in, a) -> folded(at, in[0], (Folded) a),
            Pooling.MAX_POOL_INDEX, (at, in, a) -> maxIndex(at, in[0], (Pool) a),
            Pooling.ADAPTIVE_MAX_INDEX, (at, in, a) -> maxIndex(at, in[0], (Windows) a),
            Resampling.BLEND, (at, in, a) -> blended(at, in[0], (Blend) a),
            Resampling.UNBLEND, (at, in, a) -> unblended(at, in[0], (Blend) a));

    private ConvolutionReferences() {}

    /** All indices of a shape. */
    private static List<int[]> indices(int... dims) {
        List<int[]> all = new ArrayList<>();
        int n = Shape.of(dims).size();
        for (int i = 0; i < n; i++) {
            all.add(index(i, dims));
        }
        return all;
    }

    /** The index of the n-th element of a shape. */
    private static int[] index(int n, int... dims) {
        int[] at = new int[dims.length];
        for (int axis = dims.length - 1, rest = n; axis >= 0; rest /= dims[axis--]) {
            at[axis] = rest % dims[axis];
        }
        return at;
    }

    private static int number(int[] values, int axis) {
        return values[values.length == 1 ? 0 : axis];
    }

    private static int[] spatial(int[] index) {
        int[] s = new int[index.length - 2];
        System.arraycopy(index, 2, s, 0, s.length);
        return s;
    }

    private static int[] joined(int a, int b, int[] rest) {
        int[] all = new int[rest.length + 2];
        all[0] = a;
        all[1] = b;
        System.arraycopy(rest, 0, all, 2, rest.length);
        return all;
    }

    /** The place that a tap of a window reads, or null where that is padding. */
    private static int[] read(int[] window, int[] tap, int[] size, Conv c) {
        int[] at = new int[window.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = window[i] * number(c.stride(), i) + tap[i] * number(c.dilation(), i) - number(c.padding(), i);
            if (at[i] < 0 || at[i] >= size[i]) {
                return null;
            }
        }
        return at;
    }

    private static double conv(int[] at, Plain x, Plain w, Conv c) {
        int in = w.shape().dim(1);
        int group = at[1] / (w.shape().dim(0) / c.groups());
        int[] size = spatial(x.shape().toArray());
        double sum = 0;
        for (int[] tap : indices(spatial(w.shape().toArray()))) {
            int[] place = read(spatial(at), tap, size, c);
            for (int i = 0; place != null && i < in; i++) {
                sum += x.at(joined(at[0], group * in + i, place)) * w.at(joined(at[1], i, tap));
            }
        }
        return sum;
    }

    private static double transposed(int[] at, Plain y, Plain w, Sized s) {
        int groups = s.conv().groups();
        int in = w.shape().dim(1);
        int out = w.shape().dim(0) / groups;
        int group = at[1] / in;
        double sum = 0;
        for (int[] window : indices(spatial(y.shape().toArray()))) {
            for (int[] tap : indices(spatial(w.shape().toArray()))) {
                if (Arrays.equals(read(window, tap, s.size(), s.conv()), spatial(at))) {
                    for (int o = group * out; o < (group + 1) * out; o++) {
                        sum += y.at(joined(at[0], o, window)) * w.at(joined(o, at[1] % in, tap));
                    }
                }
            }
        }
        return sum;
    }

    private static double kernel(int[] at, Plain x, Plain y, Sized s) {
        int groups = s.conv().groups();
        int group = at[0] / (y.shape().dim(1) / groups);
        int channel = group * (x.shape().dim(1) / groups) + at[1];
        int[] size = spatial(x.shape().toArray());
        double sum = 0;
        for (int[] window : indices(spatial(y.shape().toArray()))) {
            int[] place = read(window, spatial(at), size, s.conv());
            for (int n = 0; place != null && n < x.shape().dim(0); n++) {
                sum += x.at(joined(n, channel, place)) * y.at(joined(n, at[0], window));
            }
        }
        return sum;
    }

    /** How many windows fit along each axis, by trying. */
    private static int[] windows(int[] size, int[] kernel, Conv c) {
        int[] all = new int[size.length];
        for (int i = 0; i < all.length; i++) {
            int last = (kernel[i] - 1) * number(c.dilation(), i) - number(c.padding(), i);
            while (last < size[i] + number(c.padding(), i)) {
                all[i]++;
                last += number(c.stride(), i);
            }
        }
        return all;
    }

    private static int[] each(int[] values, int axes) {
        int[] all = new int[axes];
        Arrays.setAll(all, i -> number(values, i));
        return all;
    }

    private static double unfolded(int[] at, Plain x, Patches p) {
        int[] size = spatial(x.shape().toArray());
        int[] kernel = each(p.kernel(), size.length);
        int taps = Shape.of(kernel).size();
        int[] window = index(at[2], windows(size, kernel, p.conv()));
        int[] place = read(window, index(at[1] % taps, kernel), size, p.conv());
        return place == null ? 0 : x.at(joined(at[0], at[1] / taps, place));
    }

    private static double folded(int[] at, Plain columns, Folded f) {
        int[] kernel = each(f.kernel(), f.size().length);
        List<int[]> taps = indices(kernel);
        List<int[]> windows = indices(windows(f.size(), kernel, f.conv()));
        double sum = 0;
        for (int t = 0; t < taps.size(); t++) {
            for (int w = 0; w < windows.size(); w++) {
                if (Arrays.equals(read(windows.get(w), taps.get(t), f.size(), f.conv()), spatial(at))) {
                    sum += columns.at(new int[] {at[0], at[1] * taps.size() + t, w});
                }
            }
        }
        return sum;
    }

    private static double maxIndex(int[] at, Plain x, Pool p) {
        int axes = p.kernel().length;
        int[] size = Arrays.copyOfRange(x.shape().toArray(), at.length - axes, at.length);
        int[] stride = p.stride().length == 0 ? p.kernel() : p.stride();
        Conv how = new Conv(stride, p.padding(), p.dilation(), 1);
        int[] window = Arrays.copyOfRange(at, at.length - axes, at.length);
        List<int[]> places = new ArrayList<>();
        for (int[] tap : indices(p.kernel())) {
            places.add(read(window, tap, size, how));
        }
        return first(at, x, places, size);
    }

    private static double maxIndex(int[] at, Plain x, Windows w) {
        int axes = w.count().length;
        int[] size = Arrays.copyOfRange(x.shape().toArray(), at.length - axes, at.length);
        List<int[]> places = new ArrayList<>();
        for (int[] place : indices(size)) {
            boolean inside = true;
            for (int i = 0; i < axes; i++) {
                int window = at[at.length - axes + i];
                inside &= place[i] >= Math.floor((double) window * size[i] / w.count()[i])
                        && place[i] < Math.ceil((window + 1.0) * size[i] / w.count()[i]);
            }
            places.add(inside ? place : null);
        }
        return first(at, x, places, size);
    }

    /** The flat index of the first of the greatest elements at some places of the last axes. */
    private static double first(int[] at, Plain x, List<int[]> places, int[] size) {
        int best = -1;
        double most = 0;
        for (int[] place : places) {
            if (place == null) {
                continue;
            }
            int[] full = at.clone();
            int flat = 0;
            for (int i = 0; i < size.length; i++) {
                full[at.length - size.length + i] = place[i];
                flat = flat * size[i] + place[i];
            }
            if (best < 0 || x.at(full) > most) {
                best = flat;
                most = x.at(full);
            }
        }
        return best;
    }

    private static double weight(Blend m, int row, int column) {
        int k = column - m.start()[row];
        return k >= 0 && k < m.weights()[row].length ? m.weights()[row][k] : 0;
    }

    private static double blended(int[] at, Plain x, Blend m) {
        double sum = 0;
        for (int column = 0; column < m.size(); column++) {
            int[] from = at.clone();
            from[m.axis()] = column;
            sum += weight(m, at[m.axis()], column) * x.at(from);
        }
        return sum;
    }

    private static double unblended(int[] at, Plain x, Blend m) {
        double sum = 0;
        for (int row = 0; row < m.start().length; row++) {
            int[] from = at.clone();
            from[m.axis()] = row;
            sum += weight(m, row, at[m.axis()]) * x.at(from);
        }
        return sum;
    }
}
