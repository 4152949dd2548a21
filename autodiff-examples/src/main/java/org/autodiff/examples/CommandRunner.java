package org.autodiff.examples;

import java.io.UncheckedIOException;
import java.util.List;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.BackendException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Runs a command and turns what goes wrong into one line on the error stream and an exit code. */
public final class CommandRunner {
    /** Exit code when the command could not do its work. */
    static final int FAILED = 1;

    /** Exit code for a mistake of the user's: an unknown flag, a bad value, a file that is not what it should be. */
    static final int BAD_INPUT = 2;

    /** The end of an option's description: picocli fills in the value that the field starts with. */
    public static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

    /** What picocli makes of it where the field starts with null. */
    private static final String NO_DEFAULT = " (default: null)";

    private CommandRunner() {}

    /** A command line whose errors are one line each, never a stack trace. */
    public static CommandLine commandLine(Object command) {
        CommandLine line = new CommandLine(command);
        addHelp(line);
        line.getSubcommands().values().forEach(CommandRunner::addHelp);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((error, args) -> {
                    CommandLine failed = error.getCommandLine();
                    return fail(failed, BAD_INPUT, error.getMessage() + " (--help lists the options)");
                })
                .setExecutionExceptionHandler(
                        (error, failed, parsed) -> fail(failed, exitCode(error), describe(error)));
    }

    private static void addHelp(CommandLine line) {
        nameUnused(line.getCommandSpec());
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("print this text and stop")
                        .build());
    }

    /** Says of options that have no default, where one is to be named, that they are not used. */
    private static void nameUnused(CommandSpec spec) {
        for (OptionSpec option : List.copyOf(spec.options())) {
            String[] text = option.description();
            if (text.length == 1 && text[0].endsWith(NO_DEFAULT)) {
                String described = text[0].replace(NO_DEFAULT, " (not used here)");
                spec.remove(option);
                spec.addOption(option.toBuilder().description(described).build());
            }
        }
    }

    /** Runs the command of a main method. Ends the process only on failure, so that Maven can run it inside its own. */
    public static void exitOnFailure(Object command, String... args) {
        CommandLine commandLine = commandLine(command);
        int code;
        try {
            code = commandLine.execute(args);
        } catch (OutOfMemoryError | LinkageError e) { // too large a network; no native library for this machine
            code = fail(commandLine, FAILED, describe(e));
        }
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Complains of a bad value. */
    public static void require(boolean condition, String message) {
        if (!condition) {
            throw new ArgumentException(message);
        }
    }

    /** What went wrong, in one line. */
    static String describe(Throwable error) {
        boolean ours = error instanceof AutodiffException || error instanceof UncheckedIOException;
        String message = String.valueOf(ours ? error.getMessage() : error).strip();
        return message.replaceAll("\\s*\\R\\s*", " ");
    }

    private static int exitCode(Exception error) {
        boolean badInput = error instanceof UncheckedIOException
                || error instanceof AutodiffException && !(error instanceof BackendException);
        return badInput ? BAD_INPUT : FAILED;
    }

    private static int fail(CommandLine command, int code, String message) {
        command.getErr().println(command.getCommandName() + ": " + message);
        command.getErr().flush();
        return code;
    }
}
