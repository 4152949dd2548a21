package org.autodiff.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The documentation as a site of static pages, which opens from a disk: {@code docs} and what lies beneath it, the pages in
 * the root of the project under {@code project}, and the Javadoc, if it has been made, under {@code api}.
 */
final class Site {
    private static final List<String> PROJECT =
            List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md");
    private static final List<String> COPIED = List.of(".svg", ".png");

    private final Path root;

    /** The root of the project. */
    Site(Path root) {
        this.root = root;
    }

    /** The files of the site by their paths in it. */
    Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("site.css", resource("site.css"));
        files.put("project/LICENSE.txt", bytes(read(root.resolve("LICENSE"))));
        boolean api = javadoc(files, "core") & javadoc(files, "nn");
        for (Path source : sources()) {
            String path = path(source);
            if (COPIED.stream().anyMatch(path::endsWith)) {
                files.put(path, content(source));
            } else {
                files.put(path, bytes(page(source, path, api)));
            }
        }
        return files;
    }

    private List<Path> sources() {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            docs.filter(Files::isRegularFile)
                    .filter(f -> f.toString().endsWith(".md") || COPIED.stream().anyMatch(f.toString()::endsWith))
                    .sorted()
                    .forEach(all::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PROJECT.forEach(name -> all.add(root.resolve(name)));
        return all;
    }

    /** Where a file of the project stands in the site. */
    private String path(Path file) {
        String path = root.toAbsolutePath()
                .normalize()
                .relativize(file.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
        return sitePath(path);
    }

    private static String sitePath(String path) {
        String moved = path.startsWith("docs/") ? path.substring("docs/".length()) : "project/" + path;
        if (path.startsWith("docs/")) {
            moved = moved.replaceAll("(^|/)README\\.md$", "$1index.html");
        }
        return moved.equals("project/LICENSE") ? "project/LICENSE.txt" : moved.replaceAll("\\.md$", ".html");
    }

    private String page(Path source, String path, boolean api) {
        String text = read(source);
        String up = "../".repeat((int) path.chars().filter(c -> c == '/').count());
        HtmlPage html = new HtmlPage(target -> link(source, path, target));
        StringBuilder s = new StringBuilder();
        s.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        s.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        s.append("<title>")
                .append(HtmlPage.escaped(MarkdownPage.parse(text).title()))
                .append("</title>\n");
        s.append("<link rel=\"stylesheet\" href=\"").append(up).append("site.css\"/>\n</head>\n<body>\n");
        s.append("<nav class=\"site\" aria-label=\"Site\">");
        String[][] places = {
            {"index.html", "Autodiff"},
            {"tutorial/index.html", "Tutorials"},
            {"lecture/index.html", "Lectures"},
            {"reference/index.html", "Operations"},
            {"modules.html", "Modules"},
            {"api/core/index.html", "API"},
            {"api/nn/index.html", "API of modules"}
        };
        for (String[] place : places) {
            if (api || !place[0].startsWith("api")) {
                s.append("<a href=\"")
                        .append(up)
                        .append(place[0])
                        .append(path.equals(place[0]) ? "\" aria-current=\"page" : "");
                s.append("\">").append(place[1]).append("</a>");
            }
        }
        s.append("</nav>\n<main>\n").append(html.body(text)).append("</main>\n");
        neighbours(s, source);
        return s.append("</body>\n</html>\n").toString();
    }

    /** The pages before and after a numbered one. */
    private static void neighbours(StringBuilder s, Path source) {
        if (!Character.isDigit(source.getFileName().toString().charAt(0))) {
            return;
        }
        List<Path> all = Docs.files(source.getParent()).stream()
                .filter(f -> Character.isDigit(f.getFileName().toString().charAt(0)))
                .filter(f -> f.toString().endsWith(".md"))
                .toList();
        int place = all.indexOf(source);
        s.append("<nav class=\"turn\" aria-label=\"Pages\">");
        if (place > 0) {
            turn(s, "prev", "← ", all.get(place - 1), "");
        }
        if (place < all.size() - 1) {
            turn(s, "next", "", all.get(place + 1), " →");
        }
        s.append("</nav>\n");
    }

    private static void turn(StringBuilder s, String rel, String before, Path page, String after) {
        String name = page.getFileName().toString().replace(".md", ".html");
        s.append("<a rel=\"")
                .append(rel)
                .append("\" href=\"")
                .append(name)
                .append("\">")
                .append(before);
        s.append(HtmlPage.escaped(MarkdownPage.parse(read(page)).title()))
                .append(after)
                .append("</a>");
    }

    /** A link of a page, as it is in the site; links to sources, which it does not have, become null. */
    private String link(Path source, String path, String target) {
        if (target.startsWith("#") || target.matches("[a-z]+:.*")) {
            return target;
        }
        String file = target.split("#", 2)[0];
        String anchor = target.substring(file.length());
        Path to = source.resolveSibling(file).normalize();
        if (Files.isDirectory(to)) {
            to = to.resolve("README.md");
        }
        if (!Files.exists(to)) {
            throw new IllegalStateException(source + ": there is no " + target);
        }
        String there = path(to);
        boolean shown = there.endsWith(".html")
                || there.equals("project/LICENSE.txt")
                || COPIED.stream().anyMatch(there::endsWith);
        Path from = Path.of("/" + path).getParent();
        return shown ? from.relativize(Path.of("/" + there)).toString().replace('\\', '/') + anchor : null;
    }

    private boolean javadoc(Map<String, byte[]> files, String module) {
        Path folder = root.resolve("autodiff-" + module + "/target/reports/apidocs");
        if (!Files.exists(folder.resolve("index.html"))) {
            return false;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .forEach(f -> files.put(
                            "api/" + module + "/"
                                    + folder.relativize(f).toString().replace('\\', '/'),
                            content(f)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private static byte[] resource(String name) {
        try (var in = Site.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        return new String(content(file), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
