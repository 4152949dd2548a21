package org.autodiff.examples.fuzz;

import static org.autodiff.examples.CommandRunner.DEFAULT;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.autodiff.examples.CommandRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Makes random calls with random wrong shapes, types, attributes, indices, closed and foreign tensors, in a process of its
 * own, and says what became of them. The same seed makes the same calls.
 *
 * <pre>{@code
 * autodiff-examples/fuzz --calls 100000 --seed 1
 * autodiff-examples/fuzz --every-method
 * }</pre>
 */
@Command(name = "fuzz", description = "Makes random bad calls of the whole API in a process of its own.")
public final class Fuzz implements Callable<Integer> {
    @Option(names = "--calls", paramLabel = "N", description = "how many" + DEFAULT)
    private int calls = 100_000;

    @Option(names = "--seed", paramLabel = "S", description = "which ones" + DEFAULT)
    private long seed = 1;

    @Option(
            names = "--every-method",
            description = "call every public constructor and method with one wrong argument after the other instead")
    private boolean everyMethod;

    @Option(names = "--here", description = "in this process, which a crash would end")
    private boolean here;

    @Option(names = "--trace", description = "print each call before it is made, to see which one ends the process")
    private boolean trace;

    @Spec
    private CommandSpec spec;

    private Fuzz() {}

    /** Runs the command; see {@code --help}. */
    public static void main(String... args) {
        CommandRunner.exitOnFailure(new Fuzz(), args);
    }

    /** The command, for a command line. */
    public static Fuzz command() {
        return new Fuzz();
    }

    /** Makes the calls; 0 where the process lived and every failure was a clear one. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandRunner.require(calls >= 10, "--calls must be at least 10, got " + calls);
        if (here && everyMethod) {
            return new EveryMethod(spec.commandLine().getOut(), trace).run() ? 0 : 1;
        }
        if (here) {
            return new BadCalls(seed, spec.commandLine().getOut(), trace).run(calls) ? 0 : 1;
        }
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xms512m",
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-XX:+AlwaysPreTouch", // so that only native memory and the garbage collector's own can grow
                "-Dautodiff.memory.limit=" + (everyMethod ? 1L << 28 : 1L << 30), // large networks are refused soon
                "-cp",
                System.getProperty("java.class.path")));
        // leave for native access, where it was given
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--"))
                .forEach(command::add);
        System.getProperties().forEach((name, value) -> {
            if (((String) name).startsWith("autodiff.")) {
                command.add("-D" + name + "=" + value);
            }
        });
        command.addAll(List.of(Fuzz.class.getName(), "--here", "--calls", "" + calls, "--seed", "" + seed));
        if (trace) {
            command.add("--trace");
        }
        if (everyMethod) {
            command.add("--every-method");
            command.add(1, "-XX:TieredStopAtLevel=1"); // many methods, each called a few times
        }
        PrintWriter out = spec.commandLine().getOut();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader told = process.inputReader()) {
            told.lines().forEach(out::println);
        }
        int exit = process.waitFor();
        out.println("the process of the calls ended with " + exit);
        return exit;
    }
}
