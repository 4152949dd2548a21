package org.autodiff.inspect.page;

import java.util.List;
import org.autodiff.error.BackendException;

/** Finds places for the boxes and corners for the wires of a picture, by the layered algorithm of Eclipse ELK. */
final class Layout {
    /** Which way values flow. */
    enum Direction {
        /** From left to right, with values above the wires. */
        RIGHT,
        /** From top to bottom, for narrow screens. */
        DOWN
    }

    /** The algorithm recurses deeply: about 20 kB for each node of a chain. Only what is used is taken. */
    private static final long STACK = 1L << 29;

    /** A picture, and which way it is to run. */
    record Task(Picture picture, Direction direction) {}

    private final Thread thread;
    private Throwable failure;

    private Layout(List<Task> tasks) {
        thread = new Thread(
                null,
                () -> {
                    try {
                        tasks.forEach(task -> ElkLayout.apply(task.picture, task.direction));
                    } catch (RuntimeException | Error e) {
                        failure = e;
                    }
                },
                "autodiff-layout",
                STACK);
        thread.setDaemon(true);
    }

    /** Begins to lay out pictures in place, one after the other beside this thread; {@link #await} before reading them. */
    static Layout start(List<Task> tasks) {
        Layout layout = new Layout(tasks);
        layout.thread.start();
        return layout;
    }

    /**
     * Lays out a picture in place.
     *
     * @throws BackendException if ELK is not on the class path; the message names what to depend on
     */
    static void apply(Picture picture, Direction direction) {
        start(List.of(new Task(picture, direction))).await();
    }

    /**
     * Waits until all pictures are laid out.
     *
     * @throws BackendException if ELK is not on the class path; the message names what to depend on
     */
    void await() {
        join(thread);
        if (failure instanceof NoClassDefFoundError missing) {
            throw missing(missing);
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the layout cannot be stopped half way; the caller is told afterwards
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static BackendException missing(NoClassDefFoundError cause) {
        return new BackendException(
                "the layout of pictures needs Eclipse ELK, which is not on the class path; depend on"
                        + " org.eclipse.elk:org.eclipse.elk.alg.layered:0.12.1 and"
                        + " org.eclipse.xtext:org.eclipse.xtext.xbase.lib:2.38.0, or use Dot or Mermaid, which need neither",
                cause);
    }
}
