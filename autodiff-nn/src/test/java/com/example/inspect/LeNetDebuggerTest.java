package com.example.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.inspect.CostTable;
import org.autodiff.inspect.Debugger;
import org.autodiff.inspect.Disconnected;
import org.autodiff.inspect.Recording;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.model.LeNet;
import org.junit.jupiter.api.Test;

/** LeNet under the debugger: stepping, breakpoints, changed values; and what its tape tells of costs and gradients. */
class LeNetDebuggerTest {
    private final LeNet net = new LeNet(Seed.of(1));
    private final Tensor images = Tensor.normal(Seed.of(2), DType.FLOAT32, 0, 1, 2, 1, 28, 28);
    private final Tensor labels = Tensor.of(new long[] {3, 7});

    private Tensor loss() {
        return Loss.crossEntropy(net.forward(images), labels);
    }

    private Recording.Options names(Tensor loss) {
        Recording.Options names = Recording.Options.DEFAULT
                .withTitle("LeNet")
                .withName(images, "images")
                .withName(labels, "labels")
                .withName(loss, "loss");
        for (Parameter p : net.parameters()) {
            names = names.withName(p.tensor(), p.name());
        }
        return names;
    }

    @Test
    void aSession() {
        try (Tape tape = Tape.record().retainAdjoints().noteModules().noteSources()) {
            Tensor loss = loss();
            loss.backward();
            Debugger d = Debugger.of(tape, names(loss));
            assertThat(d.breakAtOp("crossEntropy").run())
                    .contains("stopped at: op crossEntropy", "= crossEntropy", "LeNetDebuggerTest.java:");
            int forward = d.position();
            assertThat(d.run()).contains("backward").contains("∂loss/∂");
            assertThat(d.position()).isGreaterThan(forward);
            assertThat(d.back()).isNotEqualTo(d.step());
            d.clear().watch("fc3.bias");
            assertThat(d.end()).contains("watch fc3.bias = ", "  gradient ").doesNotContain("gradient not yet");
            String text = d.to(0);
            assertThat(text).startsWith("step 0 of " + d.last());

            float before = loss.toFloats()[0];
            d.set("images", 0);
            assertThat(d.breakAtNorm(0).run()).startsWith("stopped at: norm 0.0");
            assertThat(loss.toFloats()[0]).isEqualTo(before);
            d.clear().set("fc3.weight", 0).set("fc3.bias", 0);
            // all scores are 0, so that the loss is ln 10
            assertThat(d.breakAtOp("crossEntropy").run()).contains("[2.303, 2.303]");
            assertThat(d.clear().set("images", Double.NaN).breakAtNan().run()).startsWith("stopped at: nan\nstep 1 ");
        }
    }

    @Test
    void aSessionInATerminal() {
        try (Tape tape = Tape.record().retainAdjoints().noteModules()) {
            Tensor loss = loss();
            loss.backward();
            StringWriter out = new StringWriter();
            Debugger.of(tape, names(loss))
                    .console(new StringReader("break op convBias\nrun\nwatch conv1.weight\nend\nquit\n"), out);
            assertThat(out.toString())
                    .containsSubsequence(
                            "step 0 of", "> ", "stopped at: op convBias", "images ⋆ conv1.weight", "conv1.weight = ");
        }
    }

    /** The figures by hand, for one image: LeNet's two convolutions and three layers, with a bias each. */
    @Test
    void itsCostByModule() {
        try (Tape tape = Tape.record().noteModules().noteTimes()) {
            net.forward(images);
            CostTable table = CostTable.byModule(Recording.of(tape));
            Map<String, Double> flops = new LinkedHashMap<>();
            table.rows().forEach(row -> flops.merge(row.name(), row.cost().flops(), Double::sum));
            assertThat(flops.get("LeNet")).isEqualTo(table.total().flops());
            assertThat(flops.get("LeNet / fc2")).isBetween(2 * 2.0 * 120 * 84, 2 * 2.0 * 120 * 84 + 2 * 84);
            assertThat(flops.get("LeNet / fc3")).isBetween(2 * 2.0 * 84 * 10, 2 * 2.0 * 84 * 10 + 2 * 10);
            assertThat(table.total().nanos()).isPositive();
            assertThat(table.toString()).contains("LeNet / conv1", "forward ms");
        }
    }

    @Test
    void nothingOfItIsDisconnectedUntilItIsCut() {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        net.parameters().forEach(p -> weights.put(p.name(), p.tensor()));
        try (Tape tape = Tape.record().noteCuts().noteModules().noteSources()) {
            assertThat(Disconnected.of(tape, loss(), weights)).isEmpty();
        }
        try (Tape tape = Tape.record().noteCuts().noteModules().noteSources()) {
            Tensor hidden = net.module("conv1").forward(images);
            Tensor loss = net.module("conv2").forward(hidden.detach()).sum();
            assertThat(Disconnected.of(tape, loss, weights))
                    .filteredOn(d -> d.name().equals("conv1.weight"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("cut off by detach of", "LeNetDebuggerTest.java:");
        }
    }
}
