package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.autodiff.examples.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

class EveryMethodTest {
    @Test
    void noMethodFailsWithAnExceptionOfTheJdk() {
        StringWriter out = new StringWriter();
        int code = CommandRunner.commandLine(Fuzz.command())
                .setOut(new PrintWriter(out))
                .execute("--every-method");
        assertThat(out.toString())
                .contains(": 0 kinds of faults", "the process of the calls ended with 0")
                .doesNotContain("SLOW");
        assertThat(code).isZero();
    }
}
