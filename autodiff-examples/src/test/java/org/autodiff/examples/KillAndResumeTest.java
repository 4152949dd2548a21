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

    /** A training that has ended before anybody kills it. */
    static final class EndsAtOnce {
        public static void main(String... args) {
            System.out.println("from epoch 0, batch 0");
        }
    }

    /** A training that fails. */
    static final class Fails {
        public static void main(String... args) {
            System.err.println("no such " + args.length);
            System.exit(3);
        }
    }

    @Test
    void nothingKilledIsNoSuccess() {
        // with this seed both kills wait for more lines than it writes
        CommandResult result =
                CommandResult.of(new KillAndResume(EndsAtOnce.class), directory.toString(), "--kills", "2");
        assertThat(result.code()).isEqualTo(CommandRunner.FAILED);
        assertThat(result.out()).contains("kill  2: too late", "no process was killed", "--epochs");
    }

    @Test
    void theErrorsOfATrainingThatFailsAreShown() {
        CommandResult result = CommandResult.of(new KillAndResume(Fails.class), directory.toString(), "--kills", "1");
        assertThat(result.code()).isEqualTo(CommandRunner.FAILED);
        assertThat(result.err().lines())
                .startsWith("no such 2")
                .last()
                .asString()
                .contains("exit code 3 after: nothing; above is what");
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
