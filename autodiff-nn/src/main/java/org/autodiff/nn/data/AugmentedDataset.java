package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.data.Augmentation.Image;

/**
 * Images that are changed at random each time they are shown: more data than there is. How sample i looks in epoch n is a
 * function of the seed, i and n, whatever the batch: a run can be resumed, and batches can be made ahead of time.
 *
 * <p>Inputs are FLOAT32 [n, channels, height, width]; what is held out for measuring is not to be changed, so only what is
 * known to be for training is taken.
 */
public final class AugmentedDataset implements Dataset {
    private final Dataset images;
    private final Seed seed;
    private final List<Augmentation> changes;

    /**
     * Images with changes, in this order.
     *
     * @throws ArgumentException if the images are not of role {@link Role#TRAINING}, or something is null, or there is no
     *     change
     */
    public AugmentedDataset(Dataset images, Seed seed, Augmentation... changes) {
        if (images == null
                || seed == null
                || changes == null
                || changes.length == 0
                || Arrays.asList(changes).contains(null)) {
            throw new ArgumentException("AugmentedDataset: needs images, a seed and at least one change, as"
                    + " Augmentation.crop(2); none may be null");
        }
        if (images.role() != Role.TRAINING) {
            throw new ArgumentException("AugmentedDataset: these samples are "
                    + (images.role() == Role.HELD_OUT
                            ? "held out for validation or test and must stay as they are; augment the training part"
                            : "not known to be for training; take the training part of a Split, or, where the test samples are"
                                    + " in a file of their own, asTraining()"));
        }
        this.images = images;
        this.seed = seed;
        this.changes = List.of(changes);
    }

    @Override
    public int size() {
        return images.size();
    }

    /** The images as they are in epoch 0. */
    @Override
    public Batch batch(int[] indices) {
        return batch(indices, 0);
    }

    @Override
    public Batch batch(int[] indices, int epoch) {
        Batch batch = images.batch(indices, epoch);
        Tensor inputs = batch.inputs();
        if (inputs.rank() != 4 || inputs.dtype() != DType.FLOAT32) {
            throw new ArgumentException("AugmentedDataset: inputs are " + inputs.dtype() + " " + inputs.shape()
                    + "; expected FLOAT32 [n, channels, height, width]");
        }
        Shape shape = inputs.shape();
        int size = shape.dim(1) * shape.dim(2) * shape.dim(3);
        float[] values = inputs.toFloats();
        Seed ofEpoch = seed.child(epoch);
        for (int i = 0; i < indices.length; i++) {
            float[] pixels = new float[size];
            System.arraycopy(values, i * size, pixels, 0, size);
            Image image = new Image(pixels, shape.dim(1), shape.dim(2), shape.dim(3));
            Seed own = ofEpoch.child(indices[i]);
            for (int k = 0; k < changes.size(); k++) {
                image = changes.get(k).apply(image, own.child(k).generator());
                if (image == null) {
                    throw new ArgumentException("AugmentedDataset: change " + k + " gave null for sample " + indices[i]
                            + "; it must give an image");
                }
            }
            if (image.channels() != shape.dim(1) || image.height() != shape.dim(2) || image.width() != shape.dim(3)) {
                throw new ArgumentException("AugmentedDataset: the changes have made an image of " + image.channels()
                        + " x " + image.height() + " x " + image.width() + " out of " + shape);
            }
            System.arraycopy(image.values(), 0, values, i * size, size);
        }
        return new Batch(Tensor.of(values, shape.toArray()), batch.labels());
    }

    @Override
    public long[] labels() {
        return images.labels();
    }

    @Override
    public Role role() {
        return images.role();
    }
}
