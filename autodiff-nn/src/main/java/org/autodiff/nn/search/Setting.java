package org.autodiff.nn.search;

import java.util.Map;
import java.util.stream.Collectors;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/** A value for each hyperparameter of a space. */
public final class Setting {
    private final Map<Hyperparameter<?>, Object> values;

    Setting(Map<Hyperparameter<?>, Object> values) {
        this.values = values;
    }

    /** The value of a hyperparameter of the space. */
    public <T> T get(Hyperparameter<T> hyperparameter) {
        Require.nonNull(hyperparameter, "Setting", "the hyperparameter", "pass one of the Space");
        if (!values.containsKey(hyperparameter)) {
            throw new ArgumentException(
                    "Setting: '" + hyperparameter.name() + "' is not searched; add it to the Space." + " There are "
                            + values.keySet().stream().map(Hyperparameter::name).toList());
        }
        @SuppressWarnings("unchecked") // it was this hyperparameter that gave the value
        T value = (T) values.get(hyperparameter);
        return value;
    }

    <T> String text(Hyperparameter<T> hyperparameter) {
        return hyperparameter.text(get(hyperparameter));
    }

    /** For example {@code learning rate=0.03162, width=16}. */
    @Override
    public String toString() {
        return values.keySet().stream().map(h -> h.name() + "=" + text(h)).collect(Collectors.joining(", "));
    }
}
