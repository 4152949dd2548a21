package org.autodiff.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.FileException;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings: what they keep, how they are written and read, and where two of them part. */
class RecordingTest {
    @TempDir
    Path folder;

    @Test
    void keepsWhatTheTapeKnows() {
        Recording recording = Lectures.product();
        assertThat(recording.root()).isEqualTo(4);
        RecordedNode v = recording.nodes().get(4);
        assertThat(v.op()).isEqualTo("mul");
        assertThat(v.family()).isEqualTo(Family.ARITHMETIC);
        assertThat(v.inputs()).containsExactly(3, 2);
        assertThat(v.value().number()).isEqualTo(-8);
        assertThat(v.adjoint().number()).isEqualTo(1);
        assertThat(v.locals()).containsExactly(-2.0, 4.0);
        assertThat(v.flows()).extracting(Snapshot::number).containsExactly(-2.0, 4.0);
        assertThat(v.typeAndShape()).isEqualTo("f64[]");
        assertThat(v.cost()).isEqualTo(new Cost(8, 1, 0, 0));
        assertThat(recording.nameOf(3)).isEqualTo("q");
    }

    @Test
    void recordingChangesNothing() {
        Tensor x = Tensor.of(new float[] {1, 2, 3}).requiresGrad(true);
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor y = x.square().sum();
            y.backward();
            String before = tape.listingWithValues();
            Recording recording = Recording.of(tape);
            assertThat(tape.listingWithValues()).isEqualTo(before);
            assertThat(x.grad().toFloats()).containsExactly(2, 4, 6);
            assertThat(recording.nodes().get(1).flows().get(0).elements()).containsExactly(2.0, 4.0, 6.0);
        }
    }

    @Test
    void largeTensorsAreSummedUp() {
        double[] values = new double[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        values[3] = Double.NaN;
        values[4] = Double.NEGATIVE_INFINITY;
        values[5] = 0;
        Snapshot s = Snapshot.of(Tensor.of(values), 64);
        assertThat(s.isWhole()).isFalse();
        assertThat(s.elements()).isEmpty();
        assertThat(s.nans()).isEqualTo(1);
        assertThat(s.infinities()).isEqualTo(1);
        assertThat(s.zeros()).isEqualTo(2);
        assertThat(s.least()).isZero();
        assertThat(s.greatest()).isEqualTo(99);
        assertThat(s.histogram()).hasSize(Snapshot.BINS);
        assertThat(s.histogram().stream().mapToInt(i -> i).sum()).isEqualTo(98);
        assertThat(s).asString().endsWith("1 NaN 1 infinite");
        assertThat(Snapshot.of(Tensor.zeros(DType.FLOAT32, 0), 64)).asString().isEqualTo("[]");
    }

    @Test
    void writtenAndReadItIsTheSame() {
        for (Recording recording :
                List.of(Lectures.product(), Lectures.chain(), hostile(), new Recording("", List.of(), List.of()))) {
            Path file = folder.resolve("r.json");
            recording.write(file);
            Recording again = Recording.read(file);
            assertThat(RecordingFile.text(again)).isEqualTo(RecordingFile.text(recording));
            assertThat(Recording.diff(recording, again)).isEmpty();
        }
    }

    /** Names with everything that could break a text, and values that are no numbers. */
    static Recording hostile() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar x = tape.leaf(Double.NaN);
            Scalar y = x.mul(tape.leaf(Double.POSITIVE_INFINITY)).add(tape.leaf(-0.0));
            y.backward();
            return Recording.of(
                    tape,
                    Recording.Options.DEFAULT
                            .withTitle("</script><script>document.title='taken'</script> {{script}} \u202Eabc")
                            .withName(x, "\"><img src=x onerror=alert(1)>'&amp;\\u003c\n\u2028")
                            .withName(y, "שלום </script> --> ]]>"));
        }
    }

    @Test
    void twoRunsPartWhereTheyDiffer() {
        Recording first = run(2);
        assertThat(Recording.diff(first, run(2))).isEmpty();
        assertThat(Recording.diff(first, run(3)))
                .hasValueSatisfying(d -> assertThat(d).hasToString("%1: value [2.0] and [3.0]"));
        assertThat(Recording.diff(first, Lectures.product()))
                .hasValueSatisfying(d -> assertThat(d).hasToString("%0: adjoint not computed and known"));
        Recording shorter = new Recording("", first.nodes().subList(0, 2), List.of());
        assertThat(Recording.diff(first, shorter))
                .hasValueSatisfying(d -> assertThat(d).hasToString("%2: length 3 nodes and 2 nodes"));
    }

    private static Recording run(double factor) {
        try (Tape tape = Tape.record()) {
            tape.leaf(1).mul(tape.constant(factor));
            return Recording.of(tape);
        }
    }

    @Test
    void filesThatAreCutOffAreRefused() throws IOException {
        Path file = folder.resolve("r.json");
        Lectures.product().write(file);
        byte[] whole = Files.readAllBytes(file);
        for (int n = 0; n < whole.length - 2; n += 3) {
            Files.write(file, Arrays.copyOf(whole, n));
            assertThatThrownBy(() -> Recording.read(file))
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("r.json");
        }
    }

    @Test
    void filesThatAreChangedAreReadOrRefusedButNeverBreak() throws IOException {
        Path file = folder.resolve("r.json");
        Lectures.product().write(file);
        byte[] whole = Files.readAllBytes(file);
        for (int n = 0; n < whole.length; n += 5) {
            for (byte b : new byte[] {'0', '"', '}', '[', (byte) 0xFF, '-', '9'}) {
                byte[] changed = whole.clone();
                changed[n] = b;
                Files.write(file, changed);
                try {
                    Steps.of(Recording.read(file));
                } catch (AutodiffException e) {
                    assertThat(e).hasMessageContaining("r.json");
                }
            }
        }
    }

    @Test
    void otherFilesAreRefusedWithTheReason() throws IOException {
        refused("{\"format\": \"autodiff-recording\", \"version\": 3}", "has version 3 of the format");
        refused("{\"format\": \"safetensors\"}", "it is no recording");
        refused("[]", "no JSON object");
        refused("[".repeat(100_000), "no JSON object");
        refused("{\"a\":" + "[".repeat(100_000), "more than 64 levels");
        String head = "{\"format\": \"autodiff-recording\", \"version\": 1, \"title\": \"t\", \"modules\": ";
        refused(head + "[{\"path\": \"m\", \"parent\": 0}], \"nodes\": []}", "has the parent 0");
        refused(head + "[], \"nodes\": [3]}", "a node is missing or of another type");
        refused(head + "[], \"nodes\": [{\"family\": \"spell\"}]}", "\"formula\" is missing");
        assertThatThrownBy(() -> Recording.read(folder.resolve("none.json")))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("cannot be read");
    }

    private void refused(String text, String reason) throws IOException {
        Path file = folder.resolve("r.json");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Recording.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void inputsComeBeforeTheirReaders() {
        RecordedNode v = Lectures.product().nodes().get(4);
        assertThatThrownBy(() -> new Recording("", List.of(v), List.of()))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("node %0 has the input %3");
    }

    @Test
    void closedTapesAndThoseOfOtherThreadsAreRefused() {
        Tape closed = Tape.record();
        closed.leaf(1);
        closed.close();
        assertThatThrownBy(() -> Recording.of(closed)).isInstanceOf(TapeException.class);
        assertThatThrownBy(() -> Recording.of(null)).isInstanceOf(ArgumentException.class);
        try (Tape tape = Tape.record()) {
            tape.leaf(1);
            assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> Recording.of(tape))
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(TapeException.class);
        }
    }

    @Test
    void everyOperationHasAFamily() {
        assertThat(Ops.all()).allSatisfy(op -> assertThat(Family.of(op)).isNotIn(Family.LEAF, Family.CONSTANT));
    }

    @Test
    void numbersAreShort() {
        assertThat(List.of(0.0, -2.0, 1234567.0, 0.123456, 1e-7, -1.5e10, 1e6, 65536.0, Double.NaN, -1 / 0.0))
                .extracting(Numbers::text)
                .containsExactly("0", "−2", "1.235e6", "0.1235", "1e−7", "−1.5e10", "1e6", "65536", "NaN", "−∞");
    }

    @Test
    void formulasBecomeMathMlAndLatexAgain() {
        assertThat(MathMl.of("(1-x)^2 y", v -> "<mi>" + v + "</mi>"))
                .isEqualTo(
                        "<mrow><msup><mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>x</mi><mo>)</mo></mrow><mrow><mn>2</mn></mrow></msup>"
                                + "<mi>y</mi></mrow>");
        assertThat(MathMl.of("x \\mathbin\\Vert y", v -> "<mi>" + v + "</mi>"))
                .isEqualTo("<mrow><mi>x</mi><mo>‖</mo><mi>y</mi></mrow>");
        assertThat(Form.formula("2x^2 y / \\log_2 x", v -> Form.number(3)).latex())
                .isEqualTo("2\\cdot {3}^2 \\cdot {3} / \\log_2 {3}");
        assertThat(MathMl.of("\\begin{cases} x & x > 0 \\\\ 0 & \\text{else} \\end{cases}"))
                .startsWith("<mrow><mrow><mo>{</mo><mtable columnalign=\"left left\"><mtr><mtd><mrow><mi>x</mi></mrow>")
                .contains("<mtext>else</mtext>");
        assertThat(MathMl.of("u \\in [0, 1) \\left(x_i^2\\right)"))
                .isEqualTo("<mrow><mi>u</mi><mo>∈</mo><mo>[</mo><mn>0</mn><mo>,</mo><mn>1</mn><mo>)</mo>"
                        + "<mrow><mo>(</mo><msubsup><mi>x</mi><mrow><mi>i</mi></mrow><mrow><mn>2</mn></mrow></msubsup>"
                        + "<mo>)</mo></mrow></mrow>");
        for (String deep : List.of("(", "{", "^", "\\frac", "[", "\\sqrt{", "\\begin{a}")) {
            assertThat(MathText.of(deep.repeat(20_000), v -> v)).isNotNull();
            assertThat(MathMl.of(deep.repeat(20_000), v -> v)).isNotNull();
        }
        for (String broken : List.of("", "{", "}", "x^", "\\", "\\frac{x", "\\text{", "(x", "}{x", "x'_")) {
            assertThat(MathText.of(broken, v -> v)).as(broken).isNotNull();
            assertThat(MathMl.of(broken, v -> v)).as(broken).startsWith("<mrow>");
            assertThat(Form.formula(broken, v -> Form.number(1)).latex())
                    .as(broken)
                    .isNotNull();
        }
        assertThat(Latex.mentions("\\frac{1}{2g}", "g")).isTrue();
        assertThat(Latex.mentions("\\operatorname{sign} x", "g")).isFalse();
    }

    @Test
    void formulasBecomeText() {
        assertThat(MathText.of("y x^{y-1}", s -> s)).isEqualTo("y · x^(y − 1)");
        assertThat(MathText.of("\\frac{x}{1 + |x|}", s -> s)).isEqualTo("x / (1 + |x|)");
        assertThat(MathText.of("\\sigma(x)(1-\\sigma(x))", s -> "a")).isEqualTo("σ(a) · (1 − σ(a))");
        assertThat(MathText.of("-x/y^2", s -> s)).isEqualTo("−x / y²");
        assertThat(MathText.of("\\tfrac12 e^{-x^2/2}", s -> s)).isEqualTo("1 / 2 · e^(−x² / 2)");
        assertThat(Ops.all()).allSatisfy(op -> {
            if (op.formula() != null) {
                assertThat(MathText.of(op.formula().value(), s -> s)).doesNotContain("\\");
            }
        });
    }
}
