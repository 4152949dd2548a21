package org.autodiff.examples.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadsTest {

    @Test
    void namesAreThoseOfThePeer() {
        assertThat(Workloads.all())
                .extracting(Workload::name)
                .containsExactlyInAnyOrder(
                        "chain/mul-add-1000ops-n1",
                        "chain/mul-tanh-1000ops-n1",
                        "chain/mul-add-1000ops-n100",
                        "chain/mul-tanh-1000ops-n100",
                        "chain/mul-add-1000ops-n10000",
                        "chain/mul-tanh-1000ops-n10000",
                        "scalar/mul-add-1M-ops",
                        "elementwise/exp-1M",
                        "elementwise/log-1M",
                        "elementwise/tanh-1M",
                        "elementwise/sigmoid-1M",
                        "elementwise/gelu-1M",
                        "elementwise/relu-1M",
                        "elementwise/sqrt-1M",
                        "matmul/32",
                        "matmul/128",
                        "matmul/512",
                        "matmul/1024",
                        "matmul/batched-16x128x64x128",
                        "reduce/sum-axis0-1024x1024",
                        "reduce/mean-axis1-1024x1024",
                        "broadcast/bias-add-1024x1024",
                        "loss/cross-entropy-1000x1000",
                        "conv/n32-c1-s28-f16-k5",
                        "conv/n32-c16-s28-f32-k3",
                        "conv/n32-c64-s16-f64-k3",
                        "cnn/lenet-b64-sgd",
                        "cnn/conv-bn-relu-block-b16-c32-s16",
                        "mlp/2-16-16-2-b32-sgd",
                        "mlp/2-16-16-2-b32-adam",
                        "mlp/784-128-10-b32-sgd",
                        "mlp/784-128-10-b32-adam",
                        "mlp/784-200-200-10-b100-sgd",
                        "mlp/784-200-200-10-b100-adam",
                        "mlp/784-200-200-10-tanh-b100-sgd",
                        "mlp/784-200-200-10-tanh-b100-adam",
                        "mlp/784-1000-1000-10-b100-sgd",
                        "mlp/784-1000-1000-10-b100-adam",
                        "inference/mlp-784-128-10-b1");
    }

    static Stream<Named<Workload>> everyWorkload() {
        return Workloads.all().stream().map(workload -> Named.of(workload.name(), workload));
    }

    @ParameterizedTest
    @MethodSource("everyWorkload")
    void canBeRunAgainAndAgain(Workload workload) {
        Runnable body = workload.setUp().get();
        body.run();
        body.run();
    }

    @Test
    void theStopwatchFindsTheTimeOfOneRun() {
        double micros = Stopwatch.medianMicros(() -> busy(200_000));
        assertThat(micros).isBetween(200.0, 2_000.0);
    }

    private static void busy(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
