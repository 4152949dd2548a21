package org.autodiff.inspect.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a window, as a reader of pages. Tests that need it are skipped where it is not installed. */
public final class Browser implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path PICTURES = Path.of("target", "screenshots");

    /** Warns of a protocol of the developer tools that is not used here. */
    private static final Logger LOGGER = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /**
     * Starts the browser.
     *
     * @param profile an empty folder
     */
    public static Browser start(Path profile) {
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
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                "--user-data-dir=" + profile);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    /** Opens a page from disk in a window of some size. */
    public void open(Path page, int width, int height, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        driver.get("about:blank");
        driver.get(page.toUri().toString());
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    String text(String selector) {
        return find(selector).getText();
    }

    /** Presses a key with the focus on nothing in particular. */
    void press(Keys key) {
        find("body").sendKeys(key);
    }

    void press(CharSequence keys, String selector) {
        find(selector).sendKeys(keys);
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** When the page was loaded and when first painted, from the start of its opening; waits for that. */
    String loadedAndPainted() {
        return (String) driver.executeAsyncScript("""
                const done = arguments[0];
                const read = () => {
                  const opened = performance.getEntriesByType('navigation')[0], paint = performance.getEntriesByName('first-contentful-paint')[0];
                  if (!paint || !opened.loadEventEnd) { requestAnimationFrame(read); return; }
                  done(`${Math.round(opened.loadEventEnd)} ms, first painted after ${Math.round(paint.startTime)} ms`);
                };
                read();
                """);
    }

    /** Drags the graph by 20 pixels in each of 90 frames, and says how far the frames were apart. */
    String drag() {
        return (String) driver.executeAsyncScript("""
                const done = arguments[0], frames = [];
                const finger = (type, x) => canvas.dispatchEvent(new PointerEvent(type, { pointerId: 1, clientX: x, clientY: 300, bubbles: true }));
                let last = 0, moves = 0;
                finger('pointerdown', 900);
                const frame = now => {
                  if (last) frames.push(now - last);
                  last = now;
                  if (moves < 90) { finger('pointermove', 900 - 20 * ++moves); requestAnimationFrame(frame); return; }
                  finger('pointerup', 0);
                  frames.sort((a, b) => a - b);
                  done(`a frame each ${frames[45].toFixed(1)} ms, 95 % of them within ${frames[85].toFixed(1)} ms`);
                };
                requestAnimationFrame(frame);
                """);
    }

    /** What the tape in the page says of a node: value and adjoint. */
    String tape(int node) {
        List<WebElement> cells = all("#tape li[data-node='" + node + "'] span");
        return cells.get(1).getText() + " " + cells.get(2).getText();
    }

    /** Keeps a picture of the window under target/screenshots. */
    public void shoot(String name) {
        try {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Nothing has been said on the console. */
    void isQuiet() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .as("console")
                .isEmpty();
    }

    /** No text of the graph lies on another one, and none of the panels is cut off at the side. */
    @SuppressWarnings("unchecked")
    void isLegible() {
        List<String> clashes = (List<String>) run("""
                const texts = [...document.querySelectorAll('#canvas text')].filter(t => t.textContent.trim());
                const boxes = texts.map(t => [t, t.getBoundingClientRect()]), clashes = [];
                for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
                  const [a, b] = [boxes[i][1], boxes[j][1]], w = Math.min(a.right, b.right) - Math.max(a.left, b.left), h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                  if (w > 1 && h > 4) clashes.push(boxes[i][0].textContent + ' on ' + boxes[j][0].textContent);
                }
                if (document.documentElement.scrollWidth > innerWidth) clashes.push('wider than the window');
                for (const e of document.querySelectorAll('main button, main select, main input, main section')) {
                  const r = e.getBoundingClientRect();
                  if (r.width && (r.left < 0 || r.right > innerWidth + 0.5)) clashes.push((e.id || e.tagName) + ' is cut off');
                }
                return clashes;
                """);
        assertThat(clashes).isEmpty();
    }

    /** Nothing of the graph lies under the buttons over it; so it is where the whole graph fits. */
    void isFree() {
        assertThat(run("""
                const boxes = [...document.querySelectorAll('#canvas .box')].map(b => b.getBoundingClientRect());
                return [...document.querySelectorAll('#tools button')].filter(e => {
                  const a = e.getBoundingClientRect();
                  return a.width && boxes.some(b => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom);
                }).length;
                """)).isEqualTo(0L);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
