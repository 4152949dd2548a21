package org.autodiff.nn.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.io.ReferenceJson;
import org.autodiff.io.Safetensors;
import org.junit.jupiter.api.Assumptions;

/**
 * The reference numbers made with PyTorch, which lie outside the project. The folder is {@code -Dgolden.dir=...}, else
 * {@code ../../shared/golden/open} as seen from the module; tests that need it are skipped where it is absent.
 */
public final class Golden {
    private Golden() {}

    /** All cases of a group; skips the calling test where the folder is absent. */
    @SuppressWarnings("unchecked")
    public static List<GoldenCase> cases(String group) {
        Path directory = Path.of(System.getProperty("golden.dir", "../../shared/golden/open"));
        Path index = directory.resolve(group + ".index.json");
        Assumptions.assumeTrue(
                Files.exists(index), () -> "skipped: no " + index + "; set -Dgolden.dir=<folder> to run it");
        try {
            Map<String, Object> root = ReferenceJson.object(Files.readAllBytes(index));
            Safetensors tensors = Safetensors.read(directory.resolve((String) root.get("tensors")));
            return new GoldenCase(root, tensors).objects("cases");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts {@code |a - b| <= atol + rtol |b|} for every element, b being the reference. */
    public static void assertClose(String what, double[] actual, double[] reference, double rtol, double atol) {
        assertThat(actual).as(what).hasSameSizeAs(reference);
        for (int i = 0; i < reference.length; i++) {
            double allowed = atol + rtol * Math.abs(reference[i]);
            assertThat(Math.abs(actual[i] - reference[i]))
                    .as("%s, element %d: got %s, reference %s", what, i, actual[i], reference[i])
                    .isLessThanOrEqualTo(allowed);
        }
    }

    /** One step of a trajectory: the values of row {@code step} of a tensor whose first axis is the steps. */
    public static double[] row(Tensor steps, int step) {
        int width = steps.size() / steps.shape().dim(0);
        return Arrays.copyOfRange(steps.toDoubles(), step * width, (step + 1) * width);
    }
}
