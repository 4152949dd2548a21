package org.autodiff.inspect.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.BackendException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;
import org.autodiff.inspect.Recording;
import org.autodiff.io.AtomicFile;

/**
 * A recording as one self-contained HTML page, which opens from disk and asks for nothing from anywhere: the graph with
 * modules that fold, the passes forward and backward step by step, and a quiz.
 *
 * <p>It needs Eclipse ELK for the layout: {@code org.eclipse.elk:org.eclipse.elk.alg.layered} and
 * {@code org.eclipse.xtext:org.eclipse.xtext.xbase.lib}, which are optional dependencies of this library.
 */
public final class Page {
    private static final int MOST_NODES = 50_000;
    private static final String[] SCRIPTS = {"geometry.js", "story.js", "draw.js", "view.js", "quiz.js", "main.js"};

    private Page() {}

    /**
     * The page as text.
     *
     * @throws BackendException if ELK is not on the class path
     * @throws ArgumentException if the recording has more than 50,000 nodes
     */
    public static String of(Recording recording) {
        Require.nonNull(recording, "Page", "the recording", "pass Recording.of(tape)");
        requireFew(recording, "Page");
        StringBuilder script = new StringBuilder("\"use strict\";\n");
        for (String name : SCRIPTS) {
            script.append(resource(name));
        }
        return resource("page.html")
                .replace("{{hash}}", hash(script.toString()))
                .replace("{{style}}", resource("graph.css") + resource("page.css"))
                .replace("{{script}}", script.toString())
                .replace("{{data}}", PageData.of(recording));
    }

    /**
     * Writes the page.
     *
     * @throws FileException if the file cannot be written; an old one is as it was
     * @throws BackendException if ELK is not on the class path
     * @throws ArgumentException if the recording has more than 50,000 nodes
     */
    public static void write(Recording recording, Path file) {
        Require.nonNull(file, "Page.write", "the path", "give that of a file");
        String page = of(recording);
        AtomicFile.write(file, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    }

    /** Throws if a recording has more nodes than a browser shows. */
    static void requireFew(Recording recording, String owner) {
        int size = recording.nodes().size();
        if (size > MOST_NODES) {
            throw new ArgumentException(owner + ": the recording has " + size + " nodes, more than the " + MOST_NODES
                    + " that a browser shows; record a part of the computation, or one step of a loop");
        }
    }

    /** A text that lies beside this class. */
    static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The policy of the page lets this script run, and no other. */
    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
