package org.autodiff.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.functional.Loss;
import org.junit.jupiter.api.Test;

/** Where operations were recorded; in a package of its own, for the library's own packages are left out. */
class SourceNotesTest {
    private static int line() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow())
                .getLineNumber();
    }

    @Test
    void nodesNameTheFileAndTheLine() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        try (Tape tape = Tape.record().noteSources()) {
            int first = line() + 1;
            Tensor y = x.mul(2);
            Tensor z = Loss.crossEntropy(y, Tensor.of(new double[] {0.5, 0.5}));
            assertThat(tape.node(0).source()).isNull();
            assertThat(tape.node(2).source()).isEqualTo("SourceNotesTest.java:" + first);
            int last = tape.size() - 1;
            assertThat(tape.node(last).source()).isEqualTo("SourceNotesTest.java:" + (first + 1));
            assertThat(tape.node(last).value()).isSameAs(z);
            assertThat(tape.node(last).toString()).endsWith("  @ SourceNotesTest.java:" + (first + 1));
            assertThat(tape.listing()).contains("mul %0 %1 : f64[2]  @ SourceNotesTest.java:" + first + "\n");
        }
    }

    @Test
    void sourcesAreNotedFromThenOn() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            x.exp();
            tape.noteSources();
            x.exp();
            assertThat(tape.node(1).source()).isNull();
            assertThat(tape.node(2).source()).startsWith("SourceNotesTest.java:");
        }
    }

    @Test
    void operationsOfHigherOrderNameTheCallThatAskedForThem() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        try (Tape tape = Tape.record().noteSources()) {
            Tensor y = x.exp().sum();
            int size = tape.size();
            int asked = line() + 1;
            tape.gradientsWithGraph(y, x);
            assertThat(tape.size()).isGreaterThan(size);
            for (int i = size; i < tape.size(); i++) {
                String source = tape.node(i).source();
                assertThat(source == null ? "SourceNotesTest.java:" + asked : source)
                        .isEqualTo("SourceNotesTest.java:" + asked);
            }
        }
    }
}
