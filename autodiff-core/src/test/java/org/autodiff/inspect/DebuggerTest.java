package org.autodiff.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.io.StringWriter;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.junit.jupiter.api.Test;

/** The debugger of the terminal, on the two stories of the lectures. */
class DebuggerTest {
    @Test
    void theTwoPassesOfAProduct() {
        Debugger d = Debugger.of(Lectures.product());
        assertThat(d.where()).startsWith("step 0 of 8, start\n  3 leaves wait.");
        assertThat(d.step()).isEqualTo("""
                step 1 of 8, forward
                  %3 = add %0 %1 : f64[]
                    q = x + y
                    = 1 + 3 = 4
                  Add keeps nothing: its local derivatives are 1 and 1.
                """);
        assertThat(d.to(6)).contains("∂v/∂x = −2 · 1 = −2");
        assertThat(d.back()).contains("∂v/∂z = 1 · 4 = 4");
        assertThat(d.end()).contains("∂v/∂x = −2\n    ∂v/∂y = −2\n    ∂v/∂z = 4");
        assertThat(d.step()).startsWith("step 8 of 8");
        assertThatThrownBy(() -> d.to(9)).isInstanceOf(IndexException.class);
    }

    /** The eight slides, in a session as one types it. */
    @Test
    void theEightStepRevealOfAChain() {
        StringWriter out = new StringWriter();
        String commands = String.join(
                "\n",
                "watch w1",
                "break op relu",
                "run",
                "run",
                "run",
                "clear",
                "break op mul",
                "run",
                "run",
                "run",
                "run",
                "end",
                "quit");
        Debugger.of(Lectures.chain()).console(new StringReader(commands), out);
        assertThat(out.toString())
                .containsSubsequence(
                        "watch w1 = 0.5  gradient not yet",
                        "stopped at: op relu",
                        "h1 = max(a1, 0)",
                        "h2 = max(a2, 0)",
                        "∂h2/∂a2 = [a2 > 0] = [5 > 0] = 1",
                        "stopped at: op mul",
                        "∂p2/∂w2 = h1 = 2",
                        "∂L/∂h1 = ∂L/∂p2 · ∂p2/∂h1",
                        "∂p2/∂h1 = w2 = 3",
                        "∂L/∂w1 = ∂L/∂p1 · ∂p1/∂w1",
                        "∂p1/∂w1 = X = 2",
                        "∂L/∂w1 = 6 · 2 = 12",
                        "watch w1 = 0.5  gradient 12");
    }

    @Test
    void aValueIsChangedAndSweptAgain() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar x = tape.leaf(2);
            Scalar y = x.square().mul(x);
            y.backward();
            Debugger d =
                    Debugger.of(tape, Recording.Options.DEFAULT.withName(x, "x").withName(y, "y"));
            assertThat(d.end()).contains("∂y/∂x = 12");
            assertThat(d.set("x", 3).end()).contains("∂y/∂x = 27");
            assertThat(d.set("%0", -1).end()).contains("∂y/∂x = 3");
            assertThat(tape.node(0).value().item()).isEqualTo(2);
            assertThatThrownBy(() -> d.set("y", 1))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("y is the result of mul");
            assertThatThrownBy(() -> d.watch("z"))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("there is no node 'z'");
        }
    }

    /** Values that are changed again and again go back to where they were, to the last bit. */
    @Test
    void aValueThatIsSetBackGivesTheSameRun() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar x = tape.leaf(0.3);
            Scalar y = x.sin().mul(x.exp());
            y.backward();
            Debugger d =
                    Debugger.of(tape, Recording.Options.DEFAULT.withName(x, "x").withName(y, "y"));
            String before = d.end();
            assertThat(d.set("x", 0.7).end()).isNotEqualTo(before);
            assertThat(d.set("x", 0.3).end()).isEqualTo(before);
            assertThat(d.set("x", Double.NaN).breakAtNan().run()).startsWith("stopped at: nan");
        }
    }

    @Test
    void breakpointsOnNanNormAndNothing() {
        assertThat(Debugger.of(RecordingTest.hostile()).breakAtNan().run()).startsWith("stopped at: nan\nstep 1 of");
        assertThat(Debugger.of(Lectures.chain()).breakAtNorm(5).run()).contains("stopped at: norm 5.0", "∂L/∂h1");
        assertThat(Debugger.of(Lectures.product()).breakAtOp("conv").run())
                .startsWith("no breakpoint was hit\nstep 8 of 8");
        assertThat(Debugger.of(Lectures.product()).breakAtLine("X.java:1").run())
                .startsWith("no breakpoint was hit");
        assertThat(Debugger.of(Lectures.network()).breakAtOp("conv").run()).contains("images ⋆ net.conv1.weight");
    }

    @Test
    void badCommandsAreAnswered() {
        StringWriter out = new StringWriter();
        String commands = String.join("\n", "fly", "to", "to x", "to 99", "break", "break op", "set x 1", "list", "");
        Debugger.of(Lectures.product()).console(new StringReader(commands), out);
        assertThat(out.toString())
                .contains("one step on, one back")
                .contains("to: something is missing")
                .contains("no number: For input string: \"x\"")
                .contains("step 99 is out of range")
                .contains("a recording cannot be computed again")
                .contains("%4 v = mul %3 %2");
    }
}
