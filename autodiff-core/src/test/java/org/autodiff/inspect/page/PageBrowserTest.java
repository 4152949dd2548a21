package org.autodiff.inspect.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autodiff.Tape;
import org.autodiff.inspect.Lectures;
import org.autodiff.inspect.Recording;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Pages in a real browser, opened from disk. */
class PageBrowserTest {
    @TempDir
    static Path folder;

    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.start(folder.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private static Path page(Recording recording) {
        Path file = folder.resolve("page.html");
        Page.write(recording, file);
        return file;
    }

    @Test
    void theTwoPassesOfAProduct() {
        browser.open(page(Lectures.product()), 1280, 800, false);
        assertThat(browser.text("#title")).isEqualTo("v = (x + y) z");
        assertThat(browser.text("#count")).isEqualTo("0 / 8");
        assertThat(browser.tape(3)).isEqualTo("· ·");
        browser.isLegible();
        browser.shoot("product-0");
        String[] said = {
            "q = x + y\n= 1 + 3 = 4",
            "v = q · z\n= 4 · (−2) = −8",
            "∂v/∂v = 1",
            "∂v/∂q = z = −2\n∂v/∂q = 1 · (−2) = −2",
            "∂v/∂z = q = 4\n∂v/∂z = 1 · 4 = 4",
            "∂v/∂x = ∂v/∂q · ∂q/∂x\n∂q/∂x = 1\n∂v/∂x = −2 · 1 = −2",
            "∂v/∂y = ∂v/∂q · ∂q/∂y\n∂q/∂y = 1\n∂v/∂y = −2 · 1 = −2",
            "∂v/∂x = −2\n∂v/∂y = −2\n∂v/∂z = 4"
        };
        for (int k = 0; k < said.length; k++) {
            browser.press(Keys.ARROW_RIGHT);
            assertThat(browser.text("#say")).startsWith(said[k]);
            browser.isLegible();
            browser.shoot("product-" + (k + 1));
        }
        assertThat(browser.tape(0)).isEqualTo("1 −2");
        assertThat(browser.tape(1)).isEqualTo("3 −2");
        assertThat(browser.tape(2)).isEqualTo("−2 4");
        assertThat(browser.tape(3)).isEqualTo("4 −2");
        assertThat(browser.tape(4)).isEqualTo("−8 1");
        assertThat(browser.text("[data-gradient='0']")).isEqualTo("−2");
        assertThat(browser.text("[data-gradient='2']")).isEqualTo("4");
        assertThat(browser.text("[data-value='4']")).isEqualTo("−8");
        browser.press(Keys.ARROW_LEFT);
        assertThat(browser.text("#count")).isEqualTo("7 / 8");
        browser.press(Keys.HOME);
        assertThat(browser.text("#count")).isEqualTo("0 / 8");
        assertThat(browser.all("[data-gradient]")).isEmpty();
        browser.isQuiet();
    }

    @Test
    void theEightStepRevealOfAChain() {
        browser.open(page(Lectures.chain()), 1280, 800, false);
        StringBuilder told = new StringBuilder();
        browser.press(Keys.HOME);
        while (!browser.text("#phase").equalsIgnoreCase("done")) {
            browser.find("#next1").click();
            told.append(browser.text("#say")).append('\n');
            browser.isLegible();
        }
        assertThat(told.toString())
                .containsSubsequence(
                        "a1 = p1 + b1",
                        "h1 = max(a1, 0)",
                        "∂L/∂h2 = ∂L/∂e · ∂e/∂h2",
                        "∂L/∂a2 was computed once and is used again.",
                        "∂L/∂h1 = ∂L/∂p2 · ∂p2/∂h1\n∂p2/∂h1 = w2 = 3\n∂L/∂h1 = 2 · 3 = 6",
                        "∂h1/∂a1 = [a1 > 0] = [2 > 0] = 1",
                        "∂p1/∂w1 = X = 2\n∂L/∂w1 = 6 · 2 = 12",
                        "∂L/∂w1 = 12");
        browser.shoot("chain");
        browser.isQuiet();
    }

    @Test
    void narrowAndDark() {
        for (Recording recording : new Recording[] {Lectures.product(), Lectures.chain()}) {
            String name = recording.nodes().size() == 5 ? "product" : "chain";
            for (int width : new int[] {390, 1280}) {
                browser.open(page(recording), width, width == 390 ? 844 : 800, width != 390);
                for (int k = 0; k < 7; k++) {
                    browser.press(Keys.ARROW_RIGHT);
                }
                browser.isLegible();
                browser.shoot(name + "-" + width + (width == 390 ? "-light" : "-dark"));
                browser.open(page(recording), width, width == 390 ? 844 : 800, width == 390);
                if (name.equals("product")) {
                    browser.isFree();
                }
                browser.press(Keys.END);
                browser.isLegible();
                browser.shoot(name + "-end-" + width + (width == 390 ? "-dark" : "-light"));
            }
        }
        browser.isQuiet();
    }

    @Test
    void aQuizIsAnsweredWronglyAndRightly() {
        browser.open(page(Lectures.product()), 1280, 800, false);
        browser.find("#quiz").click();
        assertThat(browser.text("#question")).isEqualTo("What is q = x + y?");
        browser.press("5" + Keys.ENTER, "#answer");
        assertThat(browser.text("#verdict")).startsWith("Not 5.");
        assertThat(browser.text("#count")).isEqualTo("0 / 8");
        browser.isLegible();
        browser.shoot("quiz-wrong");
        browser.press("4" + Keys.ENTER, "#answer");
        assertThat(browser.text("#verdict")).isEqualTo("Right.");
        assertThat(browser.text("#score")).isEqualTo("0 of 1 right at once");
        assertThat(browser.text("#count")).isEqualTo("1 / 8");
        for (String answer : new String[] {"-8", "1", "−2", "8/2", "-2,0"}) {
            browser.press(answer + Keys.ENTER, "#answer");
            assertThat(browser.text("#verdict")).isEqualTo("Right.");
        }
        browser.shoot("quiz-right");
        browser.press("x" + Keys.ENTER, "#answer");
        assertThat(browser.text("#verdict")).startsWith("Type a number");
        browser.find("#show").click();
        assertThat(browser.text("#count")).isEqualTo("7 / 8");
        assertThat(browser.text("#score")).isEqualTo("5 of 7 right at once");
        browser.find("#quiz").click();
        assertThat(browser.find("#ask").isDisplayed()).isFalse();
        browser.isQuiet();
    }

    @Test
    void playingGoesToTheEnd() throws InterruptedException {
        browser.open(page(Lectures.product()), 1280, 800, false);
        browser.run("document.getElementById('speed').value = '300'");
        browser.find("#play").click();
        for (int i = 0; i < 100 && !browser.text("#count").equals("8 / 8"); i++) {
            Thread.sleep(100);
        }
        assertThat(browser.text("#count")).isEqualTo("8 / 8");
        assertThat(browser.text("#play")).isEqualTo("Play");
    }

    @Test
    void hostileNamesAreTextAndNothingElse() {
        browser.open(page(PageTest.hostile()), 1280, 800, false);
        assertThat(browser.text("#title")).contains("</script><script>");
        assertThat(browser.all("img")).isEmpty();
        assertThat(browser.run("return document.title")).asString().startsWith("</script>");
        browser.press(Keys.END);
        assertThat(browser.text("#tape")).contains("NaN").contains("שלום </script>");
        browser.shoot("hostile");
        browser.isQuiet();
    }

    @Test
    void anEmptyTapeAndOneWithoutASweep() {
        browser.open(page(new Recording("Nothing", List.of(), List.of())), 1280, 800, false);
        assertThat(browser.text("#summary")).isEqualTo("0 nodes · gradients not computed");
        try (Tape tape = Tape.record()) {
            tape.leaf(2).square();
            browser.open(page(Recording.of(tape)), 1280, 800, false);
        }
        browser.press(Keys.END);
        assertThat(browser.text("#say")).contains("Gradients are not computed");
        assertThat(browser.text("#canvas")).contains("not computed");
        browser.shoot("before-a-sweep");
        browser.isQuiet();
    }

    @Test
    void aLargeTapeOpensAndMoves() {
        for (int nodes : new int[] {300, 3_000, 10_000}) {
            browser.open(page(Lectures.chainOf(nodes)), 1280, 800, false);
            System.out.printf("page of %,d nodes: opened in %s%n", nodes, browser.loadedAndPainted());
        }
        browser.shoot("large");
        for (double scale : new double[] {0.05, 0.31, 1}) {
            browser.run("fit(); zoom(" + scale + " / graph.scale, 200, 350)");
            System.out.println("10,000 nodes at " + scale + ": " + browser.drag());
            assertThat(browser.all(scale < 0.3 ? "#boxes .far" : "#boxes .box")).isNotEmpty();
            browser.shoot("large-at-" + scale);
        }
        Object drawn = browser.run("const had = new Set([...layers.boxes.children].map(e => e.dataset.number));"
                + " draw(); const all = canvas.getBoundingClientRect(), seen = [...layers.boxes.children].filter(e => {"
                + " const r = e.getBoundingClientRect(); return r.right > all.left && r.left < all.right; });"
                + " return seen.length > 2 && seen.every(e => had.has(e.dataset.number))");
        assertThat(drawn).as("all that can be seen was drawn while it moved").isEqualTo(true);
        browser.press(Keys.HOME);
        browser.press(Keys.ARROW_RIGHT);
        assertThat(browser.text("#count")).startsWith("1 / ");
        browser.isQuiet();
    }

    /** How many modules are shown as one box. */
    private static long folded() {
        return (Long) browser.run("return graph.boxes.filter(b => b.kind === MODULE).length");
    }

    @Test
    void modulesFoldByKeyboardAndByMouse() {
        browser.open(page(Lectures.network()), 1280, 800, false);
        browser.find("#foldAll").click();
        assertThat(folded()).isEqualTo(1);
        browser.isLegible();
        browser.shoot("network-folded");
        browser.press(Keys.ENTER, "#canvas .module");
        assertThat(folded()).isEqualTo(4);
        assertThat(browser.run("return document.activeElement.getAttribute('aria-label')"))
                .isEqualTo("module net, 20 nodes, unfolded");
        browser.isLegible();
        browser.shoot("network-open");
        browser.find("#canvas .module").click();
        assertThat(folded()).isEqualTo(3);
        assertThat(browser.find("#canvas").getText()).contains("relu");
        browser.isLegible();
        browser.shoot("network-conv1");
        browser.run(
                "document.querySelector('[aria-label^=\"module net.conv1\"] text').dispatchEvent(new MouseEvent('click', {bubbles: true}))");
        assertThat(folded()).isEqualTo(4);
        browser.press(Keys.ENTER, "[aria-label^='module net,']");
        assertThat(folded()).isEqualTo(1);
        browser.find("#unfoldAll").click();
        assertThat(folded()).isZero();
        browser.press(Keys.END);
        for (int k = 0; k < 12; k++) {
            browser.press(Keys.ARROW_LEFT);
            browser.isLegible();
        }
        browser.shoot("network-unfolded");
        browser.isQuiet();
    }

    @Test
    void theGradientsOfGradientsAreHalvesThatAreLinked() {
        for (boolean dark : new boolean[] {false, true}) {
            browser.open(page(Lectures.secondOrder()), 1280, 800, dark);
            assertThat(browser.text("#summary")).contains("3 passes");
            browser.find("#foldAll").click();
            assertThat(browser.find("#canvas").getText()).contains("forward", "backward", "second order");
            browser.isLegible();
            browser.shoot("passes-folded" + (dark ? "-dark" : ""));
            browser.press(Keys.ENTER, "[aria-label^='module backward']");
            browser.press(Keys.ENTER, "[aria-label^='module forward']");
            browser.press(Keys.END);
            browser.press(Keys.ENTER, "[aria-label='leaf x']");
            assertThat(browser.text("#facts")).contains("gradient node\ny′");
            assertThat(browser.all("#flows .link")).hasSize(1);
            browser.isLegible();
            browser.shoot("passes-leaf" + (dark ? "-dark" : ""));
            browser.find("#facts .goes").click();
            assertThat(browser.text("#facts")).contains("name\ny′");
            assertThat(browser.all("#boxes .picked")).hasSize(1);
            browser.isLegible();
            browser.shoot("passes" + (dark ? "-dark" : ""));
        }
        browser.open(page(Lectures.secondOrder()), 390, 844, false);
        browser.find("#foldAll").click();
        browser.shoot("passes-390");
        browser.isLegible();
        browser.isQuiet();
    }

    @Test
    void costsStandInTheBoxesAndInATable() {
        browser.open(page(Lectures.timedNetwork()), 1280, 800, false);
        assertThat(browser.text("#table")).contains("module", "FLOPs", "net.conv1", "backward");
        assertThat(browser.text("#untimed")).isEmpty();
        browser.find("#foldAll").click();
        browser.press(Keys.ENTER, "#canvas .module");
        browser.run("const by = document.getElementById('by'); by.value = '2';"
                + " by.dispatchEvent(new Event('change')); by.scrollIntoView()");
        assertThat(browser.all("#canvas .cost")).hasSizeGreaterThan(3);
        assertThat((String) browser.run("return document.querySelector('.module').getAttribute('aria-label')"))
                .contains("FLOPs", "ms forward");
        browser.isLegible();
        browser.shoot("costs");
        browser.open(page(Lectures.timedNetwork()), 390, 844, true);
        browser.run("document.getElementById('costs').scrollIntoView()");
        browser.isLegible();
        browser.shoot("costs-390-dark");
        assertThat(browser.run("const s = document.querySelector('.scroll'); return s.scrollWidth - s.clientWidth"))
                .as("cut off at the side")
                .isEqualTo(0L);
        browser.isQuiet();
    }

    @Test
    void thePathOfANan() {
        for (int width : new int[] {1280, 390}) {
            browser.open(page(Lectures.lengths()), width, width == 390 ? 844 : 800, width == 390);
            browser.press(Keys.END);
            assertThat(browser.all("#canvas .bad")).hasSizeGreaterThan(2);
            browser.isLegible();
            browser.shoot("nan-" + width);
        }
        browser.isQuiet();
    }

    @Test
    void aNetworkOnANarrowScreen() {
        browser.open(page(Lectures.network()), 390, 844, false);
        browser.shoot("network-390");
        browser.isLegible();
        browser.find("#unfoldAll").click();
        browser.press(Keys.END);
        browser.press(Keys.ARROW_LEFT);
        browser.shoot("network-unfolded-390");
        browser.isLegible();
        browser.isQuiet();
    }

    @Test
    void theKeyboardAloneIsEnough() {
        browser.open(page(Lectures.product()), 1280, 800, false);
        browser.press(Keys.END);
        browser.press(Keys.ENTER, "[aria-label='q: add of x, y']");
        assertThat(browser.text("#facts"))
                .contains("add", "value\n4", "gradient\n−2", "time\nnone: not noted, or a Scalar");
        browser.shoot("detail");
        browser.press(Keys.ENTER, "[aria-label='q: add of x, y']");
        assertThat(browser.find("#detail").isDisplayed()).isFalse();
        for (Object unnamed : (List<?>) browser.run("return [...document.querySelectorAll('button, input, select')]"
                + ".filter(e => !e.textContent.trim() && !e.getAttribute('aria-label') && !(e.labels && e.labels.length))"
                + ".map(e => e.id)")) {
            assertThat(unnamed).as("a control without a label").isNull();
        }
    }

    @Test
    void aPictureIsDrawnLikeThePage() throws IOException {
        Path file = folder.resolve("picture.svg");
        for (boolean dark : new boolean[] {false, true}) {
            Files.writeString(file, Svg.of(Lectures.product()));
            browser.open(file, 1280, 800, dark);
            browser.shoot("svg-product" + (dark ? "-dark" : ""));
        }
        Files.writeString(file, Svg.of(Lectures.network(), 1));
        browser.open(file, 2400, 500, false);
        browser.shoot("svg-network");
        Files.writeString(file, Svg.of(PageTest.hostile()));
        browser.open(file, 1280, 800, false);
        assertThat(browser.run("return document.documentElement.tagName")).isEqualTo("svg");
        browser.isQuiet();
    }
}
