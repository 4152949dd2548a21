package org.autodiff.examples.fuzz;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.nn.Module;

/** All public types, constructors and methods of the library, in an order that does not depend on the virtual machine. */
final class PublicApi {
    /**
     * The interface of backends, which takes what the kernel has checked, the backends themselves, and what does not load
     * without a test framework.
     */
    private static final List<String> FOR_OTHERS = List.of(
            "org.autodiff.array.",
            "org.autodiff.examples.",
            "org.autodiff.check.junit.",
            "org.autodiff.check.assertj.");

    private static final Set<String> OF_EVERYBODY = Set.of("Seed", "Shape", "DType");

    /** Methods that every object or enumeration has, and that which ends the process. */
    private static final Set<String> INHERITED =
            Set.of("equals", "hashCode", "toString", "valueOf", "values", "compareTo", "main");

    private PublicApi() {}

    /** The public types. */
    static List<Class<?>> types() {
        List<Class<?>> all = new ArrayList<>();
        for (Class<?> home : List.of(Tensor.class, Module.class)) {
            for (String name : names(home)) {
                if (isForUsers(name)) {
                    Class<?> type = load(name);
                    if (isPublic(type)) {
                        all.add(type);
                    }
                }
            }
        }
        all.sort(Comparator.comparing(Class::getName));
        return all;
    }

    /** The public constructors and methods of a type that the library itself declares. */
    static List<Executable> members(Class<?> type) {
        List<Executable> all = new ArrayList<>();
        if (!Modifier.isAbstract(type.getModifiers())) {
            all.addAll(Arrays.asList(type.getConstructors()));
        }
        for (Method m : type.getMethods()) {
            boolean own = m.getDeclaringClass().getName().startsWith("org.autodiff.");
            boolean inPlace = m.getDeclaringClass() == type || !Modifier.isStatic(m.getModifiers());
            if (!Modifier.isPublic(m.getDeclaringClass().getModifiers())) {
                m.setAccessible(true); // inherited from a class that is not public, but public itself
            }
            if (own && inPlace && !m.isSynthetic() && !INHERITED.contains(m.getName())) {
                all.add(m);
            }
        }
        all.sort(Comparator.comparing(Executable::toString));
        return all;
    }

    /** {@code Type.method(Argument, ...)}. */
    static String describe(Class<?> type, Executable member) {
        String name = member instanceof Constructor<?> ? "new" : member.getName();
        return type.getName().replace("org.autodiff.", "") + "." + name
                + Arrays.toString(Arrays.stream(member.getParameterTypes())
                                .map(Class::getSimpleName)
                                .toArray())
                        .replace('[', '(')
                        .replace(']', ')');
    }

    private static boolean isForUsers(String name) {
        return FOR_OTHERS.stream().noneMatch(name::startsWith)
                || name.startsWith("org.autodiff.array.")
                        && OF_EVERYBODY.contains(name.substring("org.autodiff.array.".length()));
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (!Modifier.isPublic(c.getModifiers())) {
                return false;
            }
        }
        return !type.isAnnotation();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The names of the classes that stand where this one does: in a directory or in a jar. */
    private static List<String> names(Class<?> home) {
        try {
            URI where = home.getProtectionDomain().getCodeSource().getLocation().toURI();
            Path path = Path.of(where);
            if (Files.isDirectory(path)) {
                return names(path);
            }
            try (FileSystem jar = FileSystems.newFileSystem(path, Map.of())) {
                return names(jar.getPath("/"));
            }
        } catch (URISyntaxException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(f -> root.relativize(f).toString().replace('\\', '/'))
                    .filter(f -> f.startsWith("org/autodiff/") && f.endsWith(".class") && !f.endsWith("-info.class"))
                    .map(f -> f.substring(0, f.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
    }
}
