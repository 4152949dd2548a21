package org.autodiff;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The places where what is computed from a tape's variables leaves it, and what is computed from there on. */
final class Cuts {
    /** A cut, with the constants that have come of it so far. */
    private record Open(String by, List<Integer> from, Set<Integer> into, String source) {}

    private final Tape tape;
    private final List<Open> all = new ArrayList<>();
    /** The cuts that each tensor outside of the tape is computed from. */
    private final IdentityHashMap<Tensor, Set<Open>> behind = new IdentityHashMap<>();

    Cuts(Tape tape) {
        this.tape = tape;
    }

    /** Notes that a result is not recorded, if a tape around here wants to know; returns it. */
    static Tensor noted(String by, Tensor result, Tensor... inputs) {
        Scope scope = Scope.current();
        if (scope != null && scope.cuts != null) {
            scope.cuts.note(by, result, inputs);
        }
        return result;
    }

    /** Notes that a result is not recorded; it goes on with the cuts of its inputs too. */
    void note(String by, Tensor result, Tensor... inputs) {
        if (!tape.isRecording()) {
            return; // a rule of a sweep computes something
        }
        Set<Open> before = new LinkedHashSet<>();
        List<Integer> from = new ArrayList<>();
        for (Tensor input : inputs) {
            Tensor x = input.actual();
            if (x.slot >= 0 && x.home == tape) {
                from.add(x.slot);
            } else if (x.slot < 0 && x.requiresGrad()) {
                from.add(tape.slot(x));
            }
            before.addAll(behind.getOrDefault(x, Set.of()));
        }
        if (!from.isEmpty()) {
            before.add(open(by, from));
        }
        if (!before.isEmpty()) {
            behind.put(result, before);
        }
    }

    /** Notes that a variable's numbers have gone into Java. */
    void read(Tensor x) {
        if (tape.isRecording()) {
            open("read", List.of(x.slot >= 0 ? x.slot : tape.slot(x)));
        }
    }

    private Open open(String by, List<Integer> from) {
        StackWalker.StackFrame site = Recorder.site();
        String source = site == null ? "" : site.getFileName() + ":" + site.getLineNumber();
        Open cut = new Open(by, from, new LinkedHashSet<>(), source);
        all.add(cut);
        return cut;
    }

    /** Notes the entry that a tensor gets on the tape. */
    void entered(Tensor x, int slot) {
        behind.getOrDefault(x, Set.of()).forEach(cut -> cut.into().add(slot));
    }

    List<Cut> all() {
        return all.stream()
                .map(c -> new Cut(c.by(), c.from(), List.copyOf(c.into()), c.source()))
                .toList();
    }
}
