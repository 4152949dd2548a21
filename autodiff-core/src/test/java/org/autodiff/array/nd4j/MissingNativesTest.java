package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.BackendException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What a program sees whose class path lacks the native libraries; in a virtual machine of its own. */
class MissingNativesTest {
    /** Jars of one platform: openblas-0.3.30-1.5.12-linux-x86_64.jar. */
    private static final Pattern NATIVES = Pattern.compile(".*-(linux|macosx|windows)-(x86_64|arm64)(-onednn)?\\.jar");

    /** The program: tries twice, for the second failure must be as clear as the first. */
    public static final class Program {
        private Program() {}

        /** Prints what it catches. */
        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    Tensor.zeros(DType.FLOAT32, 2).add(1);
                } catch (BackendException e) {
                    System.out.println("caught: " + e.getMessage());
                }
            }
        }
    }

    private static String run(String... options) throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !NATIVES.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
        return OtherJvm.run(classPath, Program.class, options);
    }

    @Test
    void theErrorNamesTheDependencyToAddEachTime() throws Exception {
        String output = run();

        assertThat(output.lines().filter(l -> l.startsWith("caught: ")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("did not load", "org.nd4j:nd4j-native-platform:1.0.0-M2.1", "linux-x86_64-onednn"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24) // older ones cannot deny it
    void whereNativeAccessIsDeniedTheErrorNamesTheOptionThatAllowsIt() throws Exception {
        String output =
                OtherJvm.run(System.getProperty("java.class.path"), Program.class, "--illegal-native-access=deny");

        assertThat(output.lines().filter(l -> l.startsWith("caught: ")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("denied native access", "--enable-native-access=ALL-UNNAMED", "heap")
                        .doesNotContain("Add the natives"));
    }

    @Test
    void plainJavaNeedsNoNatives() throws Exception {
        assertThat(run("-Dautodiff.backend=heap")).doesNotContain("caught");
    }

    @Test
    void anUnknownBackendIsNamed() throws Exception {
        assertThat(run("-Dautodiff.backend=tpu")).contains("no array backend named 'tpu'", "native", "heap");
    }
}
