package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Cuts a data set into mini-batches, in a new random order for each epoch. Several threads may use one loader, each with an
 * iterator of its own, if the data set can be read by several.
 *
 * <p>The order of epoch n is a function of the seed and n alone, so that a run can be resumed at any batch of any epoch.
 * Batches are made one at a time while iterating, or some ahead of time by a thread of their own ({@link #prefetching});
 * there is no state.
 *
 * <pre>{@code
 * DataLoader loader = new DataLoader(train, 64, Seed.of(7));
 * for (Batch batch : loader.epoch(0)) { ... }
 * }</pre>
 */
public final class DataLoader {
    private final Dataset dataset;
    private final int batchSize;
    // null for the data set's own order
    private final Seed seed;
    private final boolean dropLast;
    private final int ahead;

    /**
     * The settings that determine the sequence of batches: they must be the same where a run goes on in the middle of an
     * epoch.
     *
     * @param samples the size of the data set
     * @param batchSize how many of them a batch has
     * @param seed that of the order; empty for the data set's own
     * @param dropLast whether a smaller last batch is left out
     */
    public record Identity(int samples, int batchSize, Optional<Seed> seed, boolean dropLast) {}

    /** A loader in the data set's own order, with batches of at least 1 sample; the last one may be smaller. */
    public DataLoader(Dataset dataset, int batchSize) {
        this(null, dataset, batchSize, false, 0);
    }

    /** A loader in random order, with batches of at least 1 sample; the last one may be smaller. */
    public DataLoader(Dataset dataset, int batchSize, Seed seed) {
        this(checked(seed), dataset, batchSize, false, 0);
    }

    private DataLoader(Seed seed, Dataset dataset, int batchSize, boolean dropLast, int ahead) {
        Require.nonNull(dataset, "DataLoader", "the data set", "pass what is to be cut into batches");
        Require.positive(batchSize, "DataLoader", "the batch size");
        if (dropLast && dataset.size() < batchSize) {
            throw new ArgumentException("DataLoader.droppingLast: no batch is left of " + dataset.size()
                    + " samples at batch size " + batchSize + "; use a smaller batch size or keep the last batch");
        }
        this.dataset = dataset;
        this.batchSize = batchSize;
        this.seed = seed;
        this.dropLast = dropLast;
        this.ahead = ahead;
    }

    /**
     * This loader without a last batch of fewer samples than the others; PyTorch's {@code drop_last}.
     *
     * @throws ArgumentException if no batch is left
     */
    public DataLoader droppingLast() {
        return new DataLoader(seed, dataset, batchSize, true, ahead);
    }

    /**
     * This loader with batches made ahead of time by a thread of their own while the caller works on the one before. The
     * thread ends with the epoch, or when the collector has found that its iterator was left.
     *
     * @param batches how many are made ahead, 0 or more; 0 is what a loader starts with
     */
    public DataLoader prefetching(int batches) {
        int checked = Require.notNegative(batches, "DataLoader.prefetching", "the number of batches");
        return new DataLoader(seed, dataset, batchSize, dropLast, checked);
    }

    /** The settings that determine the sequence of batches, to be stored with a position in it. */
    public Identity identity() {
        return new Identity(dataset.size(), batchSize, Optional.ofNullable(seed), dropLast);
    }

    /** The number of batches in an epoch. */
    public int size() {
        int full = dataset.size() / batchSize;
        return dropLast || dataset.size() % batchSize == 0 ? full : full + 1;
    }

    /**
     * The batches of one epoch. It may be iterated again, with the same result.
     *
     * @param epoch counted from 0
     */
    public Iterable<Batch> epoch(int epoch) {
        return epoch(epoch, 0);
    }

    /**
     * The batches of one epoch from one of them on: for a run that goes on where it has stopped.
     *
     * @param epoch counted from 0
     * @param firstBatch counted from 0; that of the end, {@link #size}, leaves none
     */
    public Iterable<Batch> epoch(int epoch, int firstBatch) {
        if (firstBatch < 0 || firstBatch > size()) {
            throw new ArgumentException("DataLoader.epoch: the epoch has " + size()
                    + " batches, counted from 0; it cannot" + " go on with batch " + firstBatch);
        }
        int[] order = order(epoch);
        return () -> {
            Iterator<Batch> batches = new Batches(epoch, order, firstBatch);
            return ahead == 0 ? batches : new Prefetched(batches, Math.min(ahead, size() + 1));
        };
    }

    /**
     * The places of the data set in the order in which an epoch takes them; every place once, also those that
     * {@code dropLast} leaves out at the end.
     *
     * @param epoch counted from 0
     */
    public int[] order(int epoch) {
        Require.notNegative(epoch, "DataLoader", "the epoch, counted from 0,");
        int[] order = new int[dataset.size()];
        Arrays.setAll(order, i -> i);
        if (seed != null) {
            shuffle(order, seed.child(epoch).generator());
        }
        return order;
    }

    /** Fisher and Yates's shuffle in Durstenfeld's form: every order is equally likely. */
    static void shuffle(int[] order, RandomGenerator random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
    }

    private static Seed checked(Seed seed) {
        return Require.nonNull(seed, "DataLoader", "the seed", "leave it out for the set's own order");
    }

    /** One pass over an order. */
    private final class Batches implements Iterator<Batch> {
        private final int epoch;
        private final int[] order;
        private int next;

        Batches(int epoch, int[] order, int first) {
            this.epoch = epoch;
            this.order = order;
            this.next = first;
        }

        @Override
        public boolean hasNext() {
            return next < size();
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("DataLoader: the epoch has only " + size() + " batches");
            }
            // in long: with a huge batch size the end may lie beyond the range of int
            int from = next * batchSize;
            int to = (int) Math.min((long) from + batchSize, order.length);
            next++;
            return dataset.batch(Arrays.copyOfRange(order, from, to), epoch);
        }
    }
}
