package org.autodiff.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.autodiff.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The site: every link leads somewhere, nothing comes from a network, every page is well-formed. */
class SiteTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void everyLinkLeadsSomewhereInTheSite() throws Exception {
        Map<String, byte[]> files = new Site(ROOT).files();
        Map<String, Document> pages = parsed(files);
        Map<String, Set<String>> anchors = new HashMap<>();
        pages.forEach((path, page) -> anchors.put(path, anchors(page)));
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Map.Entry<String, Document> page : pages.entrySet()) {
            for (String target : targets(page.getValue())) {
                if (target.matches("(https?|mailto):.*")) {
                    continue;
                }
                links++;
                URI to = URI.create(page.getKey()).resolve(target);
                String path = to.getPath().isEmpty() ? page.getKey() : to.getPath();
                String anchor = to.getFragment();
                if (!files.containsKey(path)
                        || anchor != null
                                && anchors.containsKey(path)
                                && !anchors.get(path).contains(anchor)) {
                    broken.add(page.getKey() + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(300);
        assertThat(pages)
                .containsKeys("index.html", "tutorial/index.html", "lecture/index.html", "reference/activation.html");
    }

    /** The API is part of the site, and linked, where the Javadoc of both modules was made; half of it is not. */
    @Test
    void theApiIsLinkedWhereItWasMade(@TempDir Path root) throws Exception {
        List<String> pages = List.of(
                "README.md",
                "CHANGELOG.md",
                "CONTRIBUTING.md",
                "CODE_OF_CONDUCT.md",
                "SECURITY.md",
                "LICENSE",
                "docs/README.md");
        for (String page : pages) {
            write(root.resolve(page), "# A page\n");
        }
        write(root.resolve("autodiff-core/target/reports/apidocs/index.html"), "core");
        write(root.resolve("autodiff-core/target/reports/apidocs/org/autodiff/Tape.html"), "tape");
        Map<String, byte[]> half = new Site(root).files();
        assertThat(new String(half.get("index.html"), StandardCharsets.UTF_8)).doesNotContain(">API<");

        write(root.resolve("autodiff-nn/target/reports/apidocs/index.html"), "nn");
        Map<String, byte[]> files = new Site(root).files();
        assertThat(new String(files.get("index.html"), StandardCharsets.UTF_8))
                .contains("<a href=\"api/core/index.html\">API</a>");
        assertThat(new String(files.get("project/CHANGELOG.html"), StandardCharsets.UTF_8))
                .contains(
                        "<a href=\"../api/core/index.html\">API</a>",
                        "<a href=\"../api/nn/index.html\">API of modules</a>");
        assertThat(files).containsKeys("api/core/org/autodiff/Tape.html", "api/nn/index.html");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void nothingIsLoadedFromANetwork() throws Exception {
        for (Map.Entry<String, Document> page : parsed(new Site(ROOT).files()).entrySet()) {
            for (String tag : List.of("img", "link", "script")) {
                NodeList loaded = page.getValue().getElementsByTagName(tag);
                for (int i = 0; i < loaded.getLength(); i++) {
                    Element element = (Element) loaded.item(i);
                    assertThat(element.getAttribute("src") + element.getAttribute("href"))
                            .as(page.getKey())
                            .doesNotContain("://");
                }
            }
        }
    }

    @Test
    void formulasAreMathMl() {
        String html = new HtmlPage(link -> link)
                .body("The rule $`\\frac{\\partial v}{\\partial x}`$ and\n\n```math\nx^2\n```\n");

        assertThat(html)
                .contains("The rule <math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mrow><mfrac>")
                .contains("display=\"block\"><mrow><msup><mi>x</mi><mrow><mn>2</mn></mrow></msup></mrow></math>")
                .doesNotContain("$");
    }

    @Test
    void aHeadingHasGitHubsAnchor() {
        assertThat(new HtmlPage(link -> link).body("## `Tensor`'s parts, A-Z\n\n## `Tensor`'s parts, A-Z\n"))
                .contains("id=\"tensors-parts-a-z\"", "id=\"tensors-parts-a-z-1\"");
    }

    @Test
    void javaIsColouredAndEscaped() {
        assertThat(new HtmlPage(link -> link).body("```java\nint x = a < 1 ? f(\"<\") : 2; // &\n```\n"))
                .contains("<span class=\"keyword\">int</span> x = a &lt; <span class=\"number\">1</span>")
                .contains("<span class=\"string\">&quot;&lt;&quot;</span>")
                .contains("<span class=\"comment\">// &amp;</span>");
    }

    @Test
    void everyTutorialIsANotebookToo() {
        Map<String, byte[]> notebooks = Docs.notebooks(ROOT.resolve("docs"));
        assertThat(notebooks).containsKey("tutorial-01-scalars-by-hand.ipynb");
        notebooks.forEach((name, json) -> {
            Map<String, Object> notebook = Json.object(json, name);
            assertThat(notebook.get("nbformat")).as(name).hasToString("4");
            List<?> cells = (List<?>) notebook.get("cells");
            assertThat(cells.stream().map(c -> ((Map<?, ?>) c).get("cell_type")).map(Object::toString))
                    .contains("markdown", "code");
            assertThat(((Map<?, ?>) cells.get(1)).get("source").toString()).contains("import org.autodiff.*;");
        });
    }

    private static Map<String, Document> parsed(Map<String, byte[]> files) throws Exception {
        DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        builder.setEntityResolver((name, id) -> new InputSource(new StringReader("")));
        Map<String, Document> pages = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().endsWith(".html") && !file.getKey().startsWith("api/")) {
                String text = new String(file.getValue(), StandardCharsets.UTF_8);
                assertThat(text).as(file.getKey()).startsWith("<!DOCTYPE html>");
                byte[] xml = text.substring("<!DOCTYPE html>".length()).getBytes(StandardCharsets.UTF_8);
                pages.put(file.getKey(), builder.parse(new ByteArrayInputStream(xml), file.getKey()));
            }
        }
        return pages;
    }

    private static List<String> targets(Document page) {
        List<String> all = new ArrayList<>();
        NodeList elements = page.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            for (String attribute : List.of("href", "src")) {
                if (element.hasAttribute(attribute)) {
                    all.add(element.getAttribute(attribute));
                }
            }
        }
        return all;
    }

    private static Set<String> anchors(Document page) {
        Set<String> all = new HashSet<>();
        NodeList elements = page.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            all.add(((Element) elements.item(i)).getAttribute("id"));
        }
        return all;
    }
}
