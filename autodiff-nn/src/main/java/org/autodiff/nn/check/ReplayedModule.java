package org.autodiff.nn.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.SeedSequence;

/**
 * A module as a pure function of its parameters: each evaluation begins with the same random numbers and buffers, in the
 * precision of the point, and closing puts all of them back.
 */
final class ReplayedModule implements AutoCloseable {
    private final Tensor[] leaves;
    /** The element types of the point as it was given: those of the leaves, then those of the inputs. */
    private final DType[] types;
    /** What computes with the leaves and is no variable, as it was. */
    private final Map<Tensor, Tensor> held = new LinkedHashMap<>();

    private final List<String> frozen = new ArrayList<>();
    private final Map<String, Tensor> buffers;
    private final Map<String, SeedSequence> seeds;
    private final Map<SeedSequence, Long> drawn = new LinkedHashMap<>();

    private final Set<String> changed = new TreeSet<>();
    private final Set<String> random = new TreeSet<>();

    /**
     * @param trained the parameters that the point begins with
     * @param point with the inputs after them
     */
    ReplayedModule(Module module, List<Parameter> trained, Tensor[] point) {
        leaves = trained.stream().map(Parameter::tensor).toArray(Tensor[]::new);
        types = Arrays.stream(point).map(Tensor::dtype).toArray(DType[]::new);
        buffers = module.buffers();
        buffers.values().forEach(b -> held.put(b, copyOf(b)));
        for (Parameter p : module.parameters()) {
            if (p.isFrozen()) {
                frozen.add(p.name());
                held.put(p.tensor(), copyOf(p.tensor()));
            }
        }
        seeds = module.seedSequences();
        seeds.values().forEach(s -> drawn.put(s, s.drawn()));
    }

    private static Tensor copyOf(Tensor x) {
        Tensor copy = Tensor.zeros(x.dtype(), x.shape().toArray()).detach();
        InPlace.assign(copy, x);
        return copy;
    }

    /** The value of a function of the inputs that computes with the module, its parameters at the point. */
    Tensor apply(TensorFunction f, Tensor[] point) {
        boolean twice = false;
        for (int i = 0; i < types.length; i++) {
            twice |= types[i] == DType.FLOAT32 && point[i].dtype() == DType.FLOAT64;
        }
        for (int i = 0; i < leaves.length; i++) {
            convert(leaves[i], point[i].dtype());
        }
        restore(twice);
        Tensor[] values = Arrays.copyOf(point, leaves.length);
        Tensor[] inputs = Arrays.copyOfRange(point, leaves.length, point.length);
        Tensor y = Scope.substituting(leaves, values, () -> f.apply(inputs));
        seeds.forEach((name, s) -> note(random, name, s.drawn() != drawn.get(s)));
        buffers.forEach((name, b) -> note(changed, name, !changed.contains(name) && differs(b, held.get(b))));
        return y;
    }

    private static void note(Set<String> names, String name, boolean holds) {
        if (holds) {
            names.add(name);
        }
    }

    private static boolean differs(Tensor now, Tensor before) {
        return !Arrays.equals(
                now.to(DType.FLOAT64).toDoubles(), before.to(DType.FLOAT64).toDoubles());
    }

    private void restore(boolean twice) {
        held.forEach((tensor, before) -> {
            DType type = twice && before.dtype().isFloating() ? DType.FLOAT64 : before.dtype();
            convert(tensor, type);
            if (differs(tensor, before)) {
                InPlace.assign(tensor, before.to(type));
            }
        });
        drawn.forEach(SeedSequence::moveTo);
    }

    private static void convert(Tensor tensor, DType type) {
        if (tensor.dtype() != type) {
            InPlace.convert(tensor, type);
        }
    }

    /** What had to be held or put back, in words. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!frozen.isEmpty()) {
            notes.add("frozen, and so held fixed: " + String.join(", ", frozen));
        }
        if (!changed.isEmpty()) {
            notes.add("in this mode the module changes " + String.join(", ", changed)
                    + ": each evaluation began with the same, and they have been put back");
        }
        if (!random.isEmpty()) {
            notes.add("the module is random: each evaluation drew the same numbers from " + String.join(", ", random));
        }
        return notes;
    }

    /** Puts everything back. */
    @Override
    public void close() {
        for (int i = 0; i < leaves.length; i++) {
            convert(leaves[i], types[i]);
        }
        restore(false);
    }
}
