package org.autodiff.inspect.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.error.ArgumentException;
import org.autodiff.inspect.Lectures;
import org.autodiff.inspect.RecordedNode;
import org.autodiff.inspect.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages as text: what stands in them, and what must not. */
class PageTest {
    @TempDir
    Path folder;

    static Recording hostile() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar x = tape.leaf(Double.NaN);
            Scalar y = x.mul(tape.leaf(Double.POSITIVE_INFINITY)).add(tape.leaf(-0.0));
            y.backward();
            return Recording.of(
                    tape,
                    Recording.Options.DEFAULT
                            .withTitle("</script><script>document.title='taken'</script> {{script}} \u202Eabc")
                            .withName(x, "\"><img src=x onerror=alert(1)>'&amp;\\u003c\n\u2028")
                            .withName(y, "שלום </script> --> ]]>"));
        }
    }

    @Test
    void isOneFileThatAsksForNothing() {
        String page = Page.of(Lectures.product())
                .replace("http://www.w3.org/2000/svg", "namespace")
                .replace("url(#", "mark(");
        assertThat(page).startsWith("<!doctype html>").contains("default-src 'none'");
        assertThat(page)
                .doesNotContain("http://", "https://", "url(", "@import", "src=", "{{")
                .contains("v = (x + y) z");
    }

    @Test
    void namesCannotEndTheScript() {
        String page = Page.of(hostile());
        assertThat(page.split("</script>", -1)).hasSize(3);
        assertThat(page).doesNotContain("<img").doesNotContain("\u2028");
        assertThat(PageData.quoted("</script>&\u2028\"")).isEqualTo("\"\\u003c/script\\u003e\\u0026\\u2028\\\"\"");
    }

    @Test
    void isMadeOfAFileLater() {
        Path file = folder.resolve("r.json");
        Lectures.chain().write(file);
        assertThat(Page.of(Recording.read(file))).isEqualTo(Page.of(Lectures.chain()));
    }

    @Test
    void tooManyNodesAreRefused() {
        RecordedNode leaf = Lectures.product().nodes().get(0);
        Recording many = new Recording("", Collections.nCopies(50_001, leaf), List.of());
        assertThatThrownBy(() -> Page.of(many))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("50001 nodes");
        assertThatThrownBy(() -> Page.of(null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> Page.write(many, null)).isInstanceOf(ArgumentException.class);
    }

    @Test
    void timesAndSizes() throws IOException {
        for (int nodes : new int[] {300, 3_000, 10_000}) {
            Recording recording = Lectures.chainOf(nodes);
            long start = System.nanoTime();
            Path file = folder.resolve("page.html");
            Page.write(recording, file);
            System.out.printf(
                    "page of %d nodes: %.2f s, %d kB%n",
                    recording.nodes().size(), (System.nanoTime() - start) / 1e9, Files.size(file) / 1000);
            assertThat(Files.size(file)).isLessThan(1200L * nodes + 200_000);
        }
    }

    @Test
    void withoutElkTheMessageSaysWhatToDependOn() throws Exception {
        try (WithoutElk loader = new WithoutElk()) {
            Class<?> test = loader.loadClass(Asked.class.getName());
            Method ask = test.getDeclaredMethod("ask");
            ask.setAccessible(true);
            assertThatThrownBy(() -> ask.invoke(null))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("org.eclipse.elk:org.eclipse.elk.alg.layered:0.12.1")
                    .hasMessageContaining("org.eclipse.xtext:org.eclipse.xtext.xbase.lib:2.38.0");
        }
    }

    /** Is loaded where there is no ELK. */
    static final class Asked {
        private Asked() {}

        static void ask() {
            Page.of(new Recording("", List.of(), List.of()));
        }
    }

    /** Defines the classes of the views anew, and finds none of ELK. */
    private static final class WithoutElk extends ClassLoader implements AutoCloseable {
        WithoutElk() {
            super(PageTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.eclipse.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("org.autodiff.inspect.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known != null ? known : defined(name);
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        public void close() {}
    }
}
