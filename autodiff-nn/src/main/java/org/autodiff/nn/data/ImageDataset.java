package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;

/**
 * Grey images with class labels, kept as bytes; a batch is converted when it is asked for.
 *
 * <p>Inputs are FLOAT32, {@code (pixel / 255 - mean) / std}, at first with mean 0 and std 1 and so in [0, 1]. Their
 * layout is PyTorch's [n, 1, rows, columns], or [n, rows columns] after {@link #flattened()}. Labels are INT64 [n].
 */
public final class ImageDataset implements Dataset {
    private static final int LEVELS = 256;

    private final IdxImages images;
    private final int[] labels;
    private final boolean flat;
    // the value of each of the 256 grey levels: conversion is one look-up a pixel, whatever the scaling
    private final float[] values;

    /**
     * Images with one label each, scaled to [0, 1].
     *
     * @throws ArgumentException if the numbers of images and labels differ
     */
    public ImageDataset(IdxImages images, int[] labels) {
        this(images, labels.clone(), false, values(0, 1));
        if (images.count() != labels.length) {
            throw new ArgumentException("ImageDataset: " + images.count() + " images, but " + labels.length
                    + " labels; the two files belong to different sets");
        }
    }

    private ImageDataset(IdxImages images, int[] labels, boolean flat, float[] values) {
        this.images = images;
        this.labels = labels;
        this.flat = flat;
        this.values = values;
    }

    /** The same samples as vectors: inputs are [n, rows columns]. The pixels are shared. */
    public ImageDataset flattened() {
        return new ImageDataset(images, labels, true, values);
    }

    /**
     * The same samples, shifted and scaled: inputs are {@code (pixel / 255 - mean) / std}. For MNIST mean 0.1307 and
     * std 0.3081 are usual. The pixels are shared.
     *
     * @throws ArgumentException if a number is not finite or {@code std} is not positive
     */
    public ImageDataset normalized(double mean, double std) {
        if (!Double.isFinite(mean) || !Double.isFinite(std) || std <= 0) {
            throw new ArgumentException("ImageDataset.normalized: expected a finite mean and a positive std, got mean "
                    + mean + " and std " + std);
        }
        return new ImageDataset(images, labels, flat, values(mean, std));
    }

    @Override
    public int size() {
        return labels.length;
    }

    /** Pixels from top to bottom. */
    public int rows() {
        return images.rows();
    }

    /** Pixels from left to right. */
    public int columns() {
        return images.columns();
    }

    /**
     * The label of one sample.
     *
     * @throws IndexException if there is no such sample
     */
    public int label(int index) {
        return labels[DatasetRange.checked(index, size())];
    }

    @Override
    public long[] labels() {
        return Arrays.stream(labels).asLongStream().toArray();
    }

    /**
     * {@inheritDoc}
     *
     * @throws ArgumentException if the batch has more than 2^31-1 pixels
     * @return inputs FLOAT32 [n, 1, rows, columns] or [n, rows columns], labels INT64 [n]
     */
    @Override
    public Batch batch(int[] indices) {
        int area = images.rows() * images.columns();
        if ((long) indices.length * area > Integer.MAX_VALUE) {
            throw new ArgumentException("ImageDataset.batch: " + indices.length + " images of " + area
                    + " pixels are more than 2^31-1 numbers; use smaller batches");
        }
        float[] inputs = new float[indices.length * area];
        long[] classes = new long[indices.length];
        byte[] pixels = images.pixels();
        for (int i = 0; i < indices.length; i++) {
            int index = DatasetRange.checked(indices[i], size());
            classes[i] = labels[index];
            int source = index * area;
            int target = i * area;
            for (int k = 0; k < area; k++) {
                inputs[target + k] = values[pixels[source + k] & 0xFF];
            }
        }
        int n = indices.length;
        int[] shape = flat ? new int[] {n, area} : new int[] {n, 1, images.rows(), images.columns()};
        return new Batch(Tensor.of(inputs, shape), Tensor.of(classes, n));
    }

    /** For example {@code ImageDataset[60000 of 28 x 28]}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "ImageDataset[%d of %d x %d]", size(), rows(), columns());
    }

    private static float[] values(double mean, double std) {
        float[] values = new float[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            values[level] = (float) ((level / 255.0 - mean) / std);
        }
        return values;
    }
}
