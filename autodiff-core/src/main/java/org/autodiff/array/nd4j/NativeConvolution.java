package org.autodiff.array.nd4j;

import org.autodiff.array.Array;

/** Convolutions of native arrays: by oneDNN's own interface where it is there and fast, else by ND4J's operations and products. */
final class NativeConvolution {
    /** Multiply-adds up to which Java loops are faster. */
    private static final long SMALL = 20_000;

    private final OneDnnConvolution oneDnn;
    private final Nd4jConvolution nd4j;

    NativeConvolution(NativeBackend backend) {
        this.oneDnn = new OneDnnConvolution(backend);
        this.nd4j = new Nd4jConvolution(backend);
    }

    /** Whether Java loops are the better way. */
    boolean isSmall(ConvolutionSizes s) {
        return s.isEmpty() || s.work() <= SMALL || !ColumnConvolution.fits(s);
    }

    Array conv(Array x, Array kernel, ConvolutionSizes s) {
        Array z = oneDnn.conv(x, kernel, null, s);
        return z != null ? z : nd4j.conv(x, kernel, s);
    }

    /** With a bias, or null where no kernel adds one on the way. */
    Array conv(Array x, Array kernel, Array bias, ConvolutionSizes s) {
        Array z = oneDnn.conv(x, kernel, bias, s);
        return z != null ? z : nd4j.conv(x, kernel, bias, s);
    }

    /** The transpose by the input. */
    Array transpose(Array y, Array kernel, ConvolutionSizes s) {
        Array z = oneDnn.transpose(y, kernel, s);
        return z != null ? z : nd4j.transpose(y, kernel, s);
    }

    /** The transpose by the kernel. */
    Array kernel(Array x, Array y, ConvolutionSizes s) {
        Array z = oneDnn.kernel(x, y, s);
        return z != null ? z : nd4j.kernel(x, y, s);
    }

    /** Both transposes by one operation, or null where they are better computed each by itself. */
    Array[] both(Array x, Array kernel, Array y, ConvolutionSizes s) {
        Array[] z = oneDnn.both(x, kernel, y, s);
        return z != null ? z : nd4j.both(x, kernel, y, s);
    }
}
