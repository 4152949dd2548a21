package org.autodiff.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;

/** The derivations of the lectures, as they stand on the slides. */
class NarratorTest {
    @Test
    void theProduct() {
        Narrator narrator = Narrator.of(Lectures.product());
        assertThat(narrator.text()).isEqualTo("""
                q = x + y = 1 + 3 = 4
                v = q · z = 4 · (−2) = −8

                ∂v/∂v = 1
                ∂v/∂q = z = −2
                ∂v/∂z = q = 4
                ∂v/∂y = ∂v/∂q · ∂q/∂y = z · 1 = −2 · 1 = −2
                ∂v/∂x = ∂v/∂q · ∂q/∂x = z · 1 = −2 · 1 = −2

                Multiply switches: each factor receives the other's value.
                Add distributes: what arrives leaves unchanged on each branch.
                4 products, because shared factors are reused; without that it would be 5.
                """);
        assertThat(narrator.latex())
                .contains("\\frac{\\partial v}{\\partial x} &= \\frac{\\partial v}{\\partial q} \\cdot"
                        + " \\frac{\\partial q}{\\partial x} = {z} \\cdot 1 = -2 \\cdot 1 = -2 \\\\")
                .contains("{4} \\cdot {(-2)} = -8");
    }

    /** y = w2 exp(w1 x). */
    @Test
    void theExponential() {
        assertThat(Narrator.of(Lectures.exponential()).text())
                .contains("∂y/∂w2 = v = 1.649\n")
                .contains("∂y/∂w1 = ∂y/∂v · ∂v/∂u · ∂u/∂w1 = w2 · e^u · x = 2 · 1.649 · 1 = 3.297\n");
    }

    @Test
    void theChainOfLayers() {
        assertThat(Narrator.of(Lectures.chain()).text())
                .contains("∂L/∂a2 = ∂L/∂e · ∂e/∂h2 · ∂h2/∂a2 = 2 · e · 1 · [a2 > 0] = 2 · 1 · 1 = 2 =: B1\n")
                .contains("∂L/∂a1 = ∂L/∂p2 · ∂p2/∂h1 · ∂h1/∂a1 = B1 · w2 · [a1 > 0] = 2 · 3 · 1 = 6 =: B2\n")
                .contains("∂L/∂w1 = ∂L/∂a1 · ∂a1/∂p1 · ∂p1/∂w1 = B2 · 1 · X = 6 · 1 · 2 = 12\n");
    }

    /** The named intermediates of a network with three units, the first of which is the bias. */
    @Test
    void theNamedIntermediates() {
        assertThat(Narrator.of(Lectures.units()).text())
                .contains("∂l/∂p = ∂l/∂%15 · ∂%15/∂p = 2 · %15 · 1 = 0.1847 · 1 = 0.1847 =: B1\n")
                .contains("∂l/∂v2 = ∂l/∂%12 · ∂%12/∂v2 = B1 · h2 = 0.1847 · 0.69 = 0.1274\n")
                .contains("∂l/∂w2 = ∂l/∂%12 · ∂%12/∂h2 · ∂h2/∂a2 · ∂a2/∂w2"
                        + " = B1 · v2 · (σ(a2) · (1 − σ(a2))) · x1 = 0.1847 · (−0.3) · 0.2139 · 2 = −0.02371\n")
                .contains("∂l/∂v0 = ∂l/∂%9 · ∂%9/∂v0 = B1 · 1 = 0.1847 · 1 = 0.1847\n")
                .endsWith("14 products, because shared factors are reused; without that it would be 26.\n");
    }

    @Test
    void matrices() {
        Tensor x = Tensor.of(new double[] {1, 2}, 1, 2);
        Tensor w1 = Tensor.of(new double[] {.1, .2, .3, .4, .5, .6}, 2, 3).requiresGrad(true);
        Tensor w2 = Tensor.of(new double[] {.1, .2, .3}, 3, 1).requiresGrad(true);
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor a1 = x.matmul(w1);
            Tensor h1 = a1.tanh();
            Tensor a2 = h1.matmul(w2);
            Tensor loss = a2.square().sum();
            loss.backward();
            Recording.Options names = Recording.Options.DEFAULT
                    .withName(x, "x")
                    .withName(w1, "W1")
                    .withName(w2, "W2")
                    .withName(a1, "a1")
                    .withName(h1, "h1")
                    .withName(a2, "a2")
                    .withName(loss, "l");
            assertThat(Narrator.of(Recording.of(tape, names)).text())
                    .contains("a2 = h1 · W2\n")
                    .contains("∂l/∂W2 = h1ᵀ · B1\n")
                    .contains("∂l/∂h1 = B1 · W2ᵀ\n")
                    .contains("∂l/∂a1 = ∂l/∂h1 ∘ (1 − tanh² a1)\n")
                    .contains("∂l/∂W1 = xᵀ · ∂l/∂a1\n");
        }
    }

    @Test
    void mathmlIsXmlWhateverTheNames() throws Exception {
        for (Recording recording :
                List.of(Lectures.product(), Lectures.chain(), Lectures.network(), RecordingTest.hostile())) {
            byte[] text = Narrator.of(recording).mathml().getBytes(StandardCharsets.UTF_8);
            var document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(text));
            assertThat(document.getDocumentElement().getTagName()).isEqualTo("math");
            assertThat(document.getElementsByTagName("script").getLength()).isZero();
            assertThat(Narrator.of(recording).latex()).doesNotContain("<script", "{}");
        }
    }

    @Test
    void withoutASweepThereIsNothingToDerive() {
        try (Tape tape = Tape.record()) {
            tape.leaf(1).exp();
            Recording recording = Recording.of(tape);
            assertThatThrownBy(() -> Narrator.of(recording))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("retainAdjoints()");
        }
    }
}
