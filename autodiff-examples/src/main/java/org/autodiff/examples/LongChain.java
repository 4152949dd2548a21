package org.autodiff.examples;

import static org.autodiff.examples.CommandRunner.DEFAULT;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Records chains of 1,000 and of 1,000,000 tensor operations on one element and runs them backward. The tape is a list,
 * and the reverse sweep a loop over it, so depth costs no stack. The ratio that is printed includes what the garbage
 * collector spends on a tape of a million nodes, which a short tape does not cause.
 *
 * <pre>{@code
 * MAVEN_OPTS=-Xmx2g mvn -q compile exec:java -Dexec.mainClass=org.autodiff.examples.LongChain
 * }</pre>
 */
@Command(name = "long-chain", description = "Times chains of tensor operations, forward and backward.")
public final class LongChain implements Callable<Integer> {
    private static final int REPEATS = 5;

    @Option(names = "--short", paramLabel = "N", description = "operations of the short chain" + DEFAULT)
    private int shortOperations = 1_000;

    @Option(names = "--long", paramLabel = "N", description = "operations of the long chain" + DEFAULT)
    private int longOperations = 1_000_000;

    @Spec
    private CommandSpec spec;

    LongChain() {}

    /** Runs the command; see {@code --help}. */
    public static void main(String... args) {
        CommandRunner.exitOnFailure(new LongChain(), args);
    }

    /** Prints the time for one operation in both chains, and how many times longer it is in the long one. */
    @Override
    public Integer call() {
        CommandRunner.require(shortOperations >= 2 && longOperations >= 2, "a chain has at least 2 operations");
        PrintWriter out = spec.commandLine().getOut();
        // As many short chains as make one long chain: both are measured over equally many compiled operations.
        int shortChains = Math.max(1, longOperations / shortOperations);
        double shortNanos = nanosPerOperation(shortOperations, shortChains);
        out.printf(Locale.ROOT, "%,11d operations: %8.1f ns each, forward and backward%n", shortOperations, shortNanos);
        double longNanos = nanosPerOperation(longOperations, 1);
        out.printf(Locale.ROOT, "%,11d operations: %8.1f ns each, forward and backward%n", longOperations, longNanos);
        out.printf(Locale.ROOT, "ratio long/short: %.2f%n", longNanos / shortNanos);
        return 0;
    }

    /** The median over a few repeats, the first of which warms up and does not count. */
    private static double nanosPerOperation(int operations, int chains) {
        double[] nanos = new double[REPEATS];
        for (int repeat = -1; repeat < REPEATS; repeat++) {
            long start = System.nanoTime();
            for (int i = 0; i < chains; i++) {
                chain(operations);
            }
            if (repeat >= 0) {
                nanos[repeat] = (double) (System.nanoTime() - start) / chains / operations;
            }
        }
        Arrays.sort(nanos);
        return nanos[REPEATS / 2];
    }

    private static void chain(int operations) {
        Tensor w = Tensor.full(DType.FLOAT32, 0.999, 1).requiresGrad(true);
        Tensor x = Tensor.full(DType.FLOAT32, 0.001, 1);
        try (Tape tape = Tape.record()) {
            Tensor h = x;
            for (int i = 0; i < operations; i += 2) {
                h = h.mul(w).add(x);
            }
            h.backward();
        }
    }
}
