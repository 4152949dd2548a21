package org.autodiff.examples.system;

import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;

/**
 * Images of one thing on a noisy ground: a disc, a square or a triangle of any size, place and brightness. Image i depends on
 * the seed and i alone.
 *
 * @param images {@code [N, 1, SIDE, SIDE]}, from 0 to about 1
 * @param masks INT64 {@code [N, SIDE, SIDE]}: 0 for the ground, class + 1 for the thing
 * @param boxes {@code [N, 4]}: left, top, right and bottom as fractions of the side
 * @param classes INT64 {@code [N]}: 0 disc, 1 square, 2 triangle
 */
record Scenes(Tensor images, Tensor masks, Tensor boxes, Tensor classes) {
    static final int SIDE = 32;
    static final int CLASSES = 3;

    private static final int PIXELS = SIDE * SIDE;

    static Scenes draw(Seed seed, int count) {
        float[] images = new float[count * PIXELS];
        long[] masks = new long[count * PIXELS];
        float[] boxes = new float[count * 4];
        long[] classes = new long[count];
        for (int i = 0; i < count; i++) {
            RandomGenerator random = seed.child(i).generator();
            int kind = random.nextInt(CLASSES);
            double radius = random.nextDouble(4, 9);
            double x = random.nextDouble(radius, SIDE - radius);
            double y = random.nextDouble(radius, SIDE - radius);
            double ground = random.nextDouble(0, 0.3);
            double light = ground + random.nextDouble(0.4, 0.7);
            int[] edge = {SIDE, SIDE, 0, 0};
            for (int p = 0; p < PIXELS; p++) {
                int column = p % SIDE;
                int row = p / SIDE;
                boolean inside = contains(kind, (column + 0.5 - x) / radius, (row + 0.5 - y) / radius);
                images[i * PIXELS + p] = (float) ((inside ? light : ground) + 0.05 * random.nextGaussian());
                if (inside) {
                    masks[i * PIXELS + p] = kind + 1;
                    edge[0] = Math.min(edge[0], column);
                    edge[1] = Math.min(edge[1], row);
                    edge[2] = Math.max(edge[2], column + 1);
                    edge[3] = Math.max(edge[3], row + 1);
                }
            }
            for (int j = 0; j < 4; j++) {
                boxes[4 * i + j] = (float) edge[j] / SIDE;
            }
            classes[i] = kind;
        }
        return new Scenes(
                Tensor.of(images, count, 1, SIDE, SIDE),
                Tensor.of(masks, count, SIDE, SIDE),
                Tensor.of(boxes, count, 4),
                Tensor.of(classes, count));
    }

    /** Whether a point is in the figure around the origin whose radius, or half a side, is 1. */
    private static boolean contains(int kind, double x, double y) {
        return switch (kind) {
            case 0 -> x * x + y * y <= 1;
            case 1 -> Math.abs(x) <= 0.85 && Math.abs(y) <= 0.85;
            default -> y <= 0.85 && y >= 2 * Math.abs(x) - 0.95;
        };
    }

    /** The intersection over union of boxes of the same rows, {@code [N, 4]} each. */
    static double[] overlaps(Tensor left, Tensor right) {
        float[] a = left.toFloats();
        float[] b = right.toFloats();
        double[] overlaps = new double[a.length / 4];
        for (int i = 0; i < overlaps.length; i++) {
            int j = 4 * i;
            double width = Math.min(a[j + 2], b[j + 2]) - Math.max(a[j], b[j]);
            double height = Math.min(a[j + 3], b[j + 3]) - Math.max(a[j + 1], b[j + 1]);
            double both = Math.max(0, width) * Math.max(0, height);
            overlaps[i] = both / (area(a, j) + area(b, j) - both);
        }
        return overlaps;
    }

    private static double area(float[] box, int at) {
        return (double) (box[at + 2] - box[at]) * (box[at + 3] - box[at + 1]);
    }

    /** The images with the edges of boxes in white. */
    Tensor framed(Tensor frames) {
        float[] pixels = images.toFloats();
        float[] edges = frames.toFloats();
        for (int i = 0; i < edges.length / 4; i++) {
            int[] e = new int[4];
            for (int j = 0; j < 4; j++) {
                e[j] = Math.max(0, Math.min(SIDE - 1, Math.round(edges[4 * i + j] * SIDE) - (j < 2 ? 1 : 0)));
            }
            for (int column = e[0]; column <= e[2]; column++) {
                pixels[i * PIXELS + e[1] * SIDE + column] = 1;
                pixels[i * PIXELS + e[3] * SIDE + column] = 1;
            }
            for (int row = e[1]; row <= e[3]; row++) {
                pixels[i * PIXELS + row * SIDE + e[0]] = 1;
                pixels[i * PIXELS + row * SIDE + e[2]] = 1;
            }
        }
        return Tensor.of(pixels, images.shape().dim(0), SIDE, SIDE);
    }

    /** The first scenes alone. */
    Scenes first(int count) {
        return new Scenes(
                images.slice(0, 0, count),
                masks.slice(0, 0, count),
                boxes.slice(0, 0, count),
                classes.slice(0, 0, count));
    }

    /** The rows of the scenes of a batch: data sets carry the number of each scene as its label. */
    Scenes select(Tensor numbers) {
        return new Scenes(
                images.indexSelect(0, numbers),
                masks.indexSelect(0, numbers),
                boxes.indexSelect(0, numbers),
                classes.indexSelect(0, numbers));
    }
}
