package org.autodiff.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.autodiff.examples.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The site as its readers see it: opened from disk in Chromium, where it is installed. */
class SiteBrowserTest {
    private static final List<String> PAGES = List.of(
            "index.html",
            "tutorial/index.html",
            "tutorial/03-the-real-tape.html",
            "tutorial/12-higher-order.html",
            "lecture/index.html",
            "lecture/000-networks-and-training.html",
            "lecture/001-activations-and-extensions.html",
            "lecture/004-neural-networks-ii.html",
            "reference/activation.html",
            "results.html",
            "modules.html");

    @TempDir
    private static Path directory;

    private static Path site;
    private static Browser browser;
    private static ChromeDriver driver;

    @BeforeAll
    static void open() throws IOException {
        browser = new Browser(directory.resolve("profile"));
        driver = browser.driver();
        site = directory.resolve("site");
        Docs.write(site, new Site(Path.of("..")).files());
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static void visit(String page) {
        driver.get(site.resolve(page).toUri().toString());
    }

    /** On a screen and on a telephone, in the light and in the dark. */
    @Test
    void pagesFitAndTheConsoleIsQuiet() {
        for (String page : PAGES) {
            for (boolean dark : new boolean[] {false, true}) {
                for (int[] size : new int[][] {{1280, 800}, {390, 844}}) {
                    browser.show(size[0], size[1], dark);
                    visit(page);
                    assertThat(browser.fits()).as(page + " at " + size[0]).isTrue();
                    browser.shoot(
                            "site-" + page.replace("/", "-").replace(".html", "-") + size[0] + (dark ? "-dark" : ""));
                }
            }
        }
        browser.show(1280, 6000, false); // a whole page with many pictures, to be looked at
        visit("lecture/001-activations-and-extensions.html");
        browser.shoot("site-lecture-001-whole");
        browser.isQuiet();
    }

    /** Text stands out from what is behind it by 4.5 to 1, as WCAG 2 wants it. */
    @Test
    void textIsLegible() {
        browser.show(1280, 800, false);
        for (boolean dark : new boolean[] {false, true}) {
            browser.show(1280, 800, dark);
            for (String page : PAGES) {
                visit(page);
                assertThat((List<?>) driver.executeScript("""
                    const lum = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => { x /= 255; return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; });
                      return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
                    const behind = e => { for (let p = e; p; p = p.parentElement) { const c = getComputedStyle(p).backgroundColor;
                      if (!/, 0\\)$/.test(c) && c !== 'transparent') return c; } return getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches ? 'rgb(0,0,0)' : 'rgb(255,255,255)'; };
                    const bad = new Set();
                    for (const e of document.querySelectorAll('main *, nav *')) {
                      if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
                      const a = lum(getComputedStyle(e).color), b = lum(behind(e));
                      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                      if (ratio < 4.5) bad.add(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
                    }
                    return [...bad];
                    """))
                        .as(page + (dark ? " in the dark" : ""))
                        .isEmpty();
            }
        }
    }

    /** From the first page by Tab and Enter alone into a tutorial, and on to the next one. */
    @Test
    void theKeyboardIsEnough() {
        browser.show(1280, 800, false);
        visit("index.html");
        follow("Tutorials");
        assertThat(driver.getTitle()).isEqualTo("Tutorials");
        List<String> seen = new ArrayList<>();
        driver.findElement(By.cssSelector("main a[href*='01-']")).sendKeys(Keys.ENTER);
        for (int page = 1; page <= 15; page++) {
            seen.add(driver.getTitle());
            List<WebElement> next = driver.findElements(By.cssSelector("a[rel=next]"));
            if (!next.isEmpty()) {
                next.get(0).sendKeys(Keys.ENTER);
            }
        }
        assertThat(seen).hasSize(15).doesNotHaveDuplicates();
        visit("tutorial/03-the-real-tape.html");
        WebElement body = driver.findElement(By.cssSelector("body"));
        body.sendKeys(Keys.TAB);
        WebElement first = driver.switchTo().activeElement();
        assertThat(first.getTagName()).isEqualTo("a");
        assertThat(first.getCssValue("outline-style")).isNotEqualTo("none");
        browser.isQuiet();
    }

    /** Goes to a link by Tab and follows it. */
    private static void follow(String text) {
        driver.findElement(By.cssSelector("body")).sendKeys(Keys.TAB);
        for (int i = 0; i < 20; i++) {
            WebElement here = driver.switchTo().activeElement();
            if (here.getText().equals(text)) {
                here.sendKeys(Keys.ENTER);
                return;
            }
            here.sendKeys(Keys.TAB);
        }
        throw new AssertionError("no link '" + text + "' is reached by 20 steps of Tab");
    }

    /** Every page that is linked from another opens from disk, with its pictures and formulas. */
    @Test
    void everyPageOpensFromDisk() {
        browser.show(1280, 800, false);
        TreeSet<String> open = new TreeSet<>(List.of("index.html"));
        TreeSet<String> seen = new TreeSet<>();
        String root = site.toUri().toString();
        while (!open.isEmpty()) {
            String page = open.pollFirst();
            seen.add(page);
            visit(page);
            assertThat(driver.getTitle()).as(page).isNotBlank();
            assertThat((List<?>) driver.executeScript("""
                const images = [...document.images];
                images.forEach(i => i.loading = 'eager');
                await Promise.all(images.map(i => i.decode().catch(() => {})));
                return images.filter(i => !i.naturalWidth).map(i => i.src);
                """.replaceFirst("(?s)^(.*)$", "return (async () => { $1 })()")))
                    .as("pictures of " + page)
                    .isEmpty();
            for (Object link :
                    (List<?>) driver.executeScript("return [...document.links].map(a => a.href.split('#')[0])")) {
                String target = link.toString();
                if (target.startsWith(root)
                        && target.endsWith(".html")
                        && !target.contains("/api/")
                        && !seen.contains(target.substring(root.length()))) {
                    open.add(target.substring(root.length()));
                }
            }
        }
        assertThat(seen)
                .hasSizeGreaterThan(80)
                .contains("project/CONTRIBUTING.html", "design/0013-one-declaration.html");
        visit("tutorial/01-scalars-by-hand.html");
        assertThat(driver.findElements(By.tagName("math"))).isNotEmpty();
        browser.isQuiet();
    }
}
