package org.autodiff.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Convolution;
import org.autodiff.op.Flops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes and modules cost: operations by the rule of the table, bytes, and times where they were asked for. */
class CostTest {
    @TempDir
    Path folder;

    private static double flops(Tensor y, Tape tape) {
        return tape.node(tape.size() - 1).flops();
    }

    @Test
    void theCountsOfTheTable() {
        Tensor a = Tensor.ones(DType.FLOAT64, 3, 4).requiresGrad(true);
        Tensor b = Tensor.ones(DType.FLOAT64, 4, 2);
        Tensor image = Tensor.ones(DType.FLOAT64, 2, 3, 8, 8).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            assertThat(flops(a.matmul(b), tape)).isEqualTo(2 * 3 * 4 * 2);
            assertThat(flops(a.matmul(a, true, false), tape)).isEqualTo(2 * 4 * 3 * 4);
            assertThat(flops(a.matmul(a, false, true), tape)).isEqualTo(2 * 3 * 4 * 3);
            assertThat(flops(a.add(1), tape)).isEqualTo(12);
            assertThat(flops(a.mul(Tensor.ones(DType.FLOAT64, 5, 1, 1)), tape)).isEqualTo(60);
            assertThat(flops(a.sum(), tape)).isEqualTo(12);
            assertThat(flops(a.exp(), tape)).isEqualTo(12);
            assertThat(flops(a.reshape(12), tape)).isZero();
            assertThat(flops(a.permute(1, 0), tape)).isZero();
            assertThat(flops(a.to(DType.FLOAT32), tape)).isZero();
            assertThat(flops(Convolution.conv2d(image, Tensor.ones(DType.FLOAT64, 5, 3, 3, 3)), tape))
                    .isEqualTo(2.0 * (2 * 5 * 6 * 6) * (3 * 3 * 3));
            Convolution.Conv grouped = Convolution.Conv.DEFAULT.withGroups(3);
            assertThat(flops(Convolution.conv2d(image, Tensor.ones(DType.FLOAT64, 3, 1, 3, 3), null, grouped), tape))
                    .isEqualTo(2.0 * (2 * 3 * 6 * 6) * 9);
            assertThat(flops(tape.leaf(2).mul(tape.leaf(3)).toTensor(), tape)).isEqualTo(1);
        }
        assertThat(Flops.cubic(2.0 / 3).of(new Shape[] {Shape.of(5, 3, 3)}, Shape.of(5), null))
                .isEqualTo(2.0 / 3 * 45 * 3);
    }

    /** Counted by hand from the shapes of four images, with a bias of each channel where there is one. */
    @Test
    void aNetworkByModule() {
        CostTable table = CostTable.byModule(Lectures.network());
        assertThat(table.rows())
                .extracting(CostTable.Row::name)
                .containsExactly("net", "net.conv1", "net.conv2", "net.fc1", "net.fc2");
        double conv1 = 4 * (2.0 * 6 * 24 * 24 * 25 + 6 * 24 * 24);
        double conv2 = 4 * (2.0 * 16 * 8 * 8 * 150 + 16 * 8 * 8);
        assertThat(table.rows().get(1).cost().flops()).isEqualTo(conv1);
        assertThat(table.rows().get(2).cost().flops()).isEqualTo(conv2);
        assertThat(table.rows().get(3).cost().flops()).isEqualTo(4 * 2.0 * 256 * 120);
        assertThat(table.rows().get(4).cost().flops()).isEqualTo(4 * 2.0 * 120 * 10);
        assertThat(table.total().nanos()).isZero();
        assertThat(table.toString())
                .startsWith("module     nodes")
                .contains("net.conv1")
                .doesNotContain("forward");
    }

    @Test
    void timesAreNotedWhereTheyAreAskedFor() {
        Tensor a = Tensor.ones(DType.FLOAT64, 60, 60).requiresGrad(true);
        try (Tape tape = Tape.record().noteTimes()) {
            Tensor y = a.matmul(a).sum();
            assertThat(tape.node(1).forwardNanos()).isPositive();
            assertThat(tape.node(1).backwardNanos()).isZero();
            y.backward();
            assertThat(tape.node(1).backwardNanos()).isPositive();
            Recording recording = Recording.of(tape);
            Cost cost = recording.nodes().get(1).cost();
            assertThat(cost.forwardNanos()).isEqualTo(tape.node(1).forwardNanos());
            assertThat(cost.backwardNanos()).isEqualTo(tape.node(1).backwardNanos());
            CostTable byNode = CostTable.byNode(recording);
            assertThat(byNode.heads()).endsWith("forward ms", "backward ms", "share");
            assertThat(byNode.rows()).hasSize(2);
            assertThat(byNode.rows().get(0).cost().nanos())
                    .isGreaterThanOrEqualTo(byNode.rows().get(1).cost().nanos());
            assertThat(byNode.first(1).rows()).hasSize(1);
            assertThat(CostTable.byOperation(recording).rows())
                    .extracting(CostTable.Row::name)
                    .containsExactlyInAnyOrder("matmul", "sum");
            Path file = folder.resolve("r.json");
            recording.write(file);
            assertThat(Recording.read(file).nodes().get(1).cost()).isEqualTo(cost);
        }
        try (Tape tape = Tape.record()) {
            a.matmul(a).sum().backward();
            assertThat(CostTable.byNode(Recording.of(tape)).total().nanos()).isZero();
        }
    }

    /** Operations on scalars are not timed; whoever looks for their times is told so. */
    @Test
    void tablesSayOfWhichOperationsThereAreNoTimes() {
        Tensor a = Tensor.ones(DType.FLOAT64, 60, 60).requiresGrad(true);
        try (Tape tape = Tape.record().noteTimes()) {
            Scalar x = tape.leaf(2);
            x.mul(x).exp();
            CostTable scalars = CostTable.byOperation(Recording.of(tape));
            assertThat(scalars.total().nanos()).isZero();
            assertThat(scalars.toString()).contains("No times", "on Scalar", "reading the clock");
            a.matmul(a);
            CostTable both = CostTable.byNode(Recording.of(tape));
            assertThat(both.note()).startsWith("2 of 3 operations have no time");
            assertThat(both.first(1).toString()).endsWith(both.note() + "\n");
        }
        try (Tape tape = Tape.record().noteTimes()) {
            a.matmul(a);
            assertThat(CostTable.byModule(Recording.of(tape)).note()).isEmpty();
        }
    }

    /** A file as the version before wrote it: without operations, times and passes. */
    @Test
    void filesOfVersionOneAreRead() throws IOException {
        Path file = folder.resolve("r.json");
        Lectures.product().write(file);
        String old = Files.readString(file)
                .replace("\"version\": 2", "\"version\": 1")
                .replaceAll(", \"flops\": [^\\n]*?, \"formula\"", ", \"formula\"");
        assertThat(old).doesNotContain("flops", "order", "cause");
        Files.writeString(file, old);
        Recording read = Recording.read(file);
        assertThat(Recording.diff(read, Lectures.product())).isEmpty();
        assertThat(read.nodes()).allSatisfy(node -> {
            assertThat(node.cost()).isEqualTo(new Cost(8, 0, 0, 0));
            assertThat(node.lineage()).isEqualTo(Lineage.FORWARD);
        });
    }

    @Test
    void badArguments() {
        assertThatThrownBy(() -> new Cost(-1, 0, 0, 0)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> new Cost(0, Double.NaN, 0, 0)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> CostTable.byNode(null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> CostTable.byModule(null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> CostTable.byOperation(Lectures.product()).first(-1))
                .isInstanceOf(ArgumentException.class);
        assertThat(CostTable.byOperation(new Recording("", List.of(), List.of())))
                .hasToString("""
                operation  nodes  bytes  FLOPs
                all                 0 B      0
                """);
    }
}
