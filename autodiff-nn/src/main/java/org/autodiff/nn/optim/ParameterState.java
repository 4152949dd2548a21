package org.autodiff.nn.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;

/**
 * The state of one parameter in an {@link Optimizer}: the number of the step, and the tensors and numbers
 * that {@link Optimizer#stateEntries} names. Before the first step there is nothing.
 */
public final class ParameterState {
    static final String STEP = "step";

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Double> numbers = new LinkedHashMap<>();
    private int step;

    ParameterState() {}

    /** The number of this step, from 1: how often the parameter has had a gradient. */
    public int step() {
        return step;
    }

    /** The tensor of a name that {@link Optimizer#stateEntries} has; it may be changed in place. */
    public Tensor tensor(String name) {
        return known(tensors, name);
    }

    /** The number of a name that {@link Optimizer#stateEntries} has. */
    public double number(String name) {
        return known(numbers, name);
    }

    /** Keeps a number under a name that {@link Optimizer#stateEntries} has. */
    public void keep(String name, double value) {
        known(numbers, name);
        numbers.put(name, value);
    }

    private static <T> T known(Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new ArgumentException("ParameterState: no '" + name + "' of that kind among " + all.keySet()
                    + "; the optimizer's stateEntries() says what it keeps, and whether it is a tensor or a number");
        }
        return found;
    }

    /** Goes on by one. */
    void nextStep() {
        step++;
    }

    /** Makes all entries, before the first step. */
    void begin(List<StateEntry> entries, Tensor parameter) {
        for (StateEntry entry : entries) {
            if (entry.isNumber()) {
                numbers.put(entry.name(), entry.initial());
            } else {
                int[] shape = parameter.shape().toArray();
                tensors.put(
                        entry.name(),
                        Tensor.full(parameter.dtype(), entry.initial(), shape).detach());
            }
        }
    }

    /** Takes the element type of a parameter that has been converted since the last step. */
    void follow(Tensor parameter) {
        tensors.values().forEach(tensor -> InPlace.convert(tensor, parameter.dtype()));
    }

    /** Hands out all that there is, by name; nothing where no step has been made. */
    void save(BiConsumer<String, Tensor> to) {
        if (step == 0) {
            return;
        }
        to.accept(STEP, Tensor.of(new long[] {step}).reshape());
        tensors.forEach(to);
        numbers.forEach((name, value) -> to.accept(name, Tensor.scalar(DType.FLOAT64, value)));
    }

    /** The forms of the entries of {@link #save} after a step, by name. */
    static Map<String, SavedEntries.Form> forms(List<StateEntry> entries, Tensor parameter) {
        Map<String, SavedEntries.Form> forms = new LinkedHashMap<>();
        forms.put(STEP, SavedEntries.Form.count(1));
        entries.forEach(entry -> forms.put(
                entry.name(), entry.isNumber() ? SavedEntries.Form.numbers() : SavedEntries.Form.like(parameter)));
        return forms;
    }

    /** Takes what {@link #save} has handed out, of which all {@link #forms} are right; nothing for a fresh state. */
    void load(SavedEntries saved, List<StateEntry> entries, Tensor parameter) {
        tensors.clear();
        numbers.clear();
        step = 0;
        if (saved.all().isEmpty()) {
            return;
        }
        begin(entries, parameter);
        step = saved.count(STEP);
        tensors.forEach((name, tensor) -> InPlace.assign(tensor, saved.tensor(name)));
        numbers.replaceAll((name, value) -> saved.number(name));
    }
}
