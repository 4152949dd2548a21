package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;

/** What an {@link Optimizer} keeps for one parameter from step to step: tensors and numbers by name. */
public final class ParameterState {
    private static final String STEP = "step";

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Double> numbers = new LinkedHashMap<>();
    private int step;

    ParameterState() {}

    /** The number of this step, from 1: how often the parameter has had a gradient. */
    public int step() {
        return step;
    }

    void nextStep() {
        step++;
    }

    /** Whether there is a tensor of that name yet. */
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** The tensor of that name, which may be changed in place; at first zeros like the parameter. */
    public Tensor zeros(String name, Tensor like) {
        return filled(name, like, 0);
    }

    /** The tensor of that name, which may be changed in place; at first one value everywhere, like the parameter. */
    public Tensor filled(String name, Tensor like, double value) {
        Tensor t = tensors.get(name);
        if (t == null) {
            t = Tensor.full(like.dtype(), value, like.shape().toArray()).detach();
            tensors.put(name, t);
        }
        return t;
    }

    /** The number of that name, at first the given one. */
    public double number(String name, double initial) {
        Tensor loaded = tensors.remove(name);
        if (loaded != null) { // of a parameter that is one number itself, so load took it for a tensor
            numbers.put(name, loaded.item());
        }
        return numbers.getOrDefault(name, initial);
    }

    /** Keeps a number. */
    public void keep(String name, double value) {
        tensors.remove(name);
        numbers.put(name, value);
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

    /** What keeps entries from being what {@link #save} has handed out for this parameter, a line each. */
    static List<String> misfits(Map<String, Tensor> saved, Tensor parameter) {
        List<String> lines = new ArrayList<>();
        saved.forEach((name, t) -> {
            if (name.equals(STEP)) {
                long steps = t.dtype() == DType.INT64 && t.size() == 1 ? t.toLongs()[0] : 0;
                if (steps < 1 || steps > Integer.MAX_VALUE) {
                    lines.add("the number of steps is " + t + ", expected a whole number from 1 on");
                }
            } else if (!fits(t, parameter) && t.rank() != 0) {
                lines.add("the state '" + name + "' is " + t.shape() + " " + t.dtype() + ", the parameter "
                        + parameter.shape() + " " + parameter.dtype());
            }
        });
        if (!saved.isEmpty() && !saved.containsKey(STEP)) {
            lines.add("the number of steps is missing beside " + saved.keySet());
        }
        return lines;
    }

    private static boolean fits(Tensor t, Tensor parameter) {
        return t.shape().equals(parameter.shape()) && t.dtype() == parameter.dtype();
    }

    /** Takes what {@link #save} has handed out for this parameter, which has no {@link #misfits}. */
    void load(Map<String, Tensor> saved, Tensor parameter) {
        tensors.clear();
        numbers.clear();
        step = saved.containsKey(STEP) ? (int) saved.get(STEP).toLongs()[0] : 0;
        saved.forEach((name, t) -> {
            if (name.equals(STEP)) {
                return;
            }
            if (fits(t, parameter)) {
                InPlace.assign(zeros(name, parameter), t);
            } else {
                numbers.put(name, t.item());
            }
        });
    }
}
