package org.autodiff.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autodiff.Cut;
import org.autodiff.Node;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.error.TapeException;

/**
 * A leaf that a result does not depend on by any path that a gradient can take, and where the path ends: its gradient stays
 * null, and no optimizer moves it. The cut is known on tapes that {@link Tape#noteCuts() note cuts}.
 *
 * <pre>{@code
 * try (Tape tape = Tape.record().noteCuts()) {
 *     Tensor loss = RegressionLoss.mseLoss(decoder.forward(encoder.forward(x).detach()), x);
 *     Disconnected.of(tape, loss, weights).forEach(System.out::println);
 *     // encoder.weight: cut off by detach of %2 (matmul) at Net.java:42, 1 step after it
 * }
 * }</pre>
 *
 * @param name what the reader calls it
 * @param node its number on the tape; -1 where it is not there
 * @param why one sentence that says where its path ends, and what to do
 * @param cut the cut that is nearest to it, of those behind which the result is computed if there are some; null where none
 *     is known
 */
public record Disconnected(String name, int node, String why, Cut cut) {
    /** Checks that there are a name and a reason. */
    public Disconnected {
        Require.nonNull(name, "Disconnected", "the name", "pass that of the leaf");
        Require.nonNull(why, "Disconnected", "the reason", "pass a sentence");
    }

    /** One line: the name and why. */
    @Override
    public String toString() {
        return name + ": " + why;
    }

    /** The leaves on a tape that a result does not depend on, by number; see {@link #of(Tape, Tensor, Map)}. */
    public static List<Disconnected> of(Tape tape, Tensor result) {
        Require.nonNull(tape, "Disconnected", "the tape", "pass one that is open");
        Map<String, Tensor> leaves = new LinkedHashMap<>();
        for (int i = 0; i < tape.size(); i++) {
            Node node = tape.node(i);
            if (node.kind() == Node.Kind.LEAF) {
                leaves.put("%" + i, node.value());
            }
        }
        return of(tape, result, leaves);
    }

    /**
     * Those of some leaves that a result does not depend on, in the order of the map. Nothing is swept: it is the graph that
     * is asked, so that a gradient which happens to be 0 is none of these.
     *
     * @param result a node of the tape
     * @param leaves the leaves by name, such as the parameters of a network
     * @throws TapeException if the tape is closed or another thread's, or the result is not on it
     */
    public static List<Disconnected> of(Tape tape, Tensor result, Map<String, Tensor> leaves) {
        Require.nonNull(tape, "Disconnected", "the tape", "pass one that is open");
        Require.nonNull(result, "Disconnected", "the result", "pass the loss");
        Require.nonNull(leaves, "Disconnected", "the map of leaves", "pass their names and tensors");
        Search search = new Search(tape, result);
        List<Disconnected> all = new ArrayList<>();
        leaves.forEach((name, leaf) -> {
            Require.nonNull(name, "Disconnected", "a leaf's name", "pass a text");
            Require.nonNull(leaf, "Disconnected", "the leaf '" + name + "'", "leave it out");
            search.disconnected(name, leaf).ifPresent(all::add);
        });
        return List.copyOf(all);
    }

    /** Goes over the graph of a tape. */
    private static final class Search {
        private final Node[] nodes;
        private final List<Cut> cuts;
        private final Map<Tensor, Integer> numbers = new LinkedHashMap<>();
        /** Whether the result is computed from each node; the constants too. */
        private final boolean[] behind;

        Search(Tape tape, Tensor result) {
            nodes = new Node[tape.size()];
            Arrays.setAll(nodes, tape::node);
            cuts = tape.cuts();
            for (Node node : nodes) {
                numbers.put(node.value(), node.index());
            }
            Integer root = numbers.get(result);
            if (root == null) {
                throw new TapeException("Disconnected: the result is not on this tape, so no gradient leads anywhere;"
                        + " compute it from a leaf (requiresGrad(true)) while the tape records");
            }
            behind = new boolean[nodes.length];
            behind[root] = true;
            for (int i = root; i >= 0; i--) {
                for (int input : behind[i] ? nodes[i].inputs() : new int[0]) {
                    behind[input] = true;
                }
            }
        }

