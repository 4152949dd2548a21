package org.autodiff.examples.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractDoubleAssert;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.Verdict;
import org.autodiff.examples.CommandResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        segmentation   | mean intersection over union on unseen scenes: | segmentation.png
        detector       | unseen scenes: mean intersection over union    | detector.png
        region-masks   | unseen scenes: intersection over union         | region-masks.png
        gan-ring       | of 8 modes found by 2000 samples               | gan-ring.png
        gan-digits     | of the drawn digits are the wanted one         | gan-digits.png
        vae            | negative evidence lower bound                  | vae.png
        style-transfer | style loss                                     | style-transfer.png
        text           | words that there are:                          |
        transformer    | unseen rows sorted without a mistake:          |
        time-series    | root of the mean squared error:                | time-series.png
        fine-tuning    | begins anew: [fc.weight, fc.bias]              | resnet.safetensors
        pretraining    | accuracy after 200 labels:                     |
        """)
    void runsDry(String name, String printed, String file) {
        CommandResult result = run(name, "--dry-run");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains(printed);
        if (file != null) {
            assertThat(directory.resolve(file)).isNotEmptyFile();
        }
        assertThat(run(name, "--dry-run").out()).isEqualTo(result.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        detector | --epochs 0     | --epochs: must be at least 1, got 0
        gan-ring | --batch-size 0 | --batch-size: must be at least 1, got 0
        text     | --lr NaN       | --lr: must be a number above 0, got NaN
        vae      | --lr 1e9       | the loss is infinite or NaN in epoch 1; lower --lr
        vae      | --steps 3      | Unknown options: '--steps', '3'
        """)
    void refusesBadOptions(String name, String options, String message) {
        CommandResult result = run(name, options.split(" "));
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith(name + ": ")
                .contains(message);
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void namesTheSystems() {
        CommandResult result = CommandResult.of(new Systems());
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("name a system: segmentation, detector");
    }

    @Test
    void scenesHaveTheirBoxesAroundTheirMasks() {
        Scenes scenes = Scenes.draw(Seed.of(3), 50);
        float[] boxes = scenes.boxes().toFloats();
        for (int i = 0; i < 50; i++) {
            Tensor mask = scenes.masks().select(0, i).gt(0).to(DType.FLOAT64);
            double kind = scenes.masks().select(0, i).to(DType.FLOAT64).max().item();
            int left = Math.round(boxes[4 * i] * Scenes.SIDE);
            int right = Math.round(boxes[4 * i + 2] * Scenes.SIDE);
            assertThat(kind).isEqualTo(scenes.classes().select(0, i).item() + 1);
            assertThat(mask.slice(1, left, right).sum().item())
                    .isEqualTo(mask.sum().item());
            assertThat(mask.select(1, left).sum().item()).isPositive();
            assertThat(mask.select(1, right - 1).sum().item()).isPositive();
        }
    }

    @Test
    void overlapsAreThoseOfRectangles() {
        Tensor a = Tensor.of(new float[] {0, 0, 0.5f, 0.5f, 0, 0, 1, 1}, 2, 4);
        Tensor b = Tensor.of(new float[] {0.25f, 0, 0.75f, 0.5f, 0, 0, 1, 1}, 2, 4);
        assertThat(Scenes.overlaps(a, b)).containsExactly(1.0 / 3, 1);
    }

    @Test
    void poolingReadsARampWhereItIsAsked() {
        Tensor ramp =
                Tensor.of(new float[] {0, 1, 2, 3, 0, 1, 2, 3}, 1, 1, 2, 4).expand(1, 1, 2, 4);
        Tensor whole = Tensor.of(new float[] {0, 0, 1, 1}, 1, 4);
        Tensor rightHalf = Tensor.of(new float[] {0.5f, 0, 1, 1}, 1, 4);
        assertThat(Regions.pool(ramp, whole, 2).toFloats()).containsExactly(0.5f, 2.5f, 0.5f, 2.5f);
        assertThat(Regions.pool(ramp, rightHalf, 2).toFloats()).containsExactly(2, 3, 2, 3);
    }

    @Test
    void gradientsFlowThroughPooledRegions() {
        Tensor boxes = Tensor.of(new float[] {0.1f, 0.2f, 0.7f, 0.9f}, 1, 4);
        Tensor x = Tensor.normal(Seed.of(1), DType.FLOAT32, 0, 1, 1, 2, 4, 4);
        assertThat(GradCheck.DEFAULT
                        .check(xs -> Regions.pool(xs[0], boxes, 3), x)
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aGramMatrixForgetsPlaces() {
        Tensor x = Tensor.normal(Seed.of(1), DType.FLOAT32, 0, 1, 1, 3, 4, 4);
        assertThat(StyleTransfer.gram(x.roll(2, 3))
                        .sub(StyleTransfer.gram(x))
                        .abs()
                        .max()
                        .item())
                .isLessThan(1e-6);
    }

    @Tag("long")
    @Test
    void learnsWhatItIsMeantTo() {
        number("segmentation", "unseen scenes: ([0-9.]+)").isGreaterThanOrEqualTo(0.9);
        number("detector", "over union ([0-9.]+)").isGreaterThanOrEqualTo(0.8);
        number("region-masks", "of masks ([0-9.]+)").isGreaterThanOrEqualTo(0.85);
        number("gan-ring", "([0-9]+) of 8 modes").isGreaterThanOrEqualTo(7);
        number("gan-digits", "([0-9.]+) of the drawn").isGreaterThanOrEqualTo(0.7);
        number("vae", "([0-9.]+) in the last").isLessThan(225);
        number("style-transfer", "style loss .* -> ([0-9.]+)").isLessThan(0.15);
        number("text", "there are: ([0-9.]+)").isGreaterThanOrEqualTo(0.95);
        number("transformer", "mistake: ([0-9.]+)").isGreaterThanOrEqualTo(0.99);
        number("time-series", "network ([0-9.]+)").isLessThan(0.15);
        number("fine-tuning", "from the file ([0-9.]+)").isGreaterThan(0.9);
        number("pretraining", "prepared ([0-9.]+)").isGreaterThan(0.75);
    }

    /** A number that a system prints when it is run with its defaults. */
    private AbstractDoubleAssert<?> number(String system, String pattern) {
        String out = run(system).out();
        Matcher found = Pattern.compile(pattern).matcher(out);
        assertThat(found.find()).as(out).isTrue();
        return assertThat(Double.parseDouble(found.group(1))).as(system);
    }

    private CommandResult run(String name, String... options) {
        Stream<String> all = Stream.of(new String[] {name, "--out", directory.toString()}, options)
                .flatMap(Stream::of);
        return CommandResult.of(new Systems(), all.toArray(String[]::new));
    }
}
