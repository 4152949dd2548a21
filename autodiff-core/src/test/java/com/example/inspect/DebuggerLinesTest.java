package com.example.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.inspect.Debugger;
import org.autodiff.inspect.Recording;
import org.junit.jupiter.api.Test;

/** The debugger of a program that is outside of the library, so that it has lines. */
class DebuggerLinesTest {
    @Test
    void aChangedValueKeepsNumbersNamesLinesAndModules() {
        try (Tape tape = Tape.record().retainAdjoints().noteSources()) {
            Scalar x = tape.leaf(1);
            Scalar y = tape.leaf(3);
            Scalar z = tape.leaf(-2);
            Scalar v = x.add(y).mul(z);
            v.backward();
            Debugger d = Debugger.of(tape, Recording.Options.DEFAULT.withName(z, "z"));
            String before = d.to(2);
            String line = before.substring(before.indexOf("@ ") + 2, before.indexOf('\n', before.indexOf("@ ")));
            assertThat(line).startsWith("DebuggerLinesTest.java:");
            d.set("z", 5);
            assertThat(d.to(2)).startsWith("step 2 of 8, forward\n  %4 = mul %3 %2 : f64[]  @ " + line);
            d.to(0);
            assertThat(d.breakAtLine(line).run())
                    .startsWith("stopped at: line " + line)
                    .contains("1 + 3 = 4");
            assertThat(d.run()).contains("4 · 5 = 20");
            assertThat(d.watch("z").where()).contains("z = 5  gradient not yet");
        }
    }
}
