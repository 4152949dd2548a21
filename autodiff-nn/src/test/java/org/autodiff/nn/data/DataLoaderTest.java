package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;

class DataLoaderTest {
    /** Sample i is the number i, its label too. */
    private record Counting(int size) implements Dataset {
        @Override
        public Batch batch(int[] indices) {
            double[] inputs = IntStream.of(indices).asDoubleStream().toArray();
            long[] labels = IntStream.of(indices).asLongStream().toArray();
            return new Batch(Tensor.of(inputs, indices.length, 1), Tensor.of(labels, indices.length));
        }
    }

    private final Dataset dataset = new Counting(103);

    @Test
    void withoutASeedTheOrderIsTheSetsOwn() {
        DataLoader loader = new DataLoader(dataset, 10);

        assertThat(samples(loader, 0))
                .containsExactlyElementsOf(LongStream.range(0, 103).boxed().toList());
        assertThat(samples(loader, 1)).isEqualTo(samples(loader, 0));
    }

    @Test
    void everySampleComesOnceInEachEpoch() {
        DataLoader loader = new DataLoader(dataset, 10, Seed.of(1));

        for (int epoch = 0; epoch < 5; epoch++) {
            assertThat(samples(loader, epoch)).hasSize(103).doesNotHaveDuplicates();
        }
    }

    @Test
    void theSameSeedGivesTheSameOrder() {
        DataLoader loader = new DataLoader(dataset, 10, Seed.of(1));
        DataLoader same = new DataLoader(dataset, 10, Seed.of(1));

        assertThat(samples(same, 3)).isEqualTo(samples(loader, 3));
        assertThat(samples(new DataLoader(dataset, 10, Seed.of(2)), 3)).isNotEqualTo(samples(loader, 3));
    }

    @Test
    void anEpochDoesNotDependOnWhatWasIteratedBefore() {
        DataLoader used = new DataLoader(dataset, 10, Seed.of(1));
        Iterable<Batch> second = used.epoch(2);
        second.iterator().next();
        samples(used, 0);
        samples(used, 1);

        List<Long> expected = samples(new DataLoader(dataset, 10, Seed.of(1)), 2);
        assertThat(samples(used, 2)).isEqualTo(expected);
        assertThat(samples(second)).isEqualTo(expected);
        assertThat(samples(second)).isEqualTo(expected);
    }

    @Test
    void epochsDiffer() {
        DataLoader loader = new DataLoader(dataset, 10, Seed.of(1));

        assertThat(samples(loader, 0)).isNotEqualTo(samples(loader, 1)).isNotEqualTo(samples(loader, 2));
        assertThat(samples(loader, 0)).isNotEqualTo(samples(new DataLoader(dataset, 10), 0));
    }

    @Test
    void everyOrderIsEquallyLikely() {
        DataLoader loader = new DataLoader(new Counting(3), 3, Seed.of(11));
        int[] counts = new int[6];
        for (int epoch = 0; epoch < 6000; epoch++) {
            int[] order = loader.order(epoch);
            counts[order[0] * 2 + (order[1] > order[2] ? 1 : 0)]++;
        }

        // 1000 each is expected; the standard deviation is 29
        for (int count : counts) {
            assertThat(count).isBetween(870, 1130);
        }
    }

    @Test
    void theLastBatchIsSmallerOrDropped() {
        DataLoader whole = new DataLoader(dataset, 10, Seed.of(1));
        DataLoader dropping = new DataLoader(dataset, 10, Seed.of(1)).droppingLast();

        assertThat(sizes(whole)).hasSize(11).endsWith(10, 3).hasSize(whole.size());
        assertThat(sizes(dropping)).hasSize(10).containsOnly(10).hasSize(dropping.size());
        assertThat(samples(dropping, 4)).isEqualTo(samples(whole, 4).subList(0, 100));
        assertThat(sizes(new DataLoader(new Counting(20), 10))).containsExactly(10, 10);
        assertThat(sizes(new DataLoader(new Counting(25), 10).droppingLast())).containsExactly(10, 10);
        assertThat(sizes(new DataLoader(new Counting(5), Integer.MAX_VALUE))).containsExactly(5);
    }

    @Test
    void anEmptySetHasNoBatches() {
        DataLoader loader = new DataLoader(new Counting(0), 4);

        assertThat(loader.size()).isZero();
        assertThat(loader.epoch(0)).isEmpty();
    }

    @Test
    void inputsAndLabelsStayTogether() {
        for (Batch batch : new DataLoader(dataset, 16, Seed.of(5)).epoch(0)) {
            assertThat(batch.inputs().to(DType.INT64).toLongs())
                    .isEqualTo(batch.labels().toLongs());
        }
    }

