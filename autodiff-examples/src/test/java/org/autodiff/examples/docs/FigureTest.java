package org.autodiff.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class FigureTest {
    @Test
    void aLineGoesFromCornerToCorner() {
        String svg = Figure.of("a & b")
                .line("f", new double[] {0, 1}, new double[] {0, 2})
                .svg();

        assertThat(svg).contains("<title>a &amp; b</title>", "d=\"M46 266L426 46\"");
    }

    @Test
    void whatIsNotFiniteBreaksTheLine() {
        String svg = Figure.of("f")
                .line("f", new double[] {0, 1, 2, 3}, new double[] {0, 1, Double.NaN, 1})
                .svg();

        assertThat(svg.split("<path", -1)[1].split("\"/>", 2)[0]).containsPattern("M[\\d. ]+L[\\d. ]+M");
    }

    @Test
    void aBoxHasItsQuartiles() {
        // from 0 to 4: quartiles 1 and 3, median 2; 266 is 0, 46 is 4
        assertThat(Figure.of("box").box("b", 0, 4, 0, 1, 3, 2).svg()).contains(" 211L", " 101L", " 156L");
    }

    @Test
    void aContourIsWhereTheFunctionHasItsLevel() {
        String path = Figure.of("x")
                .range(0, 1, 0, 1)
                .contours((x, y) -> x - 0.5, 0)
                .svg()
                .split("class=\"contour\" d=\"", 2)[1]
                .split("\"", 2)[0];

        assertThat(path.split("[ML]"))
                .filteredOn(p -> !p.isEmpty())
                .isNotEmpty()
                .allMatch(p -> p.startsWith("236 "));
    }

    @Test
    void unitsThatAreDroppedHaveNoConnections() {
        String all = NetworkDiagram.of("all", 2, 3, 1).svg();
        String some = NetworkDiagram.of("some", 2, 3, 1)
                .dropping((layer, unit) -> layer == 1 && unit == 0)
                .svg();

        assertThat(all.split("<line ", -1)).hasSize(1 + 2 * 3 + 3);
        assertThat(some.split("<line ", -1)).hasSize(1 + 2 * 2 + 2 + 2);
        assertThat(some).containsOnlyOnce("<circle class=\"gone\"");
    }

    @Test
    void drawingsAreXml() throws Exception {
        for (String svg : new String[] {
            Figure.of("<&>")
                    .bars(new String[] {"<a>"}, new double[] {1})
                    .violin("v", 0, 1, 2, 3)
                    .svg(),
            NetworkDiagram.of("<&>", 1, 2).svg()
        }) {
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(svg)))
                            .getDocumentElement()
                            .getTagName())
                    .isEqualTo("svg");
        }
    }
}
