package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.autodiff.examples.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

class FuzzTest {
    @Test
    void badCallsAreRefusedClearly() {
        StringWriter out = new StringWriter();
        int code = CommandRunner.commandLine(Fuzz.command())
                .setOut(new PrintWriter(out))
                .execute("--calls", "3000", "--seed", "7");
        assertThat(out.toString())
                .contains("3,000 calls of", "0 failed otherwise", "the process of the calls ended with 0");
        assertThat(code).isZero();
    }
}
