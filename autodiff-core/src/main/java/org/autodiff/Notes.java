package org.autodiff;

import java.util.Arrays;
import java.util.function.Supplier;

/** What a tape notes beside its entries where it is told to: the source line and the module of each tensor node. */
final class Notes {
    private boolean sources;
    private boolean modules;
    private StackWalker.StackFrame[] site = {};
    private ModuleCall[] module = {};
    private ModuleCall current;
    private int calls;

    void noteSources() {
        sources = true;
    }

    void noteModules() {
        modules = true;
    }

    /** Notes what there is to say of an operation that is being recorded. */
    void operation(int slot) {
        if (sources) {
            site = slot < site.length ? site : Arrays.copyOf(site, 2 * slot + 1);
            site[slot] = Recorder.site();
        }
        entry(slot);
    }

    /** Notes what there is to say of a leaf, a constant or an operation. */
    void entry(int slot) {
        if (current != null) {
            module = slot < module.length ? module : Arrays.copyOf(module, 2 * slot + 1);
            module[slot] = current;
        }
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
