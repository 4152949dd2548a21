package org.autodiff.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs the first page and those of {@code docs/tutorial} and {@code docs/lecture}, writes what they print and draw into them, and makes
 * the site and the notebooks. Run from the root of the project:
 *
 * <pre>{@code
 * autodiff-examples/docs             # all of it
 * autodiff-examples/docs 03-tape     # the pages with this in their name
 * }</pre>
 */
public final class Docs {
    private static final List<String> FOLDERS = List.of("tutorial", "lecture");
    private static final String PICTURES = "pictures";

    private Docs() {}

    /** Rewrites the pages whose names contain an argument, or all; without arguments, also the site. */
    public static void main(String... args) throws IOException {
        System.setProperty("java.awt.headless", "true");
        Path root = Path.of("");
        int run = 0;
        int failed = 0;
        for (Path page : pages(root.resolve("docs"))) {
            String name = page.toString();
            if (args.length > 0 && Stream.of(args).noneMatch(name::contains)) {
                continue;
            }
            long start = System.nanoTime();
            Path pictures = page.resolveSibling(PICTURES);
            try {
                String text = PageRun.of(name, MarkdownPage.parse(Files.readString(page)), pictures)
                        .text();
                Files.writeString(page, text);
                System.out.printf("%-60s %5.1f s%n", name, (System.nanoTime() - start) / 1e9);
            } catch (IllegalStateException e) {
                failed++;
                System.out.println(e.getMessage());
            }
            run++;
        }
        System.out.println(run + " pages run, " + failed + " failed");
        if (failed > 0) {
            System.exit(1);
        }
        if (args.length == 0) {
            Path site = root.resolve("autodiff-examples/target/site");
            delete(site);
            write(site, new Site(root).files());
            write(site.resolve("notebooks"), notebooks(root.resolve("docs")));
            System.out.println("wrote " + site.resolve("index.html"));
        }
    }

    /** The pages that are run, in order. */
    static List<Path> pages(Path docs) {
        return Stream.concat(
                        Stream.of(docs.resolve("README.md")),
                        FOLDERS.stream().map(docs::resolve).flatMap(folder -> files(folder).stream()))
                .filter(f -> f.toString().endsWith(".md"))
                .toList();
    }

    /** The files in a folder, sorted. */
    static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A notebook for each page that is run, by file name. */
    static Map<String, byte[]> notebooks(Path docs) {
        Map<String, byte[]> all = new TreeMap<>();
        for (Path page : pages(docs)) {
            String name = page.getFileName().toString().replace(".md", ".ipynb");
            if (!name.startsWith("README")) {
                MarkdownPage parsed = MarkdownPage.parse(Site.read(page));
                all.put(page.getParent().getFileName() + "-" + name, Site.bytes(Notebook.of(parsed)));
            }
        }
        return all;
    }

    static void write(Path folder, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path to = folder.resolve(file.getKey());
            Files.createDirectories(to.getParent());
            Files.write(to, file.getValue());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException error) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
