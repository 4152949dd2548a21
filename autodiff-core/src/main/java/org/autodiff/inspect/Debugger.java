package org.autodiff.inspect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.autodiff.Tape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.Require;

/**
 * Goes through a recording step by step in a terminal or in JShell: forward, then the chain rule backward, with breakpoints,
 * watches, and values that can be changed. Each command gives text to print.
 *
 * <pre>{@code
 * Debugger d = Debugger.of(tape, Recording.Options.DEFAULT.withName(x, "x"));
 * System.out.println(d.breakAtOp("mul").run());
 * System.out.println(d.set("x", 5).end());
 * }</pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class Debugger {
    private static final String HELP = """
            step, back      one step on, one back          where         this step again
            run             on to a breakpoint             end, start    to the last step, to the first
            to N            to step N                      list          the tape
            break op NAME | line FILE:N | nan | norm C     clear         no breakpoints any more
            watch NAME      shown with every step          set NAME X    another value, and a new sweep
            help            this text                      quit          the end
            """;

    /** Where to stop, and how the reader said it. */
    private record Breakpoint(String text, Predicate<Step> hit) {}

    /** The tape that values are changed on; null where there is only a recording. */
    private final Tape tape;

    private final Recording.Options options;
    private final List<Breakpoint> breakpoints = new ArrayList<>();
    private final Set<String> watched = new LinkedHashSet<>();
    /** The values that were changed, by the numbers of their nodes. */
    private final Map<Integer, Double> changes = new HashMap<>();

    private Recording recording;
    private List<Step> steps;
    private int at;

    private Debugger(Tape tape, Recording.Options options, Recording recording) {
        this.tape = tape;
        this.options = options;
        show(recording);
    }

    /** A debugger of a recording. */
    public static Debugger of(Recording recording) {
        return new Debugger(
                null, null, Require.nonNull(recording, "Debugger", "the recording", "pass Recording.of(tape)"));
    }

    /** A debugger of a tape as it is now. The tape must stay open where values are to be changed; it is not changed itself. */
    public static Debugger of(Tape tape, Recording.Options options) {
        return new Debugger(tape, options, Recording.of(tape, options));
    }

    private void show(Recording next) {
        recording = next;
        steps = Steps.of(next);
        at = 0;
    }

    /** The number of the current step, from 0. */
    public int position() {
        return at;
    }

    /** The number of the last step. */
    public int last() {
        return steps.size() - 1;
    }

    /** The current step: its number, its node, its formula with the numbers, and what is watched. */
    public String where() {
        Step step = steps.get(at);
        StringBuilder s = new StringBuilder("step ")
                .append(at)
                .append(" of ")
                .append(last())
                .append(", ");
        s.append(step.phase().name().toLowerCase(Locale.ROOT)).append('\n');
        if (step.node() >= 0) {
            RecordedNode node = recording.nodes().get(step.node());
            s.append("  %").append(step.node()).append(" = ").append(node.op());
            node.inputs().forEach(i -> s.append(" %").append(i));
            s.append(" : ").append(node.typeAndShape());
            s.append(node.source().isEmpty() ? "" : "  @ " + node.source()).append('\n');
        }
        step.plain().forEach(line -> s.append("    ").append(line).append('\n'));
        if (!step.remark().isEmpty()) {
            s.append("  ").append(step.remark()).append('\n');
        }
        watched.forEach(name -> s.append("  watch ").append(watch(number(name))).append('\n'));
        return s.toString();
    }

    private String watch(int node) {
        String value = "not yet";
        String gradient = recording.root() < 0 ? "not computed" : "not yet";
        RecordedNode n = recording.nodes().get(node);
        value = n.isOperation() ? value : n.value().toString();
        for (Step step : steps.subList(0, at + 1)) {
            value = step.phase() == Step.Phase.FORWARD && step.node() == node
                    ? n.value().toString()
                    : value;
            boolean arrives = step.phase() == Step.Phase.SEED && step.node() == node
                    || step.input() >= 0
                            && recording.nodes().get(step.node()).inputs().get(step.input()) == node;
            gradient = arrives ? step.sum() : gradient;
        }
        return recording.nameOf(node) + " = " + value + "  gradient " + gradient;
    }

    /** One step on; stays at the last one. */
    public String step() {
        return to(Math.min(at + 1, last()));
    }

    /** One step back; stays at the first one. */
    public String back() {
        return to(Math.max(at - 1, 0));
    }

    /** To the last step. */
    public String end() {
        return to(last());
    }

    /**
     * To a step.
     *
     * @throws org.autodiff.error.IndexException if there is none with that number
     */
    public String to(int step) {
        at = Require.index(step, steps.size(), "Debugger.to", "step");
        return where();
    }

    /** On to the next step at which a breakpoint hits; else to the last one, and says that none did. */
    public String run() {
        while (at < last()) {
            at++;
            for (Breakpoint breakpoint : breakpoints) {
                if (breakpoint.hit().test(steps.get(at))) {
                    return "stopped at: " + breakpoint.text() + "\n" + where();
                }
            }
        }
        return "no breakpoint was hit\n" + where();
    }

    /** Stops at every step of operations with a name. */
    public Debugger breakAtOp(String name) {
        Require.nonNull(name, "Debugger.breakAtOp", "the name", "pass one such as mul");
        return breakAt(
                "op " + name,
                s -> s.node() >= 0 && recording.nodes().get(s.node()).op().equals(name));
    }

    /** Stops at every step of operations recorded at a line, {@code File.java:42}; the tape must note its sources. */
    public Debugger breakAtLine(String line) {
        Require.nonNull(line, "Debugger.breakAtLine", "the line", "pass one such as Net.java:42");
        return breakAt(
                "line " + line,
                s -> s.node() >= 0 && recording.nodes().get(s.node()).source().equals(line));
    }

    /** Stops where a value or a gradient has NaN or infinity in it. */
    public Debugger breakAtNan() {
        return breakAt("nan", s -> {
            Snapshot result = result(s);
            return result != null && result.isBad();
        });
    }

    /** Stops where the norm of a gradient is above a number. */
    public Debugger breakAtNorm(double most) {
        Require.notNegative(most, "Debugger.breakAtNorm", "the norm");
        return breakAt("norm " + most, s -> s.input() >= 0 && result(s).norm() > most);
    }

    private Debugger breakAt(String text, Predicate<Step> hit) {
        breakpoints.add(new Breakpoint(text, hit));
        return this;
    }

    /** Removes all breakpoints. */
    public Debugger clear() {
        breakpoints.clear();
        return this;
    }

    private Snapshot result(Step step) {
        if (step.node() < 0) {
            return null;
        }
        RecordedNode node = recording.nodes().get(step.node());
        return switch (step.phase()) {
            case FORWARD -> node.value();
            case SEED -> node.adjoint();
            default -> step.input() < 0 ? null : node.flows().get(step.input());
        };
    }

    /**
     * Shows a node with every step from now on.
     *
     * @param name its name, or its number as {@code %3}
     */
    public Debugger watch(String name) {
        number(name);
        watched.add(name);
        return this;
    }

    /**
     * Gives a leaf or a constant another value, computes everything again, and sweeps again; begins at the first step. Values
     * that were changed before stay changed.
     *
     * @param name its name, or its number as {@code %3}
     * @param value for all its elements
     * @throws ArgumentException if there is no such leaf, or this is a debugger of a recording only
     */
    public Debugger set(String name, double value) {
        if (tape == null) {
            throw new ArgumentException(
                    "Debugger.set: a recording cannot be computed again; use Debugger.of(tape, options)");
        }
        int node = number(name);
        if (recording.nodes().get(node).isOperation()) {
            throw new ArgumentException("Debugger.set: " + name + " is the result of "
                    + recording.nodes().get(node).op() + "; set a leaf or a constant");
        }
        Map<Integer, Double> all = new HashMap<>(changes);
        all.put(node, value);
        show(Replay.of(tape, options, recording, all));
        changes.put(node, value);
        return this;
    }

    private int number(String name) {
        Require.nonNull(name, "Debugger", "the name", "pass one of a node, or its number as %3");
        for (int i = 0; i < recording.nodes().size(); i++) {
            if (recording.nameOf(i).equals(name) || name.equals("%" + i)) {
                return i;
            }
        }
        throw new ArgumentException("Debugger: there is no node '" + name + "'; give a name or a number as %0 to %"
                + (recording.nodes().size() - 1));
    }

    /**
     * Reads commands, a line each, and prints what they give, until the end of the input or {@code quit}. A command that is
     * not understood is answered with the reason, and changes nothing.
     */
    public void console(Reader in, Writer out) {
        Require.nonNull(in, "Debugger.console", "the input", "pass new InputStreamReader(System.in)");
        Require.nonNull(out, "Debugger.console", "the output", "pass new OutputStreamWriter(System.out)");
        PrintWriter to = new PrintWriter(out, true);
        to.print(where());
        try (BufferedReader lines = new BufferedReader(in)) {
            to.print("> ");
            to.flush();
            String line = lines.readLine();
            while (line != null && !line.strip().equals("quit")) {
                to.print(answer(line.strip()));
                to.print("> ");
                to.flush();
                line = lines.readLine();
            }
            to.println();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command gives. */
    private String answer(String line) {
        String[] words = line.split("\\s+");
        try {
            return switch (words[0]) {
                case "", "step", "s" -> step();
                case "back", "b" -> back();
                case "where" -> where();
                case "run" -> run();
                case "start" -> to(0);
                case "end" -> end();
                case "list" -> Listing.of(recording);
                case "to" -> to(Integer.parseInt(word(words, 1)));
                case "clear" -> clear().where();
                case "watch" -> watch(word(words, 1)).where();
                case "set" ->
                    set(word(words, 1), Double.parseDouble(word(words, 2))).where();
                case "break" -> broken(words).where();
                default -> HELP;
            };
        } catch (NumberFormatException e) {
            return "no number: " + e.getMessage() + "\n";
        } catch (AutodiffException e) {
            return e.getMessage() + "\n"; // the reader is told, and goes on
        }
    }

    private Debugger broken(String[] words) {
        return switch (word(words, 1)) {
            case "op" -> breakAtOp(word(words, 2));
            case "line" -> breakAtLine(word(words, 2));
            case "nan" -> breakAtNan();
            case "norm" -> breakAtNorm(Double.parseDouble(word(words, 2)));
            default -> throw new ArgumentException("break: say op NAME, line FILE:N, nan, or norm C");
        };
    }

    private static String word(String[] words, int i) {
        if (i >= words.length) {
            throw new ArgumentException(words[0] + ": something is missing; help shows how it is written");
        }
        return words[i];
    }
}
