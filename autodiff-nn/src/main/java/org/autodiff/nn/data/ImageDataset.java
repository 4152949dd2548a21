package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Grey or coloured images of one size with class labels, kept as bytes; a batch is converted when it is asked for.
 *
 * <p>Inputs are FLOAT32, {@code (pixel / 255 - mean) / std}, at first with mean 0 and std 1 and so in [0, 1]. Their
 * layout is PyTorch's [n, channels, rows, columns], or [n, channels rows columns] after {@link #flattened()}. Labels are
 * INT64 [n].
 */
public final class ImageDataset implements Dataset {
    private static final int LEVELS = 256;

    private final byte[] pixels;
    private final int channels;
    private final int rows;
    private final int columns;
    private final int[] labels;
    private final Look look;

    /**
     * The conversion of pixels to inputs.
     *
     * @param flat whether samples are vectors
     * @param values for each channel the value of each of the 256 levels: conversion is one look-up a number, whatever the
     *     scaling
     */
    private record Look(boolean flat, Role role, float[][] values) {}

    /**
     * Grey images with one label each, scaled to [0, 1].
     *
     * @throws ArgumentException if the numbers of images and labels differ, or a label is negative
     */
    public ImageDataset(IdxImages images, int[] labels) {
        this(checked(images).owned(), images.count(), 1, images.rows(), images.columns(), labels.clone(), true);
    }

    /**
     * Images with one label each, scaled to [0, 1].
     *
     * @param pixels unsigned; image by image, channel by channel, row by row; copied
     * @param count the number of images
     * @param channels 1 for grey, 3 for red, green and blue
     * @param rows pixels from top to bottom
     * @param columns pixels from left to right
     * @throws ArgumentException if sizes and bytes disagree, or if the numbers of images and labels differ, or a
     *     label is negative
     */
    public ImageDataset(byte[] pixels, int count, int channels, int rows, int columns, int[] labels) {
        this(
                given("the pixels", pixels).clone(),
                count,
                channels,
                rows,
                columns,
                given("the labels", labels).clone(),
                true);
    }

    /** Images of these very arrays, which nobody else may change. */
    static ImageDataset owning(byte[] pixels, int count, int channels, int rows, int columns, int[] labels) {
        return new ImageDataset(pixels, count, channels, rows, columns, labels, true);
    }

