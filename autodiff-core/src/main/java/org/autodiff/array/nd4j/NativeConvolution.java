package org.autodiff.array.nd4j;

import java.util.function.Supplier;
import org.autodiff.array.Array;

/**
 * Convolutions of native arrays: by oneDNN's own interface where it is there and fast, else by ND4J's operations and products.
 * Each method returns null where there is a better way: Java loops, or one transpose after the other.
 */
final class NativeConvolution {
    /** Multiply-adds up to which Java loops are faster. */
    private static final long SMALL = 20_000;

    private final OneDnnConvolution oneDnn;
    private final Nd4jConvolution nd4j;

    NativeConvolution(NativeArrays backend) {
        this.oneDnn = new OneDnnConvolution(backend);
        this.nd4j = new Nd4jConvolution(backend);
    }

    private static <T> T firstOf(ConvolutionSizes s, Supplier<T> first, Supplier<T> second) {
        if (s.isEmpty() || s.work() <= SMALL) {
            return null;
        }
        T z = first.get();
        return z != null || !ColumnConvolution.fits(s) ? z : second.get();
    }

    /** With a bias or, where that is null, without. */
    Array conv(Array x, Array kernel, Array bias, ConvolutionSizes s) {
        return firstOf(s, () -> oneDnn.conv(x, kernel, bias, s), () -> nd4j.conv(x, kernel, bias, s));
    }

    /** The transpose by the input. */
    Array transpose(Array y, Array kernel, ConvolutionSizes s) {
        return firstOf(s, () -> oneDnn.transpose(y, kernel, s), () -> nd4j.transpose(y, kernel, s));
    }

    /** The transpose by the kernel. */
    Array kernel(Array x, Array y, ConvolutionSizes s) {
        return firstOf(s, () -> oneDnn.kernel(x, y, s), () -> nd4j.kernel(x, y, s));
    }

    /** Both transposes. */
    Array[] both(Array x, Array kernel, Array y, ConvolutionSizes s) {
        return firstOf(s, () -> oneDnn.both(x, kernel, y, s), () -> nd4j.both(x, kernel, y, s));
    }
}
