package org.autodiff;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What a tape notes beside its entries: always how often variables are read and what recorded sweeps add; where it is told
 * to, the source line and the module of each node, the time that it takes, and where what is computed leaves the tape.
 */
final class Notes {
    private final Tape tape;
    private boolean sources;
    private boolean modules;
    private boolean timed;
    private StackWalker.StackFrame[] site = {};
    private ModuleCall[] module = {};
    private ModuleCall current;
    private int calls;
    private int reads;
    private Cuts cuts;
    private final Times times = new Times();
    private final RecordedSweeps sweeps = new RecordedSweeps();

    Notes(Tape tape) {
        this.tape = tape;
        cuts = new Cuts(tape);
    }

    void noteSources() {
        sources = true;
    }

    void noteModules() {
        modules = true;
    }

    void noteTimes() {
        timed = true;
    }

    Cuts noteCuts() {
        return cuts;
    }

    /** Forgets what holds values. */
    void close() {
        cuts = new Cuts(tape);
    }

    /** Notes what there is to say of an operation that is being recorded. */
    void operation(int slot) {
        if (sources) {
            site = slot < site.length ? site : Arrays.copyOf(site, 2 * slot + 1);
            site[slot] = Recorder.site();
        }
        belongs(slot);
    }

    private void belongs(int slot) {
        if (current != null) {
            module = slot < module.length ? module : Arrays.copyOf(module, 2 * slot + 1);
            module[slot] = current;
        }
    }

    /** Notes what there is to say of a leaf or a constant. */
    void entry(int slot, Tensor x) {
        belongs(slot);
        if (tape.cuts != null) {
            cuts.entered(x, slot);
        }
    }

    /** Notes that a variable's numbers have gone into Java: no derivative leads back from there. */
    static void read(Tensor x) {
        Tape tape = x.slot >= 0 ? (Tape) x.home : x.requiresGrad() ? Tape.recording() : null;
        if (tape != null) {
            tape.notes().reads++;
            if (tape.cuts != null) {
                tape.cuts.read(x);
            }
        }
    }

    /** How often numbers of the tape's variables have been read into Java. */
    int reads() {
        return reads;
    }

    boolean isTimed() {
        return timed;
    }

    Times times() {
        return times;
    }

    Cuts cuts() {
        return cuts;
    }

    RecordedSweeps sweeps() {
        return sweeps;
    }

    StackWalker.StackFrame site(int slot) {
        return slot < site.length ? site[slot] : null;
    }

    ModuleCall module(int slot) {
        return slot < module.length ? module[slot] : null;
    }

    /** Runs a computation as a call of a module. */
    <R> R during(Supplier<String> path, Supplier<R> body) {
        if (!modules) {
            return body.get();
        }
        ModuleCall outer = current;
        current = new ModuleCall(calls++, path.get(), outer);
        try {
            return body.get();
        } finally {
            current = outer;
        }
    }
}
