package org.autodiff.inspect;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;
import org.autodiff.error.TapeException;

/**
 * An immutable picture of a tape: operations, inputs, shapes, values and, after a sweep, adjoints. Every view is made from
 * it alone, so that one can be made later, elsewhere, or of two recordings side by side.
 *
 * <pre>{@code
 * try (Tape tape = Tape.record().retainAdjoints()) {
 *     Scalar x = tape.leaf(1), y = tape.leaf(3), z = tape.leaf(-2);
 *     Scalar q = x.add(y), v = q.mul(z);
 *     v.backward();
 *     Recording.of(tape, Recording.Options.DEFAULT.withName(x, "x").withName(v, "v")).write(Path.of("v.json"));
 * }
 * }</pre>
 *
 * @param title what it shows, for headings
 * @param nodes the nodes, each at the place of its number
 * @param modules the calls of modules that nodes belong to
 */
public record Recording(String title, List<RecordedNode> nodes, List<RecordedModule> modules) {
    /**
     * What a recording keeps.
     *
     * @param title what it shows
     * @param names names of nodes by tensor
     * @param scalarNames names of nodes by number
     * @param whole up to how many elements of a tensor are kept; of larger ones statistics are
     */
    public record Options(String title, Map<Tensor, String> names, Map<Integer, String> scalarNames, int whole) {
        /** The title "Tape", no names, up to 64 elements. */
        public static final Options DEFAULT = new Options("Tape", Map.of(), Map.of(), 64);

        /**
         * Checks and copies the arguments.
         *
         * @throws ArgumentException if one is null or {@code whole} is negative
         */
        public Options {
            Require.nonNull(title, "Recording", "the title", "pass a short text");
            names = copy(names);
            scalarNames = copy(scalarNames);
            Require.notNegative(whole, "Recording", "the number of elements to keep");
        }

        private static <K> Map<K, String> copy(Map<K, String> names) {
            Require.nonNull(names, "Recording", "the map of names", "pass Map.of() for none");
            Require.nonNulls(names.keySet(), "Recording", "what is named", "pass tensors or numbers of nodes");
            Require.nonNulls(names.values(), "Recording", "a name", "pass a short text");
            return Map.copyOf(names);
        }

        /** These options with another title. */
        public Options withTitle(String value) {
            return new Options(value, names, scalarNames, whole);
        }

        /**
         * These options with the name of a tensor's node. A tensor that is not on the tape is passed over, so that all
         * parameters of a network may be named. A constant with a name counts as data from outside of any module.
         */
        public Options withName(Tensor tensor, String name) {
            Require.nonNull(tensor, "Recording", "the tensor to name", "pass a leaf or a node");
            return new Options(title, with(names, tensor, name), scalarNames, whole);
        }

        /** These options with the name of a scalar's node. */
        public Options withName(Scalar scalar, String name) {
            Require.nonNull(scalar, "Recording", "the scalar to name", "pass one of the tape's");
            return new Options(title, names, with(scalarNames, scalar.slot(), name), whole);
        }

        /** These options with another number of elements up to which a tensor is kept whole. */
        public Options withWhole(int value) {
            return new Options(title, names, scalarNames, value);
        }

        private static <K> Map<K, String> with(Map<K, String> names, K key, String name) {
            Map<K, String> all = new LinkedHashMap<>(names);
            all.put(key, Require.nonNull(name, "Recording", "the name", "leave it out for none"));
            return all;
        }
    }

    /**
     * Where two recordings part.
     *
     * @param node the number of the first node that differs
     * @param what differs: {@code operation}, {@code inputs}, {@code attributes}, {@code type}, {@code value},
     *     {@code adjoint}, or {@code length} where one recording ends
     * @param first how the one has it
     * @param second how the other has it
     */
    public record Difference(int node, String what, String first, String second) {
        /** One line: {@code %3: value 4 and 5}. */
        @Override
        public String toString() {
            return "%" + node + ": " + what + " " + first + " and " + second;
        }
    }

