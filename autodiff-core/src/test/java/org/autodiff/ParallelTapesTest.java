package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.autodiff.array.DType;
import org.autodiff.functional.Linear;
import org.junit.jupiter.api.Test;

/** Each thread its own tape, with leaves and constants that they share. */
class ParallelTapesTest {
    private static final int THREADS = 3;

    private static <T> List<T> inParallel(Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> f : futures) {
                results.add(f.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void functionalGradientsByASharedLeaf() throws Exception {
        for (int n : new int[] {5, 2000}) {
            Tensor w = Tensor.full(DType.FLOAT32, 2, n).requiresGrad(true);
            Tensor c = Tensor.full(DType.FLOAT32, 3, n);
            List<Integer> right = inParallel(() -> {
                int good = 0;
                for (int round = 0; round < 300; round++) {
                    try (Tape tape = Tape.record()) {
                        Tensor y = w.mul(c).mul(w).add(c).sum();
                        float[] g = tape.gradients(y, w).of(w).toFloats();
                        good += g[0] == 12 && g[n - 1] == 12 && tape.size() >= 6 ? 1 : 0;
                    }
                }
                return good;
            });
            assertThat(right).containsOnly(300);
        }
    }

    @Test
    void backwardToASharedLeafLosesNothing() throws Exception {
        for (int n : new int[] {5, 2000}) {
            Tensor w = Tensor.full(DType.FLOAT64, 2, n).requiresGrad(true);
            inParallel(() -> {
                for (int round = 0; round < 300; round++) {
                    try (Tape tape = Tape.record()) {
                        w.square().sum().backward();
                        assertThat(tape.size()).isEqualTo(3);
                    }
                }
                return null;
            });
            double[] g = w.grad().toDoubles();
            assertThat(g[0]).isEqualTo(4.0 * 300 * THREADS);
            assertThat(g[n - 1]).isEqualTo(g[0]);
        }
    }

    @Test
    void oneLeafOnTwoTapesOfOneThread() {
        Tensor w = Tensor.full(DType.FLOAT32, 2, 2000).requiresGrad(true);
        try (Tape a = Tape.record()) {
            Tensor x = w.square().sum();
            try (Tape b = Tape.record()) {
                Tensor y = w.mul(w).mul(w).sum();
                assertThat(a.gradients(x, w).of(w).toFloats()).containsOnly(4f);
                assertThat(b.gradients(y, w).of(w).toFloats()).containsOnly(12f);
                assertThat(a.gradients(x, w).of(w).toFloats()).containsOnly(4f);
                assertThat(a.size()).isEqualTo(3);
                assertThat(b.size()).isEqualTo(4);
            }
        }
    }

    @Test
    void scalarProgramsInParallel() throws Exception {
        List<Double> results = inParallel(() -> {
            double sum = 0;
            for (int round = 0; round < 300; round++) {
                try (Tape tape = Tape.record()) {
                    Scalar x = tape.leaf(0.5);
                    Scalar y = x;
                    for (int i = 0; i < 50; i++) {
                        y = y.mul(x).add(1);
                    }
                    y.backward();
                    sum += x.grad();
                }
            }
            return sum;
        });
        assertThat(results).hasSize(THREADS).containsOnly(results.get(0));
        assertThat(results.get(0)).isGreaterThan(300);
    }

    @Test
    void matrixProductsInParallelAreTheSameAsAlone() throws Exception {
        Tensor w = Tensor.normal(org.autodiff.array.Seed.of(1), DType.FLOAT32, 0, 1, 60, 50)
                .requiresGrad(true);
        Tensor x = Tensor.normal(org.autodiff.array.Seed.of(2), DType.FLOAT32, 0, 1, 40, 50);
        Callable<float[]> work = () -> {
            float[] g = null;
            for (int round = 0; round < 50; round++) {
                try (Tape tape = Tape.record()) {
                    Tensor y = Linear.linear(x, w, null).tanh().sum(0).square().sum();
                    g = tape.gradients(y, w).of(w).toFloats();
                }
            }
            return g;
        };
        float[] alone = work.call();
        for (float[] g : inParallel(work)) {
            assertThat(g).isEqualTo(alone);
        }
    }
}
