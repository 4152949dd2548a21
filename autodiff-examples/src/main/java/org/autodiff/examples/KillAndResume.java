package org.autodiff.examples;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.autodiff.array.Seed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Shows that a training survives being killed: a process of its own trains and writes a checkpoint after each step; it is
 * killed (SIGKILL) at random moments, while it starts, computes or writes, and started again, until it has come to its end.
 * Then its weights are compared with those of a run that nobody has disturbed: every bit must be the same.
 *
 * <p>The exit code is 0 if they are and a process was killed, else 1. The processes are virtual machines like this one, on
 * its class path. Where one fails by itself, what it wrote to its standard error is shown.
 */
@Command(
        name = "kill-and-resume",
        description = "Kills a training again and again, and compares its weights with those of an undisturbed one.")
public final class KillAndResume implements Callable<Integer> {
    /** Of so many kills one hits a process that may not have begun to train yet. */
    private static final int EARLY = 4;

    /** The exit code of a process that SIGKILL ended: 128 and the signal's number. */
    private static final int KILLED = 128 + 9;

    private static final int LONGEST_START_MILLIS = 2000;
    private static final int LONGEST_STEP_MILLIS = 30;

    @Parameters(paramLabel = "DIR", description = "an empty directory, or one that does not exist yet")
    private Path directory;

    @Option(names = "--kills", paramLabel = "N", description = "how often" + DEFAULT)
    private int kills = 20;

    @Option(names = "--epochs", paramLabel = "N", description = "passes of 32 steps" + DEFAULT)
    private int epochs = 40;

    @Option(names = "--seed", paramLabel = "N", description = "of the moments" + DEFAULT)
    private long seed = 1;

    @Spec
    private CommandSpec spec;

    private final String training;

    /** Kills processes of a class, which takes the arguments of {@link KilledTraining}. */
    KillAndResume(Class<?> training) {
        this.training = training.getName();
    }

    /** Runs the command; see {@code --help}. */
    public static void main(String... args) {
        CommandRunner.exitOnFailure(command(), args);
    }

    static KillAndResume command() {
        return new KillAndResume(KilledTraining.class);
    }

    /** Runs both trainings and compares. */
    @Override
    public Integer call() throws InterruptedException {
        require(kills >= 1 && epochs >= 1, "--kills and --epochs must be at least 1, got " + kills + " and " + epochs);
        int steps = epochs * KilledTraining.STEPS;
        // half of an equal share, for the process goes on a little between a line and the kill
        int stride = steps / (2 * (kills + 1));
        require(stride >= 2, "--epochs: " + steps + " steps are too few for " + kills + " kills; give more");
        PrintWriter out = spec.commandLine().getOut();
        RandomGenerator random = Seed.of(seed).generator();
        try {
            Files.createDirectories(directory);
            try (var content = Files.list(directory)) {
                require(content.findAny().isEmpty(), directory + " is not empty; give a directory for this run alone");
            }
            Path disturbed = directory.resolve("killed");
            int done = 0;
            for (int i = 1; i <= kills; i++) {
                boolean early = i % EARLY == 0;
                int lines = early ? 0 : 1 + random.nextInt(stride);
                int millis = random.nextInt(early ? LONGEST_START_MILLIS : LONGEST_STEP_MILLIS);
                Outcome outcome = run(disturbed, lines, millis);
                done += outcome.killed ? 1 : 0;
                out.printf(
                        Locale.ROOT, "kill %2d: %s  (%s)%n", i, outcome.killed ? "SIGKILL" : "too late", outcome.story);
                out.flush();
            }
            if (done == 0) {
                out.println("no process was killed in time, so nothing is shown; give more --epochs");
                return CommandRunner.FAILED;
            }
            out.println("resumed to the end: " + run(disturbed, Integer.MAX_VALUE, 0).story);
            Path whole = directory.resolve("whole");
            out.println("undisturbed:        " + run(whole, Integer.MAX_VALUE, 0).story);
            long difference = Files.mismatch(KilledTraining.result(disturbed), KilledTraining.result(whole));
            out.println(
                    difference < 0
                            ? "after " + done + " kills: all bits of the final weights are the same"
                            : "the final weights differ at byte " + difference);
            return difference < 0 ? 0 : CommandRunner.FAILED;
        } catch (IOException e) {
            throw new UncheckedIOException("in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** A file that may be in any encoding, as the messages of a virtual machine are. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), Charset.defaultCharset()).strip();
    }

    /** How a process ended, and what it told. */
    private record Outcome(boolean killed, String story) {}

    /** Starts or resumes the training, and kills it some time after it has told of some steps. */
    private Outcome run(Path own, int lines, int millis) throws IOException, InterruptedException {
        Path errors = directory.resolve(own.getFileName() + ".stderr");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        training,
                        own.toString(),
                        Integer.toString(epochs)))
                .redirectError(errors.toFile())
                .start();
        String first = "";
        String last = "";
        try (BufferedReader told = process.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < lines; i++) {
                String line = told.readLine();
                if (line == null) {
                    break;
                }
                first = first.isEmpty() ? line : first;
                last = line;
            }
            Thread.sleep(millis);
            boolean alive = process.isAlive() && lines < Integer.MAX_VALUE;
            if (alive) {
                process.destroyForcibly();
            }
            int code = process.waitFor();
            boolean killed = alive && code == KILLED;
            if (!killed && code != 0) {
                spec.commandLine().getErr().println(text(errors));
                throw new IllegalStateException("the training ended with exit code " + code + " after: "
                        + (last.isEmpty() ? "nothing" : last) + "; above is what it wrote to its standard error");
            }
            String story = last.isEmpty() ? "after " + millis + " ms" : first + " ... " + last;
            return new Outcome(killed, story);
        } finally {
            process.destroyForcibly();
        }
    }
}
