package org.autodiff.examples;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command printed, and its exit code. */
public record CommandResult(int code, String out, String err) {

    /** Runs a command. */
    public static CommandResult of(Object command, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                CommandRunner.commandLine(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = line.execute(args);
        line.getOut().flush();
        line.getErr().flush();
        return new CommandResult(code, out.toString(), err.toString());
    }
}
