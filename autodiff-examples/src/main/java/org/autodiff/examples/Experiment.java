package org.autodiff.examples;

import picocli.CommandLine.Mixin;

/** Something that can be run from the command line with {@link Options}, on its own or as a subcommand. */
public abstract class Experiment implements Runnable {
    /** What the command line says. */
    @Mixin
    protected final Options options;

    /**
     * An experiment.
     *
     * @param options the defaults of those that it uses
     */
    protected Experiment(Options options) {
        this.options = options;
    }

    /** Checks the options, then does what there is to do. */
    @Override
    public final void run() {
        options.check();
        perform();
    }

    /** Does it: prints numbers, and writes pictures into the directory of the options. */
    protected abstract void perform();

    /** Runs a command without a screen. Ends the process only on failure; see {@link CommandRunner#exitOnFailure}. */
    public static void start(Runnable command, String... args) {
        System.setProperty("java.awt.headless", "true");
        CommandRunner.exitOnFailure(command, args);
    }
}