    @Test
    void anExhaustedEpochSaysSo() {
        Iterator<Batch> batches = new DataLoader(new Counting(1), 1).epoch(0).iterator();
        batches.next();

        assertThat(batches.hasNext()).isFalse();
        assertThatThrownBy(batches::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("only 1 batches");
    }

    @Test
    void anEpochGoesOnAtAnyBatch() {
        DataLoader loader = new DataLoader(dataset, 10, Seed.of(1));
        List<Long> whole = samples(loader, 3);

        for (int first = 0; first <= loader.size(); first++) {
            List<Long> rest = whole.subList(Math.min(10 * first, 103), 103);
            assertThat(samples(loader.epoch(3, first))).isEqualTo(rest);
            assertThat(samples(loader.prefetching(2).epoch(3, first))).isEqualTo(rest);
        }
        assertThatThrownBy(() -> loader.epoch(3, 12))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("has 11 batches")
                .hasMessageContaining("batch 12");
        assertThatThrownBy(() -> loader.epoch(3, -1)).isInstanceOf(ArgumentException.class);
    }

    @Test
    void batchesMadeAheadAreTheSame() {
        DataLoader loader = new DataLoader(dataset, 10, Seed.of(1));

        for (int ahead = 0; ahead < 20; ahead += 3) {
            Iterable<Batch> epoch = loader.prefetching(ahead).epoch(2);
            assertThat(samples(epoch)).isEqualTo(samples(loader, 2));
            assertThat(samples(epoch)).isEqualTo(samples(loader, 2));
        }
        assertThat(loader.prefetching(2).identity()).isEqualTo(loader.identity());
        assertThat(samples(loader.prefetching(Integer.MAX_VALUE).epoch(2))).isEqualTo(samples(loader, 2));
        assertThatThrownBy(() -> loader.prefetching(-1)).isInstanceOf(ArgumentException.class);
    }

    /** A data set that tells which epoch it is asked in, and fails at one sample. */
    private record Failing(int size, int at) implements Dataset {
        @Override
        public Batch batch(int[] indices) {
            throw new AssertionError("a loader tells the epoch");
        }

        @Override
        public Batch batch(int[] indices, int epoch) {
            if (IntStream.of(indices).anyMatch(i -> i == at)) {
                throw new ArgumentException("sample " + at + " of epoch " + epoch + " is broken");
            }
            return new Counting(size).batch(indices);
        }
    }

    @Test
    void anErrorComesWhereTheBatchWouldHaveCome() {
        for (int ahead = 0; ahead < 3; ahead++) {
            DataLoader loader = new DataLoader(new Failing(50, 25), 10).prefetching(ahead);
            Iterator<Batch> batches = loader.epoch(4).iterator();
            batches.next();
            batches.next();
            assertThat(batches.hasNext()).isTrue();
            assertThatThrownBy(batches::next)
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("sample 25 of epoch 4 is broken");
        }
        Iterator<Batch> batches =
                new DataLoader(new Failing(50, 5), 10).prefetching(2).epoch(0).iterator();
        assertThatThrownBy(batches::next).isInstanceOf(ArgumentException.class);
        assertThat(batches.hasNext()).as("after an error").isFalse();
    }

    @Test
    void aThreadThatNobodyReadsFromEnds() throws InterruptedException {
        DataLoader loader = new DataLoader(new Counting(1000), 1).prefetching(3);
        for (int i = 0; i < 5; i++) {
            loader.epoch(i).iterator().next();
        }
        long left = prefetching();
        for (int i = 0; i < 100 && left > 0; i++) {
            System.gc();
            Thread.sleep(50);
            left = prefetching();
        }
        assertThat(left).isZero();
    }

    @Test
    void anInterruptedLoopMayGoOn() {
        Iterator<Batch> batches =
                new DataLoader(dataset, 10).prefetching(2).epoch(0).iterator();
        List<Long> seen = new ArrayList<>();
        for (int i = 0; batches.hasNext(); i++) {
            for (long label : batches.next().labels().toLongs()) {
                seen.add(label);
            }
            if (i % 3 == 0) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(batches::hasNext)
                        .isInstanceOf(DataException.class)
                        .hasMessageContaining("interrupted while it waited for a batch")
                        .hasCauseInstanceOf(InterruptedException.class);
                assertThat(Thread.interrupted())
                        .as("the mark, which this clears")
                        .isTrue();
            }
        }
        assertThat(seen).isEqualTo(samples(new DataLoader(dataset, 10), 0));
    }

    private static long prefetching() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("autodiff-prefetch"))
                .count();
    }

    @Test
    void batchesOfAnotherThreadCanBeRecorded() {
        Tensor w = Tensor.of(new double[] {2}, 1, 1).requiresGrad(true);
        double sum = 0;
        for (Batch batch :
                new DataLoader(dataset, 10, Seed.of(1)).prefetching(2).epoch(0)) {
            try (Tape tape = Tape.record()) {
                Tensor y = batch.inputs().matmul(w).sum();
                y.backward();
                sum += y.item();
            }
        }
        assertThat(sum).isEqualTo(2 * 102 * 103 / 2);
        assertThat(w.grad().item()).isEqualTo(102 * 103 / 2);
    }

    @Test
    void aLoaderIsIdentifiedByWhatItsBatchesDependOn() {
        assertThat(new DataLoader(dataset, 10, Seed.of(1)).identity())
                .isEqualTo(new DataLoader.Identity(103, 10, Optional.of(Seed.of(1)), false));
        assertThat(new DataLoader(dataset, 10).droppingLast().identity())
                .isEqualTo(new DataLoader.Identity(103, 10, Optional.empty(), true));
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatThrownBy(() -> new DataLoader(dataset, 0))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the batch size must be at least 1, got 0");
        assertThatThrownBy(() -> new DataLoader(dataset, 104, Seed.of(1)).droppingLast())
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("no batch is left of 103 samples at batch size 104");
        assertThatThrownBy(() -> new DataLoader(dataset, 10, (Seed) null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the seed must not be null");
        assertThatThrownBy(() -> new DataLoader(dataset, 10).epoch(-1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the epoch, counted from 0, must not be negative, got -1");
    }

    private static List<Long> samples(DataLoader loader, int epoch) {
        return samples(loader.epoch(epoch));
    }

    private static List<Long> samples(Iterable<Batch> epoch) {
        List<Long> samples = new ArrayList<>();
        for (Batch batch : epoch) {
            for (long label : batch.labels().toLongs()) {
                samples.add(label);
            }
        }
        return samples;
    }

    private static List<Integer> sizes(DataLoader loader) {
        List<Integer> sizes = new ArrayList<>();
        loader.epoch(0).forEach(batch -> sizes.add(batch.size()));
        return sizes;
    }
}
