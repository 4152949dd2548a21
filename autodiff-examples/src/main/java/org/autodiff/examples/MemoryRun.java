package org.autodiff.examples;

import static org.autodiff.examples.CommandRunner.DEFAULT;

import java.io.PrintWriter;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.optim.Sgd;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains a small network for 10,000 steps and prints how much memory the process holds after a tenth of them and at the
 * end. A tape gives its memory back when it closes, so the size stays the same; with {@code --leak} no tape is closed,
 * and the garbage collector has to find them. The Java heap is grown to its limit first, so that its own growth, which
 * is no leak, does not hide any.
 *
 * <pre>{@code
 * MAVEN_OPTS=-Xmx256m mvn -q compile exec:java -Dexec.mainClass=org.autodiff.examples.MemoryRun
 * }</pre>
 */
@Command(
        name = "memory-run",
        description = "Trains a 784-128-10 network on random data and prints the memory of the process.")
public final class MemoryRun implements Callable<Integer> {
    private static final int BATCH = 32;
    private static final int PIECE = 64 << 10;

    @Option(names = "--steps", paramLabel = "N", description = "training steps" + DEFAULT)
    private int steps = 10_000;

    @Option(names = "--leak", description = "never close a tape, to see what that costs")
    private boolean leak;

    @Spec
    private CommandSpec spec;

    MemoryRun() {}

    /** Runs the command; see {@code --help}. */
    public static void main(String... args) {
        CommandRunner.exitOnFailure(new MemoryRun(), args);
    }

    /** Trains, and prints the memory after a tenth of the steps, after all of them, and the ratio of the two. */
    @Override
    public Integer call() {
        CommandRunner.require(steps >= 10, "--steps must be at least 10, got " + steps);
        PrintWriter out = spec.commandLine().getOut();
        Seed seed = Seed.of(1);
        Module model = new Mlp(seed.child(0), 784, 128, 10);
        Sgd optimizer = new Sgd(model.parameters(), 0.01);
        Tensor inputs = Tensor.uniform(seed.child(1), DType.FLOAT32, 0, 1, BATCH, 784);
        long[] classes = seed.child(2).generator().longs(BATCH, 0, 10).toArray();
        Tensor labels = Tensor.of(classes, BATCH);

        growHeap();
        OptionalLong early = OptionalLong.empty();
        for (int step = 1; step <= steps; step++) {
            Tape tape = Tape.record();
            optimizer.zeroGrad();
            Loss.crossEntropy(model.forward(inputs), labels).backward();
            optimizer.step();
            if (!leak) {
                tape.close();
            }
            if (step == steps / 10) {
                early = report(out, step);
            }
        }
        OptionalLong late = report(out, steps);
        if (early.isPresent() && late.isPresent()) {
            out.printf(Locale.ROOT, "ratio: %.3f%n", (double) late.getAsLong() / early.getAsLong());
        }
        return 0;
    }

    /** Fills most of the Java heap once, in pieces that are dropped again, so that the machine has given it all out. */
    private static void growHeap() {
        long limit = Runtime.getRuntime().maxMemory() / 10 * 8;
        List<byte[]> held = new ArrayList<>();
        for (long bytes = 0; bytes < limit; bytes += PIECE) {
            byte[] piece = new byte[PIECE];
            Arrays.fill(piece, (byte) 1);
            held.add(piece);
        }
        Reference.reachabilityFence(held); // all at once, not one after the other in the same place
    }

    private static OptionalLong report(PrintWriter out, int step) {
        OptionalLong kilobytes = ResidentSize.kilobytes();
        if (kilobytes.isPresent()) {
            out.printf(Locale.ROOT, "after %,6d steps: %,d kB resident%n", step, kilobytes.getAsLong());
        } else {
            out.printf(
                    Locale.ROOT,
                    "after %,6d steps: this system has no %s to read the resident size from%n",
                    step,
                    ResidentSize.STATUS);
        }
        out.flush();
        return kilobytes;
    }
}
