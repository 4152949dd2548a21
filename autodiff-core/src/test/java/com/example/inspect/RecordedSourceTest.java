package com.example.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.inspect.Recording;
import org.junit.jupiter.api.Test;

/** Source lines in recordings, asked for from outside of the library's packages. */
class RecordedSourceTest {
    @Test
    void operationsKnowTheirLines() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        try (Tape tape = Tape.record().noteSources()) {
            x.square().sum();
            Recording recording = Recording.of(tape);
            assertThat(recording.nodes().get(0).source()).isEmpty();
            assertThat(recording.nodes().get(1).source()).matches("RecordedSourceTest\\.java:\\d+");
        }
    }
}
