package org.autodiff.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class MathMlTest {
    @Test
    void scriptsFractionsAndLetters() {
        assertThat(MathMl.of("\\frac{\\partial v}{\\partial x} = z_i^2"))
                .isEqualTo(
                        "<mrow><mfrac><mrow><mi>∂</mi><mi>v</mi></mrow><mrow><mi>∂</mi><mi>x</mi></mrow></mfrac>"
                                + "<mo>=</mo><msubsup><mi>z</mi><mrow><mi>i</mi></mrow><mrow><mn>2</mn></mrow></msubsup></mrow>");
        assertThat(MathMl.of("f_1'"))
                .contains("<msubsup><mi>f</mi><mrow><mn>1</mn></mrow><mrow><mo>′</mo></mrow></msubsup>");
    }

    @Test
    void tables() {
        assertThat(MathMl.of("\\begin{cases} x & x > 0 \\\\ 0 & \\text{else} \\end{cases}"))
                .contains("<mo>{</mo><mtable", "<mtd><mrow><mi>x</mi><mo>&gt;</mo><mn>0</mn></mrow></mtd>")
                .contains("<mtext>else</mtext>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\\",
                "{",
                "}",
                "\\frac",
                "\\frac{a",
                "x^",
                "_",
                "\\begin{cases",
                "\\text{a",
                "\\text",
                "^^'",
                "\\begin{cases} a & b",
                "<>&\"",
                "٣"
            })
    void whatIsNotLatexIsStillXml(String latex) throws Exception {
        String xml = MathMl.of(latex);

        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(xml)))
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("mrow");
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> MathMl.of(null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("LaTeX");
    }
}