    /**
     * Checks that inputs come before the nodes that read them, and that modules exist; copies the lists.
     *
     * @throws ArgumentException if they do not
     */
    public Recording {
        nodes = List.copyOf(Require.nonNulls(nodes, "Recording", "the list of nodes", "pass List.of() for none"));
        modules = List.copyOf(Require.nonNulls(modules, "Recording", "the list of modules", "pass List.of() for none"));
        for (int i = 0; i < modules.size(); i++) {
            int parent = modules.get(i).parent();
            if (parent < -1 || parent >= i) {
                throw new ArgumentException("recording: module " + i + " has the parent " + parent
                        + "; a parent is -1 or the number of an earlier one");
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            RecordedNode node = nodes.get(i);
            for (int input : node.inputs()) {
                if (input < 0 || input >= i) {
                    throw new ArgumentException(
                            "recording: node %" + i + " has the input %" + input + "; inputs are earlier nodes");
                }
            }
            boolean flows = node.flows().isEmpty()
                    || node.flows().size() == node.inputs().size() && node.adjoint() != null;
            if (!flows
                    || !node.locals().isEmpty()
                            && node.locals().size() != node.inputs().size()) {
                throw new ArgumentException(
                        "recording: node %" + i + " has " + node.inputs().size() + " inputs, but "
                                + node.locals().size() + " local derivatives, and "
                                + node.flows().size()
                                + " gradients that flow to them; give one for each, or none, and none without an adjoint");
            }
            if (Math.max(node.lineage().cause(), node.lineage().gradient()) >= nodes.size()) {
                throw new ArgumentException(
                        "recording: node %" + i + " has " + node.lineage() + " of " + nodes.size() + " nodes");
            }
            if (node.module() < -1 || node.module() >= modules.size()) {
                throw new ArgumentException("recording: node %" + i + " is in module " + node.module() + " of "
                        + modules.size() + " modules");
            }
        }
    }

    /**
     * A tape as it is now.
     *
     * @throws TapeException if it is closed or another thread's
     */
    public static Recording of(Tape tape) {
        return of(tape, Options.DEFAULT);
    }

    /**
     * A tape as it is now, with the given options. Local derivatives and what flows along branches are computed anew from
     * the rules of the operations; nothing is added to the tape or to gradients.
     *
     * @throws TapeException if it is closed or another thread's
     */
    public static Recording of(Tape tape, Options options) {
        Require.nonNull(tape, "Recording.of", "the tape", "pass one that is open");
        Require.options(options, "Recording.of", "Recording.Options.DEFAULT");
        return new Capture(tape, options).recording();
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws FileException if the file is missing, truncated, of a newer version, or no recording
     */
    public static Recording read(Path file) {
        return RecordingFile.read(file);
    }

    /**
     * Writes the recording as JSON, in the format of {@code docs/recording-format.md}.
     *
     * @throws FileException if the file cannot be written; an old one is as it was
     */
    public void write(Path file) {
        RecordingFile.write(file, this);
    }

    /** The result that was differentiated: the last operation that an adjoint came to; -1 before a sweep. */
    public int root() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i).isOperation() && nodes.get(i).adjoint() != null) {
                return i;
            }
        }
        return -1;
    }

    /** What the reader calls a node: its name, or its number as in listings, {@code %3}. */
    public String nameOf(int node) {
        String name = nodes.get(node).name();
        return name.isEmpty() ? "%" + node : name;
    }

    /** The dotted path of the module that a node belongs to; empty for none. */
    public String moduleOf(int node) {
        int module = nodes.get(node).module();
        return module < 0 ? "" : modules.get(module).path();
    }

    /**
     * The first node at which two recordings part: in what is computed, in its value, or in its adjoint. Names, lines and
     * modules do not count; NaN equals NaN.
     *
     * @return empty where they agree in every bit that both keep
     */
    public static Optional<Difference> diff(Recording first, Recording second) {
        Require.nonNull(first, "Recording.diff", "the first recording", "pass two");
        Require.nonNull(second, "Recording.diff", "the second recording", "pass two");
        int both = Math.min(first.nodes.size(), second.nodes.size());
        for (int i = 0; i < both; i++) {
            RecordedNode a = first.nodes.get(i);
            RecordedNode b = second.nodes.get(i);
            String[][] facts = {
                {"operation", a.op(), b.op()},
                {"inputs", a.inputs().toString(), b.inputs().toString()},
                {"attributes", a.attrs(), b.attrs()},
                {"type", a.typeAndShape(), b.typeAndShape()},
                exact("value", a.value(), b.value()),
                exact("adjoint", a.adjoint(), b.adjoint())
            };
            for (String[] fact : facts) {
                if (!fact[1].equals(fact[2])) {
                    return Optional.of(new Difference(i, fact[0], fact[1], fact[2]));
                }
            }
        }
        return first.nodes.size() == second.nodes.size()
                ? Optional.empty()
                : Optional.of(
                        new Difference(both, "length", first.nodes.size() + " nodes", second.nodes.size() + " nodes"));
    }

    /** Texts that are equal if the snapshots are: to the last bit, by all that both know. */
    private static String[] exact(String what, Snapshot a, Snapshot b) {
        if (a == null || b == null) {
            return new String[] {what, a == null ? "not computed" : "known", b == null ? "not computed" : "known"};
        }
        if (a.isWhole() && b.isWhole()) {
            return new String[] {what, a.elements().toString(), b.elements().toString()};
        }
        return new String[] {what, statistics(a), statistics(b)};
    }

    private static String statistics(Snapshot s) {
        return "mean " + s.mean() + " deviation " + s.deviation() + " from " + s.least() + " to " + s.greatest()
                + " norm " + s.norm() + " NaN " + s.nans() + " infinite " + s.infinities();
    }
}
