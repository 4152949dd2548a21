package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.BackendException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class CommandRunnerTest {

    @Command(name = "failing")
    private static final class Failing implements Callable<Integer> {
        private final RuntimeException error;

        Failing(RuntimeException error) {
            this.error = error;
        }

        @Override
        public Integer call() {
            throw error;
        }
    }

    @Test
    void aBadValueIsTwo() {
        assertThat(CommandResult.of(new Failing(new ArgumentException("the size is negative"))))
                .isEqualTo(new CommandResult(2, "", "failing: the size is negative" + System.lineSeparator()));
    }

    @Test
    void aBadFileIsTwo() {
        UncheckedIOException error = new UncheckedIOException("cannot write x", new IOException("disk full"));
        assertThat(CommandResult.of(new Failing(error)))
                .isEqualTo(new CommandResult(2, "", "failing: cannot write x" + System.lineSeparator()));
    }

    @Test
    void aMissingBackendIsOne() {
        assertThat(CommandResult.of(new Failing(new BackendException("no natives")))
                        .code())
                .isEqualTo(1);
    }

    @Test
    void anythingElseIsOneLineToo() {
        CommandResult result = CommandResult.of(new Failing(new IllegalStateException("first\n  second")));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().lines()).containsExactly("failing: java.lang.IllegalStateException: first second");
    }
}
