package org.autodiff.inspect.page;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autodiff.inspect.RecordedNode;
import org.autodiff.inspect.Recording;

/** Boxes and wires: the whole of a recording with modules folded, or the inside of one module. */
final class Picture {
    /** Of more wires than this, a picture labels none: one reads the node that one looks at instead. */
    private static final int MOST_LABELS = 400;

    /** Which box a node belongs to. */
    interface Owner {
        /** The box of a node; null where it is outside of the picture. */
        Box of(int node);
    }

    final Recording recording;
    final Readers readers;
    final List<Box> boxes = new ArrayList<>();
    final List<Wire> wires = new ArrayList<>();
    double width;
    double height;

    private Picture(Recording recording, Readers readers) {
        this.recording = recording;
        this.readers = readers;
    }

    /**
     * A picture.
     *
     * @param members the nodes that are in it, ascending
     */
    static Picture of(Recording recording, Readers readers, List<Integer> members, Owner owner) {
        Picture picture = new Picture(recording, readers);
        Set<Box> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<Integer, Box> entries = new HashMap<>();
        Map<Integer, Box> exits = new HashMap<>();
        Map<List<Object>, Wire> known = new LinkedHashMap<>();
        for (int i : members) {
            Box box = owner.of(i);
            if (seen.add(box)) {
                picture.boxes.add(box);
            }
        }
        for (int i : members) {
            Box box = owner.of(i);
            RecordedNode node = recording.nodes().get(i);
            for (int k = 0; k < node.inputs().size(); k++) {
                int datum = node.inputs().get(k);
                Box from = owner.of(datum);
                if (from == null) {
                    from = entries.computeIfAbsent(datum, d -> picture.added(Box.passage(Box.Kind.ENTRY, d)));
                }
                if (from != box) {
                    picture.wire(known, from, box, datum, new Wire.Use(i, k));
                }
            }
            picture.leaving(i, box, owner, exits, known);
        }
        picture.wires.addAll(known.values());
        if (picture.wires.size() <= MOST_LABELS) {
            picture.wires.stream().filter(w -> w.isLabelled(recording)).forEach(w -> w.measure(picture));
        }
        return picture;
    }

    /** Wires from a node to what is outside, or to an end where nothing reads it. */
    private void leaving(int i, Box box, Owner owner, Map<Integer, Box> exits, Map<List<Object>, Wire> known) {
        List<Integer> all = readers.of(i);
        for (int reader : all) {
            if (owner.of(reader) == null) {
                Box exit = exits.computeIfAbsent(i, d -> added(Box.passage(Box.Kind.EXIT, d)));
                List<Integer> inputs = recording.nodes().get(reader).inputs();
                for (int k = 0; k < inputs.size(); k++) {
                    if (inputs.get(k) == i) {
                        wire(known, box, exit, i, new Wire.Use(reader, k));
                    }
                }
            }
        }
        boolean shown = box.kind == Box.Kind.NODE; // what ends within a folded module ends there
        if (all.isEmpty() && shown && recording.nodes().get(i).isOperation()) {
            Box end = added(Box.passage(Box.Kind.END, i));
            known.put(List.of(box, end, i), new Wire(box, end, i));
        }
    }

    /** How many layers all wires cross together, where each box is as far left as it can be; without those of cycles. */
    long span() {
        Map<Box, Integer> waits = new IdentityHashMap<>();
        Map<Box, List<Wire>> from = new IdentityHashMap<>();
        for (Wire wire : wires) {
            waits.merge(wire.to, 1, Integer::sum);
            from.computeIfAbsent(wire.from, b -> new ArrayList<>()).add(wire);
        }
        Map<Box, Integer> layers = new IdentityHashMap<>();
        ArrayDeque<Box> ready = new ArrayDeque<>();
        boxes.stream().filter(box -> !waits.containsKey(box)).forEach(ready::add);
        while (!ready.isEmpty()) {
            Box box = ready.remove();
            for (Wire wire : from.getOrDefault(box, List.of())) {
                layers.merge(wire.to, layers.getOrDefault(box, 0) + 1, Math::max);
                if (waits.merge(wire.to, -1, Integer::sum) == 0) {
                    ready.add(wire.to);
                }
            }
        }
        return wires.stream()
                .mapToLong(w -> Math.max(1, layers.getOrDefault(w.to, 0) - layers.getOrDefault(w.from, 0)))
                .sum();
    }

    private Box added(Box box) {
        boxes.add(box);
        return box;
    }

    /** Between two nodes each input is a wire of its own; what goes into or out of a module is one for each value. */
    private void wire(Map<List<Object>, Wire> known, Box from, Box to, int datum, Wire.Use use) {
        List<Object> key = to.kind == Box.Kind.NODE ? List.of(from, to, datum, use.input()) : List.of(from, to, datum);
        known.computeIfAbsent(key, k -> new Wire(from, to, datum)).uses.add(use);
    }
}
