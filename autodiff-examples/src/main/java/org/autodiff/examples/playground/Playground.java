package org.autodiff.examples.playground;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command line of the playground: {@code autodiff-examples/playground}, then open the address that it prints.
 *
 * <p>Nothing is loaded from elsewhere, and nobody on another computer can reach it.
 */
@Command(
        name = "playground",
        description =
                "Serves a page on which one trains a small network and looks at it, on this computer alone. --data has a"
                        + " points.csv with the columns x, y and class, 0 or 1, to begin with.",
        sortOptions = false)
public final class Playground extends Experiment {
    @Option(names = "--port", paramLabel = "N", description = "port to listen on; 0 for any that is free" + DEFAULT)
    private int port = 8090;

    Playground() {
        super(new Options().optionalData().batchSize(10).lr(0.1));
    }

    /** Serves until the program is ended; see {@code --help}. */
    public static void main(String... args) {
        start(new Playground(), args);
    }

    /** Starts the server, prints its address, and waits; in a dry run it stops as soon as it listens. */
    @Override
    protected void perform() {
        require(port >= 0 && port <= 65535, "--port: must be between 0 and 65535, got " + port);
        try (Server server = new Server(port, options.out(), First.of(options))) {
            options.line("open %s in a browser; end with Ctrl-C", server.address());
            if (!options.isDryRun()) {
                Thread.currentThread().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
