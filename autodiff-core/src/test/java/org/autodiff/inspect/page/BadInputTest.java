package org.autodiff.inspect.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.TapeException;
import org.autodiff.inspect.CostTable;
import org.autodiff.inspect.Debugger;
import org.autodiff.inspect.Disconnected;
import org.autodiff.inspect.Dot;
import org.autodiff.inspect.Lectures;
import org.autodiff.inspect.Listing;
import org.autodiff.inspect.Mermaid;
import org.autodiff.inspect.NanTrace;
import org.autodiff.inspect.Narrator;
import org.autodiff.inspect.Recording;
import org.autodiff.inspect.Steps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/** Tapes, names, numbers and files that views must bear: each view with each of them. */
class BadInputTest {
    @TempDir
    Path folder;

    /** Every view of a recording as text. */
    private static Map<String, Function<Recording, String>> views() {
        Map<String, Function<Recording, String>> views = new LinkedHashMap<>();
        views.put("listing", Listing::of);
        views.put("dot", Dot::of);
        views.put("mermaid", Mermaid::of);
        views.put("svg", Svg::of);
        views.put("page", Page::of);
        views.put("steps", r -> Steps.of(r).toString());
        views.put("costs", r -> CostTable.byNode(r) + "" + CostTable.byModule(r) + CostTable.byOperation(r));
        views.put("debugger", r -> Debugger.of(r).end());
        return views;
    }

    @Test
    void anEmptyTape() {
        try (Tape tape = Tape.record()) {
            Recording empty = Recording.of(tape);
            views().forEach((name, view) ->
                    assertThat(view.apply(empty)).as(name).isNotNull());
            assertThat(NanTrace.of(tape)).isEmpty();
            assertThat(tape.cuts()).isEmpty();
            assertThat(Recording.diff(empty, empty)).isEmpty();
            Debugger d = Debugger.of(tape, Recording.Options.DEFAULT);
            assertThat(d.run()).startsWith("no breakpoint was hit");
            assertThatThrownBy(() -> d.set("x", 1))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("there is no node 'x'");
            assertThatThrownBy(() -> Narrator.of(empty)).isInstanceOf(ArgumentException.class);
        }
    }

    private static List<Consumer<Tape>> entrances() {
        return List.of(
                Tape::cuts,
                Recording::of,
                Dot::of,
                NanTrace::of,
                tape -> Debugger.of(tape, Recording.Options.DEFAULT),
                tape -> Disconnected.of(tape, Tensor.ones(DType.FLOAT64, 1)));
    }

    @Test
    void aClosedTapeAndOneOfAnotherThread() {
        Tape closed = Tape.record();
        closed.leaf(1).exp();
        closed.close();
        try (Tape tape = Tape.record()) {
            tape.leaf(1).exp();
            for (Consumer<Tape> entrance : entrances()) {
                assertThatThrownBy(() -> entrance.accept(closed)).isInstanceOf(TapeException.class);
                assertThatThrownBy(() -> CompletableFuture.runAsync(() -> entrance.accept(tape))
                                .join())
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOf(TapeException.class)
                        .hasMessageContaining("belongs to one thread");
            }
        }
        for (Consumer<Tape> entrance : entrances().subList(1, 6)) {
            assertThatThrownBy(() -> entrance.accept(null)).isInstanceOf(ArgumentException.class);
        }
    }

