package org.autodiff.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks with torchvision's names: a weight file fits by name or it does not fit at all. */
class ModelTest {
    private static final Seed SEED = Seed.of(1);
    private static final ResNet.Options EMPTY = ResNet.Options.DEFAULT.withInit(false);
    private static final Vgg.Options EMPTY_VGG = Vgg.Options.DEFAULT.withInit(false);

    private static Module named(String name) {
        return switch (name) {
            case "resnet18" -> ResNet.resnet18(EMPTY, SEED);
            case "resnet34" -> ResNet.resnet34(EMPTY, SEED);
            case "resnet50" -> ResNet.resnet50(EMPTY, SEED);
            case "vgg11" -> Vgg.vgg11(EMPTY_VGG, SEED);
            case "vgg16" -> Vgg.vgg16(EMPTY_VGG, SEED);
            case "vgg11_bn" -> Vgg.vgg11(EMPTY_VGG.withBatchNorm(true), SEED);
            case "vgg16_bn" -> Vgg.vgg16(EMPTY_VGG.withBatchNorm(true), SEED);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static List<String> names(Module m) {
        return m.parameters().stream().map(Parameter::name).toList();
    }

    /** The counts are those of torchvision's table of weights; tensors and buffers were counted from its definitions. */
    @ParameterizedTest
    @CsvSource({
        "resnet18, 11689512, 62, 60",
        "resnet34, 21797672, 110, 108",
        "resnet50, 25557032, 161, 159",
        "vgg11, 132863336, 22, 0",
        "vgg16, 138357544, 32, 0",
        "vgg11_bn, 132868840, 38, 24",
        "vgg16_bn, 138365992, 58, 39"
    })
    void hasAsManyParametersAsTorchvisions(String name, long count, int tensors, int buffers) {
        Module m = named(name);
        assertThat(m.parameterCount()).isEqualTo(count);
        assertThat(m.parameters()).hasSize(tensors);
        assertThat(m.buffers()).hasSize(buffers);
    }

    @Test
    void aResidualNetworkHasTorchvisionsNames() {
        assertThat(names(named("resnet18")))
                .startsWith(
                        "conv1.weight",
                        "bn1.weight",
                        "bn1.bias",
                        "layer1.0.conv1.weight",
                        "layer1.0.bn1.weight",
                        "layer1.0.bn1.bias",
                        "layer1.0.conv2.weight",
                        "layer1.0.bn2.weight",
                        "layer1.0.bn2.bias",
                        "layer1.1.conv1.weight")
                .contains("layer2.0.downsample.0.weight", "layer2.0.downsample.1.bias", "layer4.1.bn2.bias")
                .doesNotContain("layer1.0.downsample.0.weight")
                .endsWith("fc.weight", "fc.bias");
        assertThat(names(named("resnet50")))
                .contains(
                        "layer1.0.conv3.weight",
                        "layer1.0.bn3.bias",
                        "layer1.0.downsample.1.weight",
                        "layer3.5.bn3.weight");
        assertThat(named("resnet18").buffers().keySet())
                .startsWith("bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked")
                .contains("layer4.0.downsample.1.running_var");
    }

    @Test
    void aResidualNetworkHasTorchvisionsLayouts() {
        Module m = named("resnet50");
        assertThat(shape(m, "conv1.weight")).isEqualTo(Shape.of(64, 3, 7, 7));
        assertThat(shape(m, "layer2.0.conv1.weight")).isEqualTo(Shape.of(128, 256, 1, 1));
        assertThat(shape(m, "layer2.0.conv2.weight")).isEqualTo(Shape.of(128, 128, 3, 3));
        assertThat(shape(m, "layer2.0.conv3.weight")).isEqualTo(Shape.of(512, 128, 1, 1));
        assertThat(shape(m, "layer2.0.downsample.0.weight")).isEqualTo(Shape.of(512, 256, 1, 1));
        assertThat(shape(m, "fc.weight")).isEqualTo(Shape.of(1000, 2048));
    }

    @Test
    void aVggNetworkHasTorchvisionsNamesAndLayouts() {
        Module m = named("vgg16");
        assertThat(names(m))
                .startsWith(
                        "features.0.weight",
                        "features.0.bias",
                        "features.2.weight",
                        "features.2.bias",
                        "features.5.weight")
                .contains("features.28.weight")
                .endsWith(
                        "classifier.0.weight",
                        "classifier.0.bias",
                        "classifier.3.weight",
                        "classifier.3.bias",
                        "classifier.6.weight",
                        "classifier.6.bias");
        assertThat(shape(m, "features.28.weight")).isEqualTo(Shape.of(512, 512, 3, 3));
        assertThat(shape(m, "classifier.0.weight")).isEqualTo(Shape.of(4096, 25088));
        assertThat(names(named("vgg11_bn")))
                .startsWith(
                        "features.0.weight",
                        "features.0.bias",
                        "features.1.weight",
                        "features.1.bias",
                        "features.4.weight");
    }

    private static Shape shape(Module m, String name) {
        return m.stateDict().get(name).shape();
    }

    @Test
    void imagesShrinkByThirtyTwo() {
        ResNet.Options small = ResNet.Options.DEFAULT.withClasses(7).withChannels(1);
        ResNet m = ResNet.bottleneck(new int[] {1, 1, 1, 1}, small, SEED);
        Tensor x = Tensor.normal(SEED, DType.FLOAT32, 0, 1, 2, 1, 64, 33);
        try (Tape tape = Tape.record()) {
            Tensor y = m.forward(x);
            assertThat(y.shape()).isEqualTo(Shape.of(2, 7));
            y.square().sum().backward();
        }
        assertThat(m.parameters()).allSatisfy(p -> {
            assertThat(p.tensor().grad()).as(p.name()).isNotNull();
            assertThat(Double.isFinite(p.tensor().grad().sum().item()))
                    .as(p.name())
                    .isTrue();
            assertThat(p.tensor().grad().abs().sum().item()).as(p.name()).isPositive();
        });
        assertThat(m.module("layer4").summary(2, 1024, 4, 3).rows().get(0).output())
                .isEqualTo(Shape.of(2, 2048, 2, 2));
    }

    @Test
    void blocksWithoutWeightAtTheirEndAreTheIdentity() {
        ResNet.Options options =
                ResNet.Options.DEFAULT.withZeroInitResidual(true).withDtype(DType.FLOAT64);
        ResNet m = ResNet.basic(new int[] {1, 1, 1, 1}, options, SEED);
        Tensor x = Tensor.uniform(SEED, DType.FLOAT64, 0, 1, 2, 64, 5, 5); // rectified already
        assertThat(m.module("layer1").forward(x).toDoubles()).isEqualTo(x.toDoubles());
        assertThat(m.module("layer2").forward(x).shape()).isEqualTo(Shape.of(2, 128, 3, 3));
    }

    @Test
    void sameSeedSameWeightsAndInitialValuesAreTorchvisions() {
        ResNet.Options options = ResNet.Options.DEFAULT.withClasses(3);
        ResNet a = ResNet.basic(new int[] {1, 1, 1, 1}, options, SEED);
        ResNet b = ResNet.basic(new int[] {1, 1, 1, 1}, options, SEED);
        for (int i = 0; i < a.parameters().size(); i++) {
            Parameter p = a.parameters().get(i);
            assertThat(b.parameters().get(i).tensor().toDoubles())
                    .as(p.name())
                    .isEqualTo(p.tensor().toDoubles());
        }
        // He's normal distribution by the outputs: 128 filters of 3 x 3
        Tensor w = a.stateDict().get("layer2.0.conv2.weight");
        assertThat(w.square().mean().item() * 128 * 9 / 2).isBetween(0.98, 1.02);
        assertThat(a.stateDict().get("bn1.weight").toDoubles()).containsOnly(1);
    }

    @Test
    void weightsTravelByName() {
        ResNet.Options options = ResNet.Options.DEFAULT.withClasses(3);
        ResNet from = ResNet.basic(new int[] {1, 1, 1, 1}, options, SEED);
        ResNet to = ResNet.basic(new int[] {1, 1, 1, 1}, options.withInit(false), SEED);
        to.loadStateDict(from.stateDict());
        Tensor x = Tensor.normal(SEED, DType.FLOAT32, 0, 1, 1, 3, 32, 32);
        from.eval();
        to.eval();
        assertThat(to.forward(x).toDoubles()).isEqualTo(from.forward(x).toDoubles());
    }

    @Test
    void errorsNameTheLayer() {
        ResNet m = ResNet.basic(new int[] {1, 1, 1, 1}, EMPTY.withClasses(3), SEED);
        assertThatThrownBy(() -> m.forward(Tensor.zeros(DType.FLOAT32, 1, 4, 32, 32)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("conv1: expected [N, 3, H, W]");
        assertThatThrownBy(() -> new LeNet(SEED).forward(Tensor.zeros(DType.FLOAT32, 1, 1, 32, 32)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("fc1: ");
        assertThatThrownBy(() -> ResNet.basic(new int[] {1, 1}, EMPTY, SEED))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("four counts");
        assertThatThrownBy(() -> Vgg.vgg11(null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("seed");
    }

    @Test
    void perceptronsHaveTheNamesOfASequence() {
        Mlp.Options options = Mlp.Options.DEFAULT.withDropout(0.5);
        assertThat(names(new Mlp(SEED, 784, 200, 200, 10)))
                .containsExactly("0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias");
        assertThat(names(new Mlp(options, SEED, 4, 5, 2))).containsExactly("0.weight", "0.bias", "3.weight", "3.bias");
        assertThat(new Mlp(SEED, 784, 1000, 1000, 10).parameterCount()).isEqualTo(1_796_010);
        assertThat(new LeNet(SEED).parameterCount()).isEqualTo(61_706);
    }
}
