package org.autodiff.nn.data;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;

/** The labels of all samples as class numbers, read a piece at a time. */
final class ClassNumbers {
    private ClassNumbers() {}

    /**
     * The class numbers of the samples 0 to {@code size}.
     *
     * @param labels from some places to the labels there
     * @throws ArgumentException if they are no class numbers, INT64 [n]
     */
    static long[] of(int size, Function<int[], Tensor> labels) {
        long[] classes = new long[size];
        for (int from = 0; from < size; from += DatasetSelection.PIECE) {
            int[] places = IntStream.range(from, Math.min(size, from + DatasetSelection.PIECE))
                    .toArray();
            Tensor piece = labels.apply(places);
            if (piece.dtype() != DType.INT64 || piece.rank() != 1) {
                throw new ArgumentException("Dataset.labels: they are " + piece.dtype() + " " + piece.shape()
                        + ", not class numbers, INT64 [n]");
            }
            System.arraycopy(piece.toLongs(), 0, classes, from, places.length);
        }
        return classes;
    }
}
