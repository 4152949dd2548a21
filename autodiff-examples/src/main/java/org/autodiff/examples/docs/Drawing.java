package org.autodiff.examples.docs;

import java.util.Locale;

/** What the diagrams of the pages have in common: the frame of an SVG picture with its title, and centred text. */
final class Drawing {
    private Drawing() {}

    /** An open picture, up to and with its style. */
    static StringBuilder begin(String kind, int width, int height, String title, String style) {
        return new StringBuilder()
                .append(String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                                + " role=\"img\">\n",
                        kind,
                        width,
                        height,
                        width,
                        height))
                .append("<title>")
                .append(HtmlPage.escaped(title))
                .append("</title>\n")
                .append(style);
    }

    /** Text around a point; of a class of the style, or of none. */
    static void text(StringBuilder s, String style, double x, double y, String text) {
        s.append(String.format(
                Locale.ROOT,
                "<text%s x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                style.isEmpty() ? "" : " class=\"" + style + "\"",
                x,
                y,
                HtmlPage.escaped(text)));
    }
}
