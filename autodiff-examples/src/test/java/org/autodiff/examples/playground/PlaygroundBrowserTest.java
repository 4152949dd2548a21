package org.autodiff.examples.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The playground as its users see it, in Chromium where it is installed. */
class PlaygroundBrowserTest {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final Logger LOGGER = Logger.getLogger("org.openqa.selenium");

    @TempDir
    private Path directory;

    private Server server;
    private ChromeDriver driver;

    @BeforeEach
    void open() {
        assumeTrue(
                Files.isExecutable(PROGRAM) && Files.isExecutable(DRIVER),
                "no " + PROGRAM + " and " + DRIVER
                        + ": install Debian's chromium and chromium-driver to run this test");
        LOGGER.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(PROGRAM.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--hide-scrollbars",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + directory.resolve("profile"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        server = new Server(0, directory.resolve("out"));
        show(1280, 800, false);
        driver.get(server.address());
        until("#trainErrors", "of 200");
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.quit();
        }
        if (server != null) {
            server.close();
        }
    }

    private void show(int width, int height, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
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
        shoot("playground-1280");
        show(1280, 800, true);
        shoot("playground-1280-dark");
        show(390, 844, false);
        assertThat((Boolean) driver.executeScript("return document.documentElement.scrollWidth <= innerWidth"))
                .isTrue();
        shoot("playground-390");
        show(390, 844, true);
        shoot("playground-390-dark");
        isQuiet();
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
        isQuiet();
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
        isQuiet();
    }

    @Test
    void aBrokenRuleIsFoundAndATapeIsShown() {
        set("#fault", "DROPPED_TERM");
        set("#layer", "2");
        find("#break").click();
        until("#verdict", "dropped term behind layer 2: FAIL");
        assertThat(text("#report")).contains("fault dropped term");
        driver.executeScript("document.getElementById('report').scrollIntoView()");
        shoot("playground-broken");
        driver.get(find("#tape").getDomProperty("href"));
        assertThat(driver.getTitle()).contains("One step on 4 points");
        shoot("playground-tape");
        isQuiet();
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

    private void shoot(String name) {
        try {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void isQuiet() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .as("console")
                .isEmpty();
    }
}
