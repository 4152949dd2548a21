package org.autodiff.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;

/**
 * The state of a module tree: an ordered table from dotted names to tensors (PyTorch's {@code state_dict}). Threads may
 * share one whose tensors none changes.
 *
 * <p>It holds copies that belong to no tape and record nothing, so that later training does not change it.
 */
public final class StateDict {
    /**
     * The missing and unexpected names of a state that was loaded into a module.
     *
     * @param missing those that the state lacks
     * @param unexpected those that the module lacks
     */
    public record Difference(List<String> missing, List<String> unexpected) {}

    private final Map<String, Tensor> entries;

    private StateDict(Map<String, Tensor> entries) {
        this.entries = Collections.unmodifiableMap(entries);
    }

    /** A state with copies of the given tensors, in the map's order. */
    public static StateDict of(Map<String, Tensor> tensors) {
        Require.nonNull(tensors, "StateDict.of", "the map of tensors", "pass Map.of() for none");
        Map<String, Tensor> copies = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name == null || tensor == null) {
                throw new ArgumentException("StateDict.of: names and tensors must not be null, got '" + name + "'");
            }
            copies.put(name, copyOf(tensor));
        });
        return new StateDict(copies);
    }

    /** The names in order, unmodifiable. */
    public Set<String> names() {
        return entries.keySet();
    }

    /** The number of entries. */
    public int size() {
        return entries.size();
    }

    /** Whether there is an entry of that name. */
    public boolean contains(String name) {
        return entries.containsKey(name);
    }

    /** The tensor under a name, which must be one of {@link #names}. */
    public Tensor get(String name) {
        Tensor tensor = entries.get(name);
        if (tensor == null) {
            throw new ArgumentException("StateDict.get: no entry '" + name + "'; there are " + entries.keySet());
        }
        return tensor;
    }

    /** All entries in order, unmodifiable. */
    public Map<String, Tensor> asMap() {
        return entries;
    }

    /**
     * This state with every floating entry converted; others (counts, masks) stay as they are.
     *
     * @throws DTypeException if {@code dtype} is not floating
     */
    public StateDict to(DType dtype) {
        Require.nonNull(dtype, "StateDict.to", "the element type", "pass FLOAT32 or FLOAT64");
        if (!dtype.isFloating()) {
            throw new DTypeException("StateDict.to: expected FLOAT32 or FLOAT64, got " + dtype);
        }
        Map<String, Tensor> converted = new LinkedHashMap<>();
        entries.forEach((name, tensor) -> converted.put(
                name, tensor.dtype().isFloating() ? tensor.to(dtype).detach() : tensor));
        return new StateDict(converted);
    }

    /** One line for each entry: name, shape and element type. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("StateDict(");
        entries.forEach((name, tensor) -> text.append("\n  ").append(entry(name, tensor)));
        return text.append(entries.isEmpty() ? ")" : "\n)").toString();
    }

    /** The differences of a state from its target; the misfits are of another shape or element type. */
    record Comparison(Map<String, Tensor> missing, Map<String, Tensor> unexpected, List<String> misfits) {
        /** All differences, a line each. */
        List<String> lines() {
            List<String> all = new ArrayList<>();
            StateDict.lines(missing).forEach(line -> all.add("missing " + line));
            StateDict.lines(unexpected).forEach(line -> all.add("unexpected " + line));
            all.addAll(misfits);
            return all;
        }
    }

    /** Compares names, shapes and element types. */
    Comparison comparedWith(Map<String, Tensor> targets, Set<String> mayBeMissing) {
        Comparison found = new Comparison(new LinkedHashMap<>(), new LinkedHashMap<>(entries), new ArrayList<>());
        targets.forEach((name, target) -> {
            Tensor given = found.unexpected.remove(name);
            if (given == null) {
                if (!mayBeMissing.contains(name)) {
                    found.missing.put(name, target);
                }
            } else if (!given.shape().equals(target.shape()) || given.dtype() != target.dtype()) {
                found.misfits.add(name + ": expected " + kind(target) + ", got " + kind(given));
            }
        });
        return found;
    }

    /**
     * Copies the entries into {@code targets} when they fit; else says what does not, and changes nothing.
     *
     * @param mayBeMissing targets that this state need not have
     * @param strict whether the names have to be the same
     */
    Difference copyInto(String owner, Map<String, Tensor> targets, Set<String> mayBeMissing, boolean strict) {
        Comparison compared = comparedWith(targets, mayBeMissing);
        Map<String, Tensor> missing = compared.missing;
        Map<String, Tensor> unexpected = compared.unexpected;
        if (!compared.misfits.isEmpty() || strict && !(missing.isEmpty() && unexpected.isEmpty())) {
            throw new ArgumentException(owner + ".loadStateDict: the state does not fit, nothing was changed"
                    + (strict
                            ? section("missing", StateDict.lines(missing))
                                    + section("unexpected", StateDict.lines(unexpected))
                            : "")
                    + section("of another shape or element type", compared.misfits)
                    + "\n  build the module with the sizes that the state was saved from;"
                    + " StateDict.to(dtype) converts element types");
        }
        targets.forEach((name, target) -> {
            Tensor given = entries.get(name);
            if (given != null) {
                InPlace.assign(target, given);
            }
        });
        return new Difference(List.copyOf(missing.keySet()), List.copyOf(unexpected.keySet()));
    }

    private static List<String> lines(Map<String, Tensor> tensors) {
        List<String> lines = new ArrayList<>();
        tensors.forEach((name, tensor) -> lines.add(entry(name, tensor)));
        return lines;
    }

    /** A tensor with its own memory and the same values, which belongs to no tape. */
    static Tensor copyOf(Tensor tensor) {
        Tensor copy = Tensor.zeros(tensor.dtype(), tensor.shape().toArray()).detach();
        InPlace.assign(copy, tensor); // not detached: that would make the tensor take new memory at its next change
        return copy;
    }

    private static String section(String title, List<String> lines) {
        return lines.isEmpty() ? "" : "\n  " + title + ":\n    " + String.join("\n    ", lines);
    }

    private static String entry(String name, Tensor tensor) {
        return name + " " + kind(tensor);
    }

    private static String kind(Tensor tensor) {
        return tensor.shape() + " " + tensor.dtype();
    }
}
