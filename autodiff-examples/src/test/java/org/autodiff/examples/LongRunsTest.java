package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongRunsTest {

    @Test
    void memoryRunReportsTwice() {
        CommandResult result = CommandResult.of(new MemoryRun(), "--steps", "20");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("after      2 steps: ", "after     20 steps: ");
    }

    @Test
    void memoryRunRefusesTooFewSteps() {
        CommandResult result = CommandResult.of(new MemoryRun(), "--steps", "5");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines()).containsExactly("memory-run: --steps must be at least 10, got 5");
    }

    @Test
    void longChainComparesTwoLengths() {
        CommandResult result = CommandResult.of(new LongChain(), "--short", "100", "--long", "20000");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("        100 operations: ", "     20,000 operations: ", "ratio long/short: ");
    }
}
