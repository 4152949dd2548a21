package org.autodiff.nn.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/** The hyperparameters that a search varies, together. */
public final class Space {
    private final List<Hyperparameter<?>> hyperparameters;

    private Space(List<Hyperparameter<?>> hyperparameters) {
        this.hyperparameters = hyperparameters;
    }

    /** The space of one hyperparameter or more, with different names. */
    public static Space of(Hyperparameter<?>... hyperparameters) {
        Require.nonNull(hyperparameters, "Space", "the list of hyperparameters", "pass at least one");
        Set<String> names = new HashSet<>();
        for (Hyperparameter<?> h : hyperparameters) {
            if (h == null || !names.add(h.name())) {
                throw new ArgumentException(
                        "Space: hyperparameters must not be null and must have different names, got "
                                + (h == null ? null : h.name() + " twice"));
            }
        }
        if (names.isEmpty()) {
            throw new ArgumentException("Space: there must be at least one hyperparameter");
        }
        return new Space(List.of(hyperparameters));
    }

    /** The hyperparameters, in order. */
    public List<Hyperparameter<?>> hyperparameters() {
        return hyperparameters;
    }

    /** A random setting. Each hyperparameter has its own stream, so that another one behind them changes nothing. */
    Setting draw(Seed seed) {
        Map<Hyperparameter<?>, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < hyperparameters.size(); i++) {
            Hyperparameter<?> h = hyperparameters.get(i);
            values.put(h, h.draw(seed.child(i).generator()));
        }
        return new Setting(values);
    }

    /** A random setting from the part of the space around a setting. */
    Setting drawNear(Seed seed, Setting centre, double share) {
        Map<Hyperparameter<?>, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < hyperparameters.size(); i++) {
            Hyperparameter<?> h = hyperparameters.get(i);
            values.put(h, near(h, seed.child(i), centre, share));
        }
        return new Setting(values);
    }

    private static <T> T near(Hyperparameter<T> h, Seed seed, Setting centre, double share) {
        return h.drawNear(seed.generator(), centre.get(h), share);
    }

    /** The number of settings in a grid. */
    long gridSize(int points) {
        long size = 1;
        for (Hyperparameter<?> h : hyperparameters) {
            size = Math.multiplyExact(size, h.spread(points).size());
        }
        return size;
    }

    /** All combinations of values spread evenly; the last hyperparameter varies fastest. */
    List<Setting> grid(int points) {
        List<Map<Hyperparameter<?>, Object>> all = List.of(Map.of());
        for (Hyperparameter<?> h : hyperparameters) {
            List<?> values = h.spread(points);
            List<Map<Hyperparameter<?>, Object>> longer = new ArrayList<>();
            for (Map<Hyperparameter<?>, Object> begun : all) {
                for (Object value : values) {
                    Map<Hyperparameter<?>, Object> next = new LinkedHashMap<>(begun);
                    next.put(h, value);
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all.stream().map(Setting::new).toList();
    }

    /** The hyperparameters, one a line. */
    @Override
    public String toString() {
        return hyperparameters.stream().map(Hyperparameter::toString).collect(Collectors.joining("\n"));
    }
}
