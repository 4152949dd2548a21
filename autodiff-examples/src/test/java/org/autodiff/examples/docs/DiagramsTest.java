package org.autodiff.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class DiagramsTest {

    @Test
    void anArrowLeadsFromEdgeToEdge() throws Exception {
        Document svg = parsed(BlockDiagram.of("a < b")
                .box("one", 0, 0, "one")
                .box("two", 1, 0, "two\nlines")
                .forward("one", "two")
                .svg());
        Element line = (Element) svg.getElementsByTagName("line").item(0);
        Element box = (Element) svg.getElementsByTagName("rect").item(1);
        assertThat(line.getAttribute("class")).isEqualTo("on");
        assertThat(number(line, "x1")).isEqualTo(136); // 75 + 118/2 + 2
        assertThat(number(line, "x2")).isBetween(number(box, "x") - 10, number(box, "x"));
        assertThat(number(line, "y1")).isEqualTo(number(line, "y2"));
        assertThat(svg.getElementsByTagName("text").getLength()).isEqualTo(4);
    }

    @Test
    void gradientsReturnBesideTheWayForward() throws Exception {
        Document svg = parsed(BlockDiagram.of("both")
                .box("one", 0, 0, "one")
                .box("two", 1, 0, "two")
                .forward("one", "two")
                .backward("two", "one")
                .svg());
        Element on = (Element) svg.getElementsByTagName("line").item(0);
        Element back = (Element) svg.getElementsByTagName("line").item(1);
        assertThat(back.getAttribute("class")).isEqualTo("back");
        assertThat(number(back, "x1")).isGreaterThan(number(back, "x2"));
        assertThat(Math.abs(number(on, "y1") - number(back, "y1"))).isEqualTo(16);
    }

    @Test
    void anUnknownBoxIsNamed() {
        assertThatThrownBy(() -> BlockDiagram.of("a").box("one", 0, 0, "one").forward("one", "two"))
                .hasMessage("there is no box 'two'; there are [one]");
    }

    @Test
    void aGridHasItsCellsAndMarks() throws Exception {
        Document svg = parsed(GridDiagram.of("a window")
                .grid("image", 6, 5, 2)
                .mark(1, 1, 3, 3)
                .then("∗")
                .grid("kernel", 3, 3, 2)
                .svg());
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(2 * (30 + 9));
        int marks = 0;
        for (int i = 0; i < svg.getElementsByTagName("rect").getLength(); i++) {
            Element cell = (Element) svg.getElementsByTagName("rect").item(i);
            marks += cell.getAttribute("class").equals("mark") ? 1 : 0;
        }
        assertThat(marks).isEqualTo(18);
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
