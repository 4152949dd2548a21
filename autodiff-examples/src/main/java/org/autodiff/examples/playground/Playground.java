package org.autodiff.examples.playground;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.nio.file.Path;
import org.autodiff.examples.CommandRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command line of the playground: {@code autodiff-examples/playground}, then open the address that it prints.
 *
 * <p>Nothing is loaded from elsewhere, and nobody on another computer can reach it.
 */
@Command(
        name = "playground",
        description = "Serves a page on which one trains a small network and looks at it, on this computer alone.",
        sortOptions = false)
public final class Playground implements Runnable {
    @Option(names = "--port", paramLabel = "N", description = "port to listen on; 0 for any that is free" + DEFAULT)
    private int port = 8090;

    @Option(names = "--out", paramLabel = "DIR", description = "where weights are kept while they are sent" + DEFAULT)
    private Path directory = Path.of("target/playground");

    @Option(names = "--dry-run", description = "stop as soon as the server listens")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    Playground() {}

    /** Serves until the program is ended; see {@code --help}. */
    public static void main(String... args) {
        CommandRunner.exitOnFailure(new Playground(), args);
    }

    /** Starts the server, prints its address, and waits. */
    @Override
    public void run() {
        require(port >= 0 && port <= 65535, "--port: must be between 0 and 65535, got " + port);
        try (Server server = new Server(port, directory)) {
            spec.commandLine().getOut().println("open " + server.address() + " in a browser; end with Ctrl-C");
            spec.commandLine().getOut().flush();
            if (!dryRun) {
                Thread.currentThread().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
