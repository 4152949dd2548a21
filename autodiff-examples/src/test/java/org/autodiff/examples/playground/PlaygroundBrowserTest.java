package org.autodiff.examples.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.tools.ToolProvider;
import org.autodiff.examples.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/** The playground as its users see it, in Chromium where it is installed. */
class PlaygroundBrowserTest {
    @TempDir
    private Path directory;

    private Server server;
    private Browser browser;
    private ChromeDriver driver;

    @BeforeEach
    void open() {
        browser = new Browser(directory.resolve("profile"));
        driver = browser.driver();
        server = new Server(0, directory.resolve("out"), First.USUAL);
        driver.get(server.address());
        until("#trainErrors", "of 200");
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void learnsXorWithoutAnError() throws IOException {
        set("#layers", "6");
        set("#rate", "0.5");
        set("#noise", "0");
        set("#data", "xor");
        until("#own", "0 points");
        find("#run").click();
        until("#trainErrors", "0 of 200");
        find("#run").click();
        assertThat(text("#run")).isEqualTo("Run");
        assertThat(text("#rule")).startsWith("w₁₁ ← ").contains(" · (", ") = ");
        browser.shoot("playground-1280");
        browser.show(1280, 800, true);
        browser.shoot("playground-1280-dark");
        browser.show(390, 844, false);
        assertThat(browser.fits()).isTrue();
        browser.shoot("playground-390");
        browser.show(390, 844, true);
        browser.shoot("playground-390-dark");
        browser.isQuiet();
    }

    @Test
    void learnsPointsThatAreDrawn() {
        set("#rate", "2");
        WebElement plane = find("#plane");
        driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", plane);
        set("#pc", "0");
        new Actions(driver).moveToElement(plane, -80, 40).click().perform();
        until("#own", "1 points");
        set("#pc", "1");
        new Actions(driver).moveToElement(plane, 80, -40).click().perform();
        until("#own", "2 points");
        until("#trainErrors", " of 2".strip());
        for (int i = 0; i < 40 && !text("#trainErrors").equals("0 of 2"); i++) {
            find("#step").click();
        }
        until("#trainErrors", "0 of 2");
        browser.isQuiet();
    }

    @Test
    void learnsRowsThatAreTypedOrInAFile() throws IOException {
        find("#rows").sendKeys("x, y, class\n5, 0, 1\n-5, 1, 0\n");
        find("#use").sendKeys(Keys.ENTER);
        until("#own", "2 points");
        until("#message", "Coordinates are divided by 5");
        find("#rows").sendKeys("1, 2, three");
        find("#use").sendKeys(Keys.ENTER);
        until("#message", "Row \"1, 2, three\" is not x, y and a class of 0 or 1.");
        Path file = Files.writeString(directory.resolve("points.csv"), "0.1;0.2;1\n-0.1;0.3;0\n0.4;0.4;1\n");
        find("#file").sendKeys(file.toAbsolutePath().toString());
        until("#own", "3 points");
        until("#message", "");
        browser.isQuiet();
    }

    /** The exported program, taken from the page's own link, compiled, run: it says what the page shows. */
    @Test
    void theExportedProgramRunsAndSaysTheSame() throws Exception {
        for (int i = 0; i < 5; i++) {
            find("#step").click();
        }
        until("#steps", "5");
        String source = (String)
                driver.executeAsyncScript(
                        "const done = arguments[0]; fetch(document.getElementById('java').href).then(a => a.text()).then(done)");
        Path program = Files.writeString(directory.resolve("TrainedNetwork.java"), source);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, program.toString()))
                .isZero();
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        directory.toString(),
                        "TrainedNetwork",
                        "-1.1",
                        "1.1")
                .redirectErrorStream(true)
                .start();
        String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        double shown = ((Number) driver.executeScript("return state.probabilities[0]")).doubleValue();
        assertThat(Double.parseDouble(printed.strip().split("\\s+")[0]))
                .as(printed)
                .isCloseTo(shown, within(1e-6));
        browser.isQuiet();
    }

    /** Two windows: each has its own data, its own training and its own count of steps. */
    @Test
    void twoWindowsLearnEachTheirOwn() {
        set("#data", "xor");
        until("#message", "");
        String one = driver.getWindowHandle();
        find("#run").click();
        driver.switchTo().newWindow(WindowType.WINDOW);
        driver.get(server.address());
        until("#trainErrors", "of 200");
        set("#data", "gauss");
        find("#run").click();
        until("#trainErrors", "0 of 200");
        find("#run").click();
        int steps = Integer.parseInt(text("#steps"));
        driver.switchTo().window(one);
        find("#step").click();
        assertThat(find("#data").getDomProperty("value")).isEqualTo("xor");
        assertThat(Integer.parseInt(text("#steps"))).isPositive();
        assertThat(steps).isPositive();
        browser.isQuiet();
    }

    @Test
    void theKeyboardIsEnough() {
        find("body").sendKeys(Keys.TAB);
        assertThat(driver.switchTo().activeElement().getDomProperty("id")).isEqualTo("run");
        driver.switchTo().activeElement().sendKeys(Keys.TAB);
        driver.switchTo().activeElement().sendKeys(Keys.ENTER);
        until("#steps", "1");
        find("#add").sendKeys(Keys.SPACE);
        until("#own", "1 points");
        find("#break").sendKeys(Keys.ENTER);
        until("#verdict", "FAIL");
        for (WebElement control : driver.findElements(By.cssSelector("input, select, button, a, canvas, svg, pre"))) {
            String name = (String) driver.executeScript(
                    "const e = arguments[0]; return e.getAttribute('aria-label') || (e.labels && e.labels.length"
                            + " ? e.labels[0].textContent : e.textContent)",
                    control);
            assertThat(name).as(control.getDomProperty("outerHTML")).isNotBlank();
        }
        browser.isQuiet();
    }

    @Test
    void aBrokenRuleIsFoundAndATapeIsShown() {
        set("#fault", "DROPPED_TERM");
        set("#layer", "2");
        find("#break").click();
        until("#verdict", "dropped term behind layer 2: FAIL");
        assertThat(text("#report")).contains("fault dropped term");
        driver.executeScript("document.getElementById('report').scrollIntoView()");
        browser.shoot("playground-broken");
        driver.get(find("#tape").getDomProperty("href"));
        assertThat(driver.getTitle()).contains("One step on 4 points");
        browser.shoot("playground-tape");
        browser.isQuiet();
    }

    @Test
    void aWrongSettingIsToldAndNothingBreaks() {
        set("#layers", "4, many");
        until("#message", "layers: must be a whole number");
        set("#layers", "4");
        until("#message", "");
        set("#rate", "100");
        set("#penalty", "L2");
        set("#strength", "10");
        find("#run").click();
        until("#message", "the learning rate is too high");
        assertThat(text("#run")).isEqualTo("Run");
    }

    private WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    private String text(String selector) {
        return find(selector).getText();
    }

    private void set(String selector, String value) {
        driver.executeScript(
                "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'))",
                find(selector),
                value);
    }

    /** Waits until a part of the page says something; an empty text stands for nothing at all. */
    private void until(String selector, String text) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!says(selector, text)) {
            assertThat(System.nanoTime())
                    .as(() -> selector + " says '" + text(selector) + "', not '" + text + "'")
                    .isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private boolean says(String selector, String text) {
        String now = text(selector);
        boolean count = text.matches("\\d+ of \\d+");
        return text.isEmpty() ? now.isEmpty() : count ? now.equals(text) : now.contains(text);
    }
}
