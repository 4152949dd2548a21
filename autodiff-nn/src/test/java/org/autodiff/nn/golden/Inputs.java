package org.autodiff.nn.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;

/** The inputs of one case by name; those that are absent were left out. */
public record Inputs(Map<String, Tensor> byName) {
    /** An input, or null where the case leaves it out. */
    public Tensor get(String name) {
        return byName.get(name);
    }

    /** The input {@code x}. */
    public Tensor x() {
        return get("x");
    }

    /** The input {@code y}. */
    public Tensor y() {
        return get("y");
    }

    /** The inputs {@code x0}, {@code x1}, ... */
    public Tensor[] numbered() {
        List<Tensor> all = new ArrayList<>();
        while (get("x" + all.size()) != null) {
            all.add(get("x" + all.size()));
        }
        return all.toArray(Tensor[]::new);
    }
}
