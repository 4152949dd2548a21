package org.autodiff.examples.workload;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Times the library on fixed pieces of work and prints one line for each: its name, a tab, and the median time of one
 * run in microseconds.
 *
 * <p>Every run does the whole work again: it opens a tape of its own, records the forward pass, computes all gradients
 * and, in the training workloads, updates the parameters. Elements are float32 unless the name says scalar.
 *
 * <pre>{@code
 * autodiff-examples/workloads.sh            # all of them
 * autodiff-examples/workloads.sh '^mlp/'    # those whose name contains a match
 * }</pre>
 */
public final class Workloads {
    private Workloads() {}

    /**
     * Prints the times.
     *
     * @param args an optional regular expression that picks workloads by name
     */
    public static void main(String... args) {
        try {
            Pattern pick = Pattern.compile(args.length > 0 ? args[0] : "");
            List<Workload> picked = all().stream()
                    .filter(workload -> pick.matcher(workload.name()).find())
                    .toList();
            if (picked.isEmpty()) {
                System.err.println("workloads: no name contains a match of " + args[0]);
                System.exit(2);
            }
            picked.forEach(workload -> System.out.printf(
                    Locale.ROOT,
                    "%s\t%.3f%n",
                    workload.name(),
                    Stopwatch.medianMicros(workload.setUp().get())));
        } catch (PatternSyntaxException e) {
            System.err.println("workloads: not a regular expression: " + args[0]);
            System.exit(2);
        }
    }

    /** All workloads in the order in which they run. */
    static List<Workload> all() {
        return Stream.of(
                        ChainWorkloads.all(), KernelWorkloads.all(), ConvolutionWorkloads.all(), NetworkWorkloads.all())
                .flatMap(List::stream)
                .toList();
    }
}
