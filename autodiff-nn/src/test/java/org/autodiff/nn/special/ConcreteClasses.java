package org.autodiff.nn.special;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The public classes of a kind, as they have been compiled. */
final class ConcreteClasses {
    private ConcreteClasses() {}

    /** The simple names of those in a package, and in the ones below it, that can be instantiated. */
    static Set<String> of(Class<?> kind, String inPackage) throws IOException, ClassNotFoundException {
        Path root = Path.of("target", "classes");
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root.resolve(inPackage.replace('.', '/')))) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class"))::iterator) {
                String path = root.relativize(file).toString();
                Class<?> found = Class.forName(
                        path.substring(0, path.length() - ".class".length())
                                .replace('/', '.')
                                .replace('\\', '.'),
                        false,
                        kind.getClassLoader());
                int is = found.getModifiers();
                if (kind.isAssignableFrom(found)
                        && found.getEnclosingClass() == null
                        && Modifier.isPublic(is)
                        && !Modifier.isAbstract(is)) {
                    names.add(found.getSimpleName());
                }
            }
        }
        return names;
    }
}
