package org.autodiff.array;

import static org.autodiff.array.BackendPair.REFERENCE;
import static org.autodiff.array.BackendPair.SPECIAL;
import static org.autodiff.array.BackendPair.TESTED;
import static org.autodiff.array.BackendPair.WHOLE;
import static org.autodiff.array.BackendPair.assertSame;
import static org.autodiff.array.BackendPair.dense;
import static org.autodiff.array.BackendPair.views;

import java.util.List;
import org.autodiff.array.BackendPair.Both;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What slides over the last axes, and what is read and added up along the last one: the native backend against Java. */
class BackendPoolingTest {
    private static Reach side(int size, int kernel) {
        int[] first = new int[size / kernel];
        int[] count = new int[first.length];
        for (int i = 0; i < first.length; i++) {
            first[i] = i * kernel;
            count[i] = kernel;
        }
        return new Reach(first, count, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void indicesOfMaxima(DType dtype) {
        for (int[] dims : new int[][] {{3, 4, 6}, {40, 5, 12, 14}, {2, 300, 200}, {70, 16, 24, 24}}) {
            int rank = dims.length;
            Reach overlapping = new Reach(new int[] {0, 1, 2}, new int[] {2, 2, 1}, 2);
            for (Reach last : List.of(side(dims[rank - 1], 2), overlapping)) {
                List<Reach> reaches = List.of(side(dims[rank - 2], 2), last);
                int[] to = dims.clone();
                to[rank - 2] = reaches.get(0).first().length;
                to[rank - 1] = last.first().length;
                for (Both x : views(dtype, SPECIAL, 1, dims)) {
                    assertSame(
                            "maxIndex " + x,
                            TESTED.maxIndex(x.tested(), reaches, Shape.of(to)),
                            REFERENCE.maxIndex(x.reference(), reaches, Shape.of(to)));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void readingAndAddingUpAlongTheLastAxis(DType dtype) {
        for (int[] size :
                new int[][] {{7, 5, 3}, {60, 40, 25}, {60, 25, 70}, {1, 3000, 500}, {3000, 1, 2}, {700, 300, 90}}) {
            Shape whole = Shape.of(size[0], size[1]);
            Shape picked = Shape.of(size[0], size[2]);
            Both index = dense(DType.INT64, random -> () -> random.nextInt(size[1]), 1, picked.toArray());
            for (Both x : views(dtype, SPECIAL, 2, whole.toArray())) {
                assertSame(
                        "gather " + x,
                        TESTED.gather(x.tested(), 1, index.tested()),
                        REFERENCE.gather(x.reference(), 1, index.reference()));
            }
            for (Both x : views(dtype, WHOLE, 3, picked.toArray())) {
                assertSame(
                        "scatterAdd " + x,
                        TESTED.scatterAdd(x.tested(), 1, index.tested(), whole),
                        REFERENCE.scatterAdd(x.reference(), 1, index.reference(), whole));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void unfoldingAndFolding(DType dtype) {
        Sliding how = new Sliding(new int[] {2, 1}, new int[] {1, 2}, new int[] {1, 2}, 1);
        int[] kernel = {3, 2};
        for (int[] size : new int[][] {{2, 3, 5, 4}, {9, 4, 21, 20}}) {
            int[] windows = {(size[2] + 2 - 3) / 2 + 1, size[3] + 4 - 3 + 1};
            Shape columns = Shape.of(size[0], size[1] * 6, windows[0] * windows[1]);
            for (Both x : views(dtype, WHOLE, 1, size)) {
                assertSame(
                        "unfold " + x,
                        TESTED.unfold(x.tested(), kernel, windows, how, columns),
                        REFERENCE.unfold(x.reference(), kernel, windows, how, columns));
            }
            for (Both x : views(dtype, WHOLE, 2, columns.toArray())) {
                assertSame(
                        "fold " + x,
                        TESTED.fold(x.tested(), kernel, windows, how, Shape.of(size)),
                        REFERENCE.fold(x.reference(), kernel, windows, how, Shape.of(size)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void weightedSumsOfNeighbours(DType dtype) {
        int[] start = {0, 2, 1, 5};
        double[][] weights = {{1, -2}, {0.5}, {}, {3, 1, 2}};
        for (int axis = 0; axis < 3; axis++) {
            for (int[] dims : new int[][] {{8, 8, 8}, {60, 60, 60}}) {
                for (Both x : views(dtype, WHOLE, 1, dims)) {
                    assertSame(
                            "blend " + x,
                            TESTED.blend(x.tested(), axis, start, weights),
                            REFERENCE.blend(x.reference(), axis, start, weights));
                }
                int[] shorter = dims.clone();
                shorter[axis] = start.length;
                for (Both x : views(dtype, WHOLE, 2, shorter)) {
                    assertSame(
                            "unblend " + x,
                            TESTED.unblend(x.tested(), axis, start, weights, dims[axis]),
                            REFERENCE.unblend(x.reference(), axis, start, weights, dims[axis]));
                }
            }
        }
    }
}
