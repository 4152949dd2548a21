package org.autodiff.examples.system;

import org.autodiff.Tensor;
import org.autodiff.array.DType;

/**
 * Regions of images: boxes {@code [N, 4]} of left, top, right and bottom as fractions of the sides. Regions are pooled by
 * bilinear interpolation at the middles of an even grid (RoIAlign of He et al. 2017): two products with matrices, one for
 * each side, so the gradient flows into the features; boxes are held.
 */
final class Regions {
    private Regions() {}

    /** The number of the cell of a grid in which the middle of each box lies: INT64 {@code [N]}. */
    static Tensor cellOf(Tensor boxes, int grid) {
        Tensor x = boxes.select(1, 0).add(boxes.select(1, 2)).mul(grid / 2.0).floor();
        Tensor y = boxes.select(1, 1).add(boxes.select(1, 3)).mul(grid / 2.0).floor();
        return y.mul(grid).add(x).to(DType.INT64);
    }

    /**
     * The boxes that cells propose.
     *
     * @param proposed {@code [N, cells, 5]}: a score, and how far the edges are from the middle of the cell, as logits
     * @param cell INT64 {@code [N]}: the cell of each image that is asked
     */
    static Tensor boxesAt(Tensor proposed, Tensor cell) {
        int grid = (int) Math.round(Math.sqrt(proposed.shape().dim(1)));
        Tensor row = proposed.gather(1, cell.reshape(-1, 1, 1).expand(cell.size(), 1, 5))
                .squeeze(1)
                .slice(1, 1, 5);
        Tensor number = cell.to(DType.FLOAT32);
        Tensor top = number.div(grid).floor();
        Tensor middle = Tensor.stack(1, number.sub(top.mul(grid)), top).add(0.5).div(grid);
        Tensor reach = row.sigmoid().div(2);
        return Tensor.concat(1, middle.sub(reach.slice(1, 0, 2)), middle.add(reach.slice(1, 2, 4)));
    }

    /** The features {@code [N, C, H, W]} of one region of each image, as {@code [N, C, side, side]}. */
    static Tensor pool(Tensor features, Tensor boxes, int side) {
        float[] edges = boxes.detach().toFloats();
        Tensor rows = weights(edges, 1, features.shape().dim(2), side);
        Tensor columns = weights(edges, 0, features.shape().dim(3), side);
        return rows.matmul(features).matmul(columns.transpose(2, 3));
    }

    /** The other way: images {@code [N, C, side, side]} that have squares {@code [N, C, s, s]} in their regions, 0 around. */
    static Tensor unpool(Tensor squares, Tensor boxes, int side) {
        float[] edges = boxes.detach().toFloats();
        Tensor rows = spread(edges, 1, squares.shape().dim(2), side);
        Tensor columns = spread(edges, 0, squares.shape().dim(3), side);
        return rows.matmul(squares).matmul(columns.transpose(2, 3));
    }

    /** Matrices {@code [N, 1, side, size]} that read at {@code side} places between two edges. */
    private static Tensor weights(float[] edges, int axis, int size, int side) {
        int count = edges.length / 4;
        float[] weights = new float[count * side * size];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < side; j++) {
                double low = edges[4 * i + axis];
                double high = edges[4 * i + axis + 2];
                put(weights, (i * side + j) * size, size, (low + (high - low) * (j + 0.5) / side) * size - 0.5);
            }
        }
        return Tensor.of(weights, count, 1, side, size);
    }

    /** Matrices {@code [N, 1, side, size]} that lay {@code size} places out between two edges. */
    private static Tensor spread(float[] edges, int axis, int size, int side) {
        int count = edges.length / 4;
        float[] weights = new float[count * side * size];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < side; j++) {
                double low = edges[4 * i + axis];
                double high = edges[4 * i + axis + 2];
                double at = ((j + 0.5) / side - low) / (high - low);
                if (at >= 0 && at <= 1) {
                    put(weights, (i * side + j) * size, size, at * size - 0.5);
                }
            }
        }
        return Tensor.of(weights, count, 1, side, size);
    }

    /** The weights of the two neighbours of a place; at the border there is one. */
    private static void put(float[] weights, int from, int size, double place) {
        double at = Math.max(0, Math.min(size - 1, place));
        int low = (int) Math.min(size - 1, Math.floor(at));
        int high = Math.min(size - 1, low + 1);
        weights[from + low] += (float) (1 - (at - low));
        weights[from + high] += (float) (at - low);
    }
}
