package org.autodiff.nn.report;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Charts where the optional library is not on the class path. */
class MissingXChartTest {
    private static final String REMEDY = "add the dependency org.knowm.xchart:xchart";

    /** Loads the reports anew, and no class of XChart. */
    private static final class WithoutXChart extends ClassLoader {
        WithoutXChart() {
            super(MissingXChartTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.knowm.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("org.autodiff.nn.report.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : defined(name);
            }
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static Class<?> report(String name) throws ClassNotFoundException {
        return Class.forName("org.autodiff.nn.report." + name, true, new WithoutXChart());
    }

    @Test
    void aChartNamesTheDependencyToAdd() throws ReflectiveOperationException {
        var constructor = report("Chart").getConstructor(String.class, String.class, String.class);
        assertThatThrownBy(() -> constructor.newInstance("t", "x", "y")).cause().hasMessageContaining(REMEDY);
    }

    @Test
    void curvesDoSoBeforeATraining() throws ReflectiveOperationException {
        var png = report("Curves").getMethod("png", Path.class);
        assertThatThrownBy(() -> png.invoke(null, Path.of("curves.png")))
                .cause()
                .hasMessageContaining(REMEDY);
    }
}
