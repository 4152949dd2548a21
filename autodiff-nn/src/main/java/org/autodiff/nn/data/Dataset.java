package org.autodiff.nn.data;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;

/**
 * A finite number of labelled samples, counted from 0. Several threads may read one that none changes, which the
 * loader's own thread does.
 */
public interface Dataset {
    /** The number of samples. */
    int size();

    /** The samples at the given places in [0, size), in that order; a place may come twice. */
    Batch batch(int[] indices);

    /**
     * The samples at the given places as they are in one epoch: most data sets are the same in all of them, augmented ones
     * differ. What it gives is a function of the arguments alone, or a run could not be resumed.
     *
     * @param epoch counted from 0
     * @throws IndexException if a place is not in [0, size)
     */
    default Batch batch(int[] indices, int epoch) {
        return batch(indices);
    }

    /**
     * The samples from {@code from} (included) to {@code to} (excluded), as a data set that looks into this one: a
     * part for validation, or a small part to try something on.
     *
     * @throws ArgumentException if not {@code 0 <= from <= to <= size}
     */
    default Dataset range(int from, int to) {
        return DatasetSelection.range(this, from, to);
    }

    /** The samples at some places in [0, size), in that order, as a data set that looks into this one. */
    default Dataset select(int... places) {
        return new DatasetSelection(this, places);
    }

    /**
     * The samples that a test keeps, in their order. Each is looked at once, here.
     *
     * @param keep is given a batch of one sample
     */
    default Dataset filter(Predicate<Batch> keep) {
        Require.nonNull(keep, "Dataset.filter", "the test", "give one that is true for what stays");
        return select(IntStream.range(0, size())
                .filter(i -> keep.test(batch(new int[] {i})))
                .toArray());
    }

    /**
     * This data set with a function applied to each batch when it is asked for. Where only inputs change, {@link
     * #mapInputs} knows that labels stay.
     *
     * @param change from a batch to one of as many samples; each sample's result must not depend on the others
     */
    default Dataset map(UnaryOperator<Batch> change) {
        return DatasetView.of(this, change, false);
    }

    /**
     * This data set with a function applied to the inputs when they are asked for. The labels are passed on: {@link
     * #labels} of the result computes no inputs that this data set does not.
     *
     * @param change from inputs [n, ...] to others [n, ...]; each sample's result must not depend on the others
     * @throws ArgumentException if the function is null; from {@link #batch(int[])}, if it returns null or another first
     *     axis
     */
    default Dataset mapInputs(UnaryOperator<Tensor> change) {
        return DatasetView.ofInputs(this, change);
    }

    /**
     * This data set with one-hot labels: for losses that compare with distributions. {@link #labels} still tells the class
     * numbers.
     *
     * @param classes the number of classes
     * @throws ArgumentException if it is below 1
     * @throws IndexException from {@link #batch(int[])}, if a label is not in [0, classes)
     */
    default Dataset oneHot(int classes) {
        Require.positive(classes, "Dataset.oneHot", "the number of classes");
        return DatasetView.of(
                this,
                b -> new Batch(
                        b.inputs(), b.labels().oneHot(classes).to(b.inputs().dtype())),
                true);
    }

    /**
     * The class number of every sample. A data set that can tell them without its inputs does so; others read all batches.
     *
     * @throws ArgumentException if labels are no class numbers, INT64 [n]
     */
    default long[] labels() {
        return ClassNumbers.of(size(), places -> batch(places).labels());
    }

    /** The purpose of the samples; {@link Role#UNDECIDED} until a {@link Split}, a reader of files or {@link #asTraining} says so. */
    default Role role() {
        return Role.UNDECIDED;
    }

    /**
     * This data set, declared to be for training: where the samples for measuring are in a file of their own.
     *
     * @throws ArgumentException if they are held out from training
     */
    default Dataset asTraining() {
        return DatasetView.withRole(this, role().toTraining());
    }

    /** This data set, declared to be held out: nothing is learned from it, not even a mean. */
    default Dataset asHeldOut() {
        return DatasetView.withRole(this, Role.HELD_OUT);
    }
}
