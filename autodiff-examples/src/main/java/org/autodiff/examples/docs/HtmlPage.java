package org.autodiff.examples.docs;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autodiff.inspect.MathMl;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Markdown as GitHub understands it, with its formulas, as XHTML: links turned, formulas as MathML, Java coloured. */
final class HtmlPage {
    private static final Pattern TOKEN =
            Pattern.compile("(?<comment>//[^\n]*)|(?<string>\"(?:\\\\.|[^\"\\\\\n])*\")|(?<number>\\b\\d[\\w.]*)"
                    + "|\\b(?<keyword>abstract|break|case|catch|class|continue|default|do|double|else|enum|extends|false|final|finally|float"
                    + "|for|if|implements|import|instanceof|int|interface|long|new|null|package|private|public|record(?= )|return|sealed|static"
                    + "|super|switch|this|throw|true|try|var|void|while)\\b");

    private final UnaryOperator<String> links;
    private final Map<String, Integer> slugs = new HashMap<>();

    /**
     * A page.
     *
     * @param links what a link becomes; null if only its text stays
     */
    HtmlPage(UnaryOperator<String> links) {
        this.links = links;
    }

    /** What stands in the page's {@code main}. */
    String body(String markdown) {
        Node document = Parser.builder()
                .extensions(List.of(TablesExtension.create()))
                .build()
                .parse(markdown);
        document.accept(new Turning());
        return HtmlRenderer.builder()
                .extensions(List.of(TablesExtension.create()))
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    if (node instanceof Heading heading) {
                        attributes.put("id", slug(text(heading)));
                    } else if (node instanceof Image) {
                        attributes.put("loading", "lazy");
                    }
                })
                .build()
                .render(document);
    }

    /** GitHub's identifier of a heading. */
    private String slug(String heading) {
        String plain = heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
        int before = slugs.merge(plain, 1, Integer::sum) - 1;
        return before == 0 ? plain : plain + "-" + before;
    }

    private static String text(Node node) {
        StringBuilder s = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                s.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                s.append(code.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak end) {
                s.append(' ');
            }
        });
        return s.toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String coloured(String java) {
        StringBuilder s = new StringBuilder();
        Matcher tokens = TOKEN.matcher(java);
        int at = 0;
        while (tokens.find()) {
            s.append(escaped(java.substring(at, tokens.start())));
            for (String kind : List.of("comment", "string", "number", "keyword")) {
                if (tokens.group(kind) != null) {
                    s.append("<span class=\"")
                            .append(kind)
                            .append("\">")
                            .append(escaped(tokens.group()))
                            .append("</span>");
                }
            }
            at = tokens.end();
        }
        return s.append(escaped(java.substring(at))).toString();
    }

    private static String math(String latex, boolean block) {
        return "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"" + (block ? " display=\"block\"" : "") + ">"
                + MathMl.of(latex.strip()) + "</math>";
    }

    /** Replaces what commonmark would render in its own way. */
    private final class Turning extends AbstractVisitor {
        @Override
        public void visit(Link link) {
            String target = links.apply(link.getDestination());
            visitChildren(link);
            if (target != null) {
                link.setDestination(target);
                return;
            }
            while (link.getFirstChild() != null) {
                link.insertBefore(link.getFirstChild());
            }
            link.unlink();
        }

        @Override
        public void visit(Image image) {
            image.setDestination(links.apply(image.getDestination()));
        }

        @Override
        public void visit(Code code) {
            if (code.getPrevious() instanceof Text before
                    && code.getNext() instanceof Text after
                    && before.getLiteral().endsWith("$")
                    && after.getLiteral().startsWith("$")) {
                before.setLiteral(
                        before.getLiteral().substring(0, before.getLiteral().length() - 1));
                after.setLiteral(after.getLiteral().substring(1));
                HtmlInline inline = new HtmlInline();
                inline.setLiteral(math(code.getLiteral(), false));
                code.insertAfter(inline);
                code.unlink();
            }
        }

        @Override
        public void visit(FencedCodeBlock block) {
            String info = block.getInfo();
            String code = block.getLiteral();
            String kind = info.split(" ", 2)[0];
            HtmlBlock html = new HtmlBlock();
            html.setLiteral(
                    kind.equals("math")
                            ? math(code, true)
                            : "<pre tabindex=\"0\"" + (kind.isEmpty() ? "" : " class=\"" + escaped(kind) + "\"")
                                    + "><code>" + (kind.equals("java") ? coloured(code) : escaped(code))
                                    + "</code></pre>");
            block.insertAfter(html);
            block.unlink();
        }

        @Override
        public void visit(CustomBlock block) {
            visitChildren(block);
            if (block instanceof TableBlock) {
                HtmlBlock open = new HtmlBlock();
                open.setLiteral("<div class=\"table\" tabindex=\"0\">");
                HtmlBlock close = new HtmlBlock();
                close.setLiteral("</div>");
                block.insertBefore(open);
                block.insertAfter(close);
            }
        }
    }
}