    private ImageDataset(byte[] pixels, int count, int channels, int rows, int columns, int[] labels, boolean owned) {
        this(pixels, channels, rows, columns, labels, new Look(false, Role.UNDECIDED, sameValues(channels, 0, 1)));
        if (count < 0 || rows < 0 || columns < 0 || pixels.length != numbers(count, channels, rows, columns)) {
            throw new ArgumentException("ImageDataset: " + count + " images of " + channels + " x " + rows + " x "
                    + columns + " do not fit " + pixels.length + " bytes");
        }
        if (count != labels.length) {
            throw new ArgumentException("ImageDataset: " + count + " images, but " + labels.length
                    + " labels; the two files belong to different sets");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0) {
                throw new ArgumentException("ImageDataset: the label of image " + i + " is " + labels[i]
                        + "; classes are counted from 0; leave out images without one, or give them a class that"
                        + " the loss ignores");
            }
        }
    }

    private static <T> T given(String what, T value) {
        return Require.nonNull(value, "ImageDataset", what, "pass an empty array for no images");
    }

    private ImageDataset(byte[] pixels, int channels, int rows, int columns, int[] labels, Look look) {
        this.pixels = pixels;
        this.channels = channels;
        this.rows = rows;
        this.columns = columns;
        this.labels = labels;
        this.look = look;
    }

    private ImageDataset with(Look other) {
        return new ImageDataset(pixels, channels, rows, columns, labels, other);
    }

    private static IdxImages checked(IdxImages images) {
        return Require.nonNull(images, "ImageDataset", "the images", "read them with Idx.readImages");
    }

    /** The product, or -1 if no array has so many elements; the factors must not be negative. */
    private static long numbers(int... factors) {
        long product = 1;
        for (int factor : factors) {
            product = product < 0 ? product : product * factor;
            product = product > Integer.MAX_VALUE ? -1 : product;
        }
        return product;
    }

    /** The same samples as vectors: inputs are [n, channels rows columns]. The pixels are shared. */
    public ImageDataset flattened() {
        return with(new Look(true, look.role, look.values));
    }

    /**
     * The same samples, shifted and scaled: inputs are {@code (pixel / 255 - mean) / std}. For MNIST mean 0.1307 and
     * std 0.3081 are usual. The pixels are shared.
     *
     * @throws ArgumentException if a number is not finite or {@code std} is not positive
     */
    public ImageDataset normalized(double mean, double std) {
        return normalized(sameValues(channels, mean, std));
    }

    /**
     * The same samples, each channel shifted and scaled by its own numbers, as torchvision's {@code Normalize} does. For
     * ImageNet means 0.485, 0.456, 0.406 and stds 0.229, 0.224, 0.225 are usual. The pixels are shared.
     *
     * @throws ArgumentException if there is not one number for each channel, if one is not finite, or if one of
     *     {@code stds} is not positive
     */
    public ImageDataset normalized(double[] means, double[] stds) {
        Require.nonNull(means, "ImageDataset.normalized", "the means", "pass one for each channel");
        Require.nonNull(stds, "ImageDataset.normalized", "the stds", "pass one for each channel");
        if (means.length != channels || stds.length != channels) {
            throw new ArgumentException("ImageDataset.normalized: expected a mean and a std for each of the " + channels
                    + " channels, got " + means.length + " means and " + stds.length + " stds");
        }
        float[][] scaled = new float[channels][];
        Arrays.setAll(scaled, channel -> values(means[channel], stds[channel]));
        return normalized(scaled);
    }

    private ImageDataset normalized(float[][] scaled) {
        return with(new Look(look.flat, look.role, scaled));
    }

    @Override
    public Role role() {
        return look.role;
    }

    @Override
    public ImageDataset asTraining() {
        return withRole(look.role.toTraining());
    }

    @Override
    public ImageDataset asHeldOut() {
        return withRole(Role.HELD_OUT);
    }

    private ImageDataset withRole(Role other) {
        return with(new Look(look.flat, other, look.values));
    }

    @Override
    public int size() {
        return labels.length;
    }

    /** 1 for grey images, 3 for red, green and blue. */
    public int channels() {
        return channels;
    }

    /** Pixels from top to bottom. */
    public int rows() {
        return rows;
    }

    /** Pixels from left to right. */
    public int columns() {
        return columns;
    }

    /** The label of the sample at a place in [0, size). */
    public int label(int index) {
        return labels[DatasetSelection.checked(index, size())];
    }

    @Override
    public long[] labels() {
        return Arrays.stream(labels).asLongStream().toArray();
    }

    /**
     * {@inheritDoc}
     *
     * @throws ArgumentException if the batch has more than 2^31-1 numbers
     * @return inputs FLOAT32 [n, channels, rows, columns] or [n, channels rows columns], labels INT64 [n]
     */
    @Override
    public Batch batch(int[] indices) {
        int area = rows * columns;
        int length = channels * area;
        if ((long) DatasetSelection.given(indices).length * length > Integer.MAX_VALUE) {
            throw new ArgumentException("ImageDataset.batch: " + indices.length + " images of " + length
                    + " numbers are more than 2^31-1 numbers; use smaller batches");
        }
        float[] inputs = new float[indices.length * length];
        long[] classes = new long[indices.length];
        for (int i = 0; i < indices.length; i++) {
            int index = DatasetSelection.checked(indices[i], size());
            classes[i] = labels[index];
            for (int channel = 0; channel < channels; channel++) {
                float[] levels = look.values[channel];
                int source = index * length + channel * area;
                int target = i * length + channel * area;
                for (int k = 0; k < area; k++) {
                    inputs[target + k] = levels[pixels[source + k] & 0xFF];
                }
            }
        }
        int n = indices.length;
        int[] shape = look.flat ? new int[] {n, length} : new int[] {n, channels, rows, columns};
        return new Batch(Tensor.of(inputs, shape), Tensor.of(classes, n));
    }

    /** For example {@code ImageDataset[60000 of 28 x 28]}, or {@code ImageDataset[50000 of 3 x 32 x 32]}. */
    @Override
    public String toString() {
        String depth = channels == 1 ? "" : channels + " x ";
        return String.format(Locale.ROOT, "ImageDataset[%d of %s%d x %d]", size(), depth, rows, columns);
    }

    private static float[][] sameValues(int channels, double mean, double std) {
        float[][] values = new float[Require.positive(channels, "ImageDataset", "the number of channels")][];
        Arrays.fill(values, values(mean, std));
        return values;
    }

    private static float[] values(double mean, double std) {
        if (!Double.isFinite(mean) || !Double.isFinite(std) || std <= 0) {
            throw new ArgumentException("ImageDataset.normalized: expected a finite mean and a positive std, got mean "
                    + mean + " and std " + std);
        }
        float[] values = new float[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            values[level] = (float) ((level / 255.0 - mean) / std);
        }
        return values;
    }
}
