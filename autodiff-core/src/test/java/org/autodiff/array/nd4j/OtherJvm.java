package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs a program of a test in a virtual machine of its own. */
final class OtherJvm {
    private OtherJvm() {}

    /** What the program prints; it must end without an error. */
    static String run(String classPath, Class<?> program, String... options) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder command = new ProcessBuilder(java, "-cp", classPath);
        command.command().addAll(Arrays.asList(options));
        command.command().add(program.getName());
        Process process = command.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