    /** A recording is of the moment: what is computed, swept or closed later does not change it. */
    @Test
    void aTapeThatStillRecords() {
        Recording early;
        String before;
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar x = tape.leaf(2);
            Scalar y = x.square();
            early = Recording.of(tape);
            before = Listing.of(early);
            y.exp().backward();
            assertThat(Recording.of(tape).nodes()).hasSize(3);
            assertThat(Listing.of(early)).isEqualTo(before).contains("not computed");
        }
        assertThat(Listing.of(early)).isEqualTo(before);
        assertThat(Page.of(early)).contains("\"steps\"");
    }

    @Test
    void anEnormousTape() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(1);
            for (int i = 0; i < 60_000; i++) {
                x = x.add(1);
            }
            Recording recording = Recording.of(tape);
            for (Function<Recording, String> view : List.<Function<Recording, String>>of(Page::of, Svg::of)) {
                assertThatThrownBy(() -> view.apply(recording))
                        .isInstanceOf(ArgumentException.class)
                        .hasMessageContaining("120001 nodes, more than the 50000");
            }
            assertThat(Listing.of(recording).lines()).hasSize(120_001);
            assertThat(NanTrace.of(tape)).isEmpty();
            assertThat(Debugger.of(recording).end()).contains("Gradients are not computed");
        }
    }

    @Test
    void namesWithMarkupStayNames() throws Exception {
        Recording hostile = PageTest.hostile();
        views().forEach((name, view) -> assertThat(view.apply(hostile)).as(name).isNotEmpty());
        assertThat(xml(Svg.of(hostile))).isZero();
        assertThat(xml(Narrator.of(hostile).mathml())).isZero();
        assertThat(Page.of(hostile).split("<script", -1)).hasSize(3); // the data and the one script
        assertThat(Mermaid.of(hostile)).doesNotContain("<script", "<img");
        assertThat(Listing.of(hostile).lines()).hasSize(5);
    }

    /** How many elements that do something an XML text has; it must be well formed. */
    private static int xml(String text) throws IOException, SAXException {
        try {
            var document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            return document.getElementsByTagName("script").getLength()
                    + document.getElementsByTagName("img").getLength();
        } catch (ParserConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void valuesThatAreNotFinite() {
        double[][] all = {
            {Double.NaN, Double.NaN},
            {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
            {Double.MAX_VALUE, -Double.MAX_VALUE},
            {Double.MIN_VALUE, -0.0},
            {}
        };
        for (double[] values : all) {
            Tensor x = Tensor.of(values).requiresGrad(true);
            try (Tape tape = Tape.record().retainAdjoints()) {
                Tensor y = x.square().sum();
                y.backward();
                for (int whole : new int[] {0, 64}) {
                    Recording recording = Recording.of(tape, Recording.Options.DEFAULT.withWhole(whole));
                    views().forEach((name, view) ->
                            assertThat(view.apply(recording)).as(name).isNotEmpty());
                    assertThat(Narrator.of(recording).text()).isNotEmpty();
                    assertThat(Recording.diff(recording, recording)).isEmpty();
                }
            }
        }
    }

    @Test
    void filesThatAreNewerTruncatedOrHostile() throws IOException {
        Path file = folder.resolve("r.json");
        Lectures.secondOrder().write(file);
        String good = Files.readString(file);
        assertThat(Recording.diff(Recording.read(file), Lectures.secondOrder())).isEmpty();
        refused(file, good.substring(0, good.length() / 2), "r.json");
        refused(file, good.replace("\"version\": 2", "\"version\": 99"), "version 99");
        refused(file, good.replaceFirst("\"gradient\": \\d+", "\"gradient\": 99999"), "gradient=99999");
        refused(file, good.replaceFirst("\"cause\": -1", "\"cause\": -7"), "cause -7");
        refused(file, good.replaceFirst("\"order\": 0", "\"order\": -1"), "order -1");
        refused(file, good.replaceFirst("\"flops\": [0-9.]+", "\"flops\": \"NaN\""), "NaN");
        refused(file, good.replaceFirst("\"forwardNanos\": 0", "\"forwardNanos\": -5"), "negative");
        refused(file, good.replaceFirst("\"bytes\": 8", "\"bytes\": 1e400"), "r.json");
        refused(file, good.replaceFirst("\"order\": 0, ", ""), "order");
        refused(file, "\uFEFF" + good, "r.json");
        Files.writeString(file, good.replaceFirst("\"order\": 0", "\"order\": 2000000000"));
        assertThat(Page.of(Recording.read(file))).contains("\"passes\": 4");
    }

    private static void refused(Path file, String text, String reason) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> Recording.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aBreakpointThatNeverHits() {
        Debugger d = Debugger.of(Lectures.product());
        d.breakAtOp("conv").breakAtLine("Nowhere.java:1").breakAtNan().breakAtNorm(Double.MAX_VALUE);
        assertThat(d.run()).startsWith("no breakpoint was hit\nstep 8 of 8");
        assertThat(d.run()).startsWith("no breakpoint was hit\nstep 8 of 8");
        assertThatThrownBy(() -> d.breakAtNorm(Double.NaN)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> d.breakAtOp(null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> d.console(null, null)).isInstanceOf(ArgumentException.class);
    }
}
