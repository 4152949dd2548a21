package com.example.gradients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.autodiff.OpDef;
import org.autodiff.check.CheckOperations;
import org.junit.jupiter.api.Test;

/** The checker from the command line, and without JUnit and AssertJ on the class path. */
class WithoutTestFrameworksTest {
    /** Operations of one's own, as a class of constants. */
    public static final class Mine {
        /** An operation that is wrong. */
        public static final OpDef WRONG = GradientTestsTest.WRONG;

        private Mine() {}
    }

    private static String run(int code, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int got = CheckOperations.run(new PrintStream(out, true, StandardCharsets.UTF_8), args);
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(got).as(text).isEqualTo(code);
        return text;
    }

    @Test
    void operationsAreCheckedByNameAndByClass() {
        assertThat(run(0, "tanh", "relu").lines())
                .hasSize(2)
                .allMatch(line -> line.matches("(tanh|relu): the operation passes \\d+ checks"));
        assertThat(run(1, Mine.class.getName())).startsWith("sineWithoutCosine: the operation fails ");
        assertThat(run(2, "tahn")).contains("\"tahn\" is neither an operation of the library nor a class");
        assertThat(run(2, "java.lang.String")).contains("has no constants of type OpDef");
    }

    /** In a process of its own, whose class path has neither. */
    @Test
    void theCoreNeedsNoTestFramework() throws IOException, InterruptedException {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> List.of("junit", "assertj", "opentest4j", "test-classes", "surefire").stream()
                        .noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(path).contains("classes").doesNotContain("junit", "assertj");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(), "-cp", path, "org.autodiff.check.CheckOperations", "tanh", "matmul")
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(out).isTrue();
        assertThat(out).contains("tanh: the operation passes ", "matmul: the operation passes ");
        assertThat(process.exitValue()).as(out).isZero();
    }
}
