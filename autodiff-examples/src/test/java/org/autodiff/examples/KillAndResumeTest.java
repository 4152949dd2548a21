package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of the demonstration; the long one is a command. */
class KillAndResumeTest {
    @TempDir
    private Path directory;

    @Test
    void aKilledTrainingEndsWithTheSameBits() {
        CommandResult result = CommandResult.of(
                KillAndResume.command(), directory.resolve("run").toString(), "--kills", "2", "--epochs", "2");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("kill  1: SIGKILL", "kill  2: SIGKILL", "all bits", "same");
    }

    @Test
    void badOptionsAreRefused() {
        assertThat(CommandResult.of(KillAndResume.command(), directory.toString(), "--kills", "0")
                        .err())
                .contains("--kills and --epochs must be at least 1");
        assertThat(CommandResult.of(KillAndResume.command(), directory.toString(), "--epochs", "1")
                        .err())
                .contains("too few for 20 kills");
    }
}
