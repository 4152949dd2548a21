package org.autodiff.examples.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A page of Markdown as what stands between its fences, and the fenced blocks; together they are the page again. */
record MarkdownPage(List<Part> parts) {
    private static final String FENCE = "```";

    MarkdownPage {
        parts = List.copyOf(parts);
    }

    /** A piece of a page. */
    sealed interface Part {
        /** The lines as they stand in the file. */
        String text();
    }

    /** Everything that is no block. */
    record Prose(String text) implements Part {}

    /**
     * A fenced block.
     *
     * @param info what follows the opening fence: {@code java}, {@code java throws}, {@code java norun}, {@code text}
     * @param code its lines, each with its end
     * @param line the number of the opening fence's line, from 1
     */
    record Block(String info, String code, int line) implements Part {
        @Override
        public String text() {
            return FENCE + info + "\n" + code + FENCE + "\n";
        }

        /** Whether it is Java that is run. */
        boolean isProgram() {
            return info.equals("java") || info.equals("java throws");
        }

        /** Whether its program is expected to end with an error, which is printed. */
        boolean fails() {
            return info.equals("java throws");
        }
    }

    /** Takes a page apart. */
    static MarkdownPage parse(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder prose = new StringBuilder();
        String info = null;
        StringBuilder code = new StringBuilder();
        int opened = 0;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (info == null && line.startsWith(FENCE)) {
                info = line.substring(FENCE.length()).strip();
                opened = number;
                if (prose.length() > 0) {
                    parts.add(new Prose(prose.toString()));
                    prose.setLength(0);
                }
            } else if (info != null && line.equals(FENCE)) {
                parts.add(new Block(info, code.toString(), opened));
                code.setLength(0);
                info = null;
            } else {
                (info == null ? prose : code).append(line).append('\n');
            }
        }
        if (info != null) {
            throw new IllegalArgumentException("line " + opened + ": the block does not end");
        }
        if (prose.length() > 0) {
            parts.add(new Prose(prose.toString()));
        }
        return new MarkdownPage(parts);
    }

    /** The page as it stands in its file. */
    String text() {
        return parts.stream().map(Part::text).collect(Collectors.joining());
    }

    /** The page's first heading. */
    String title() {
        return text().lines()
                .filter(l -> l.startsWith("# "))
                .findFirst()
                .map(l -> l.substring(2))
                .orElse("");
    }

    /** Whether the block at this place is what the program before it printed. */
    boolean isOutput(int place) {
        int before = place - 1;
        if (before > 0 && parts.get(before) instanceof Prose p && p.text().isBlank()) {
            before--;
        }
        return parts.get(place) instanceof Block b
                && b.info().equals("text")
                && before >= 0
                && parts.get(before) instanceof Block program
                && program.isProgram();
    }
}