        Optional<Disconnected> disconnected(String name, Tensor leaf) {
            Integer number = numbers.get(leaf);
            if (number == null) {
                String why = leaf.requiresGrad()
                        ? "nothing on the tape reads it; is what computes with it called, and while the tape records?"
                        : "it requires no gradient (it is a constant, or frozen): requiresGrad(true), or unfreeze it";
                return Optional.of(new Disconnected(name, -1, why, null));
            }
            if (nodes[number].kind() == Node.Kind.CONSTANT) {
                String why = "it takes part as a constant: requiresGrad(true), or unfreeze it";
                return Optional.of(new Disconnected(name, number, why, null));
            }
            if (behind[number]) {
                return Optional.empty();
            }
            int[] steps = steps(number);
            Cut nearest = nearest(steps, true).or(() -> nearest(steps, false)).orElse(null);
            return Optional.of(new Disconnected(name, number, why(number, steps, nearest), nearest));
        }

        /** For each node how many operations lie between a leaf and it; -1 for those not computed from the leaf. */
        private int[] steps(int leaf) {
            int[] steps = new int[nodes.length];
            Arrays.fill(steps, -1);
            steps[leaf] = 0;
            for (int i = leaf + 1; i < nodes.length; i++) {
                for (int input : nodes[i].inputs()) {
                    if (steps[input] >= 0 && (steps[i] < 0 || steps[input] + 1 < steps[i])) {
                        steps[i] = steps[input] + 1;
                    }
                }
            }
            return steps;
        }

        /** The cut with the fewest steps before it. */
        private Optional<Cut> nearest(int[] steps, boolean leading) {
            Cut best = null;
            for (Cut cut : cuts) {
                boolean leads = cut.into().stream().anyMatch(i -> behind[i]);
                int before = before(cut, steps);
                if (before >= 0 && (leads || !leading) && (best == null || before < before(best, steps))) {
                    best = cut;
                }
            }
            return Optional.ofNullable(best);
        }

        private static int before(Cut cut, int[] steps) {
            return cut.from().stream()
                    .mapToInt(i -> steps[i])
                    .filter(s -> s >= 0)
                    .min()
                    .orElse(-1);
        }

        private String why(int leaf, int[] steps, Cut cut) {
            if (cut == null) {
                int last = leaf;
                for (int i = leaf; i < nodes.length; i++) {
                    last = steps[i] > steps[last] ? i : last;
                }
                return "what is computed from it ends at " + describe(last) + ", which the result does not read";
            }
            String at = cut.source().isEmpty() ? "" : " at " + cut.source();
            int before = before(cut, steps);
            int from = cut.from().stream()
                    .filter(i -> steps[i] == before)
                    .findFirst()
                    .orElse(leaf);
            String far = before == 0 ? "" : ", " + before + (before == 1 ? " step" : " steps") + " after it";
            String what = cut.by().equals("read")
                    ? "the numbers of " + describe(from) + " were read into Java" + at + far
                            + ", and what is made of them there is a constant"
                    : "cut off by " + cut.by() + " of " + describe(from) + at + far;
            return what + remedy(cut.by());
        }

        private String describe(int i) {
            String source = nodes[i].source() == null ? "" : " at " + nodes[i].source();
            return "%" + i + " (" + nodes[i].name() + source + ")";
        }

        private static String remedy(String by) {
            return switch (by) {
                case "detach", "stopGradient" -> "; leave it out if a gradient is to flow";
                case "noGrad" -> "; compute it outside of Scope.noGrad()";
                case "read" -> "; compute with the tensor itself";
                case "cast" -> "; a cast to integers has no gradient";
                default ->
                    "; " + by + " is piecewise constant, so it has no gradient: use a smooth function in its place";
            };
        }
    }
}
