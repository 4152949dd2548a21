package org.autodiff.check.report;

import java.util.Arrays;
import java.util.Locale;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;

/** Numbers and indices as reports write them, the same in every sentence of one. */
public final class Numbers {
    private Numbers() {}

    /** Ten significant digits, without zeros at the end. */
    public static String plain(double v) {
        if (v == 0 || !Double.isFinite(v)) {
            return v == 0 ? "0" : String.valueOf(v);
        }
        double size = Math.abs(v);
        String s = size >= 1e-4 && size < 1e7
                ? String.format(Locale.ROOT, "%.10g", v)
                : String.format(Locale.ROOT, "%.9e", v);
        String mantissa = s.contains("e") ? s.substring(0, s.indexOf('e')) : s;
        String exponent = s.substring(mantissa.length());
        if (mantissa.contains(".")) {
            mantissa = mantissa.replaceAll("0+$", "").replaceAll("\\.$", "");
        }
        return mantissa + exponent.replace("e+0", "e").replace("e-0", "e-").replace("e+", "e");
    }

    /** One or two significant digits. */
    public static String rough(double v) {
        if (v == 0 || !Double.isFinite(v)) {
            return plain(v);
        }
        double size = Math.abs(v);
        return size >= 1e-2 && size < 1e4
                ? plain(Double.parseDouble(String.format(Locale.ROOT, "%.1e", v)))
                : plain(Double.parseDouble(String.format(Locale.ROOT, "%.0e", v)));
    }

    /** The indices of an element by its number in row-major order. */
    public static int[] indices(Shape shape, int flat) {
        Require.nonNull(shape, "Numbers.indices", "the shape", "pass that of the tensor");
        Require.index(flat, shape.size(), "Numbers.indices", "the element");
        int[] at = new int[shape.rank()];
        for (int axis = at.length - 1, rest = flat; axis >= 0; axis--) {
            at[axis] = rest % shape.dim(axis);
            rest /= shape.dim(axis);
        }
        return at;
    }

    /** Indices as written in Java: {@code [2, 1]}. */
    public static String at(int[] indices) {
        return Arrays.toString(indices);
    }
}
