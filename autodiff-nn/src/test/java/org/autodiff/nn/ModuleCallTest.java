package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.inspect.RecordedModule;
import org.autodiff.inspect.Recording;
import org.autodiff.nn.model.LeNet;
import org.junit.jupiter.api.Test;

/** The modules of a network in recordings of a tape. */
class ModuleCallTest {
    @Test
    void nodesAreInTheCallsOfTheirModules() {
        LeNet net = new LeNet(Seed.of(1));
        Tensor images = Tensor.normal(Seed.of(2), DType.FLOAT32, 0, 1, 2, 1, 28, 28);
        try (Tape tape = Tape.record().retainAdjoints().noteModules()) {
            Tensor loss = net.forward(images).square().mean();
            loss.backward();
            Recording.Options names = Recording.Options.DEFAULT.withName(images, "images");
            for (Parameter parameter : net.parameters()) {
                names = names.withName(parameter.tensor(), parameter.name());
            }
            Recording recording = Recording.of(tape, names);
            assertThat(recording.modules())
                    .extracting(RecordedModule::path)
                    .containsExactly(
                            "LeNet",
                            "conv1",
                            "activation",
                            "pool",
                            "conv2",
                            "activation",
                            "pool",
                            "flatten",
                            "fc1",
                            "activation",
                            "fc2",
                            "activation",
                            "fc3");
            assertThat(recording.modules().subList(1, 13))
                    .allSatisfy(m -> assertThat(m.parent()).isZero());
            for (int i = 0; i < recording.nodes().size(); i++) {
                String name = recording.nodes().get(i).name();
                if (name.endsWith(".weight")) {
                    assertThat(name).isEqualTo(recording.moduleOf(i) + ".weight");
                }
            }
            assertThat(recording.nodes().get(0).name()).isEqualTo("images");
            assertThat(recording.moduleOf(0)).isEmpty();
            assertThat(recording.moduleOf(recording.root())).isEmpty();
        }
    }
}
