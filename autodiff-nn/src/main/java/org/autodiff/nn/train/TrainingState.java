package org.autodiff.nn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.data.DataLoader;

/**
 * The state of a training: the model with its randomness, and by name whatever else changes from step to step, such as an
 * optimizer and a scheduler; and the loader that the batches come from. It is a list of references, no copy: {@link
 * TrainingCheckpoint} makes one.
 *
 * <pre>{@code
 * TrainingState training = TrainingState.of(model)
 *         .with("optimizer", optimizer).with("schedule", scheduler).on(loader);
 * }</pre>
 */
public final class TrainingState {
    /** The name of the model's part. */
    static final String MODEL = "model";
    /** The name of the part that counts what the model has drawn. */
    static final String RANDOM = "random";

    private final Module model;
    private final Map<String, Stateful> parts;
    private final Optional<DataLoader.Identity> loader;

    private TrainingState(Module model, Map<String, Stateful> parts, Optional<DataLoader.Identity> loader) {
        this.model = model;
        this.parts = Collections.unmodifiableMap(parts);
        this.loader = loader;
    }

    /** The state of a model alone. */
    public static TrainingState of(Module model) {
        Require.nonNull(model, "TrainingState.of", "the model", "pass the one that is trained");
        Map<String, Stateful> parts = new LinkedHashMap<>();
        parts.put(MODEL, model);
        parts.put(RANDOM, new Randomness(model));
        return new TrainingState(model, parts, Optional.empty());
    }

    /**
     * This state with one more part.
     *
     * @param name unique, not empty, without dots
     * @throws ArgumentException if the name is empty, has a dot or is taken
     */
    public TrainingState with(String name, Stateful part) {
        if (name == null || name.isBlank() || name.indexOf('.') >= 0 || parts.containsKey(name) || part == null) {
            throw new ArgumentException("TrainingState.with: '" + name + "' for " + part
                    + "; a part has a name of its own without dots, and is not null; there are " + parts.keySet());
        }
        Map<String, Stateful> more = new LinkedHashMap<>(parts);
        more.put(name, part);
        return new TrainingState(model, more, loader);
    }

    /** This state with the batches of a loader; going on with others is refused. */
    public TrainingState on(DataLoader batches) {
        Require.nonNull(batches, "TrainingState.on", "the loader", "pass the one that is trained on");
        return new TrainingState(model, parts, Optional.of(batches.identity()));
    }

    Module model() {
        return model;
    }

    Map<String, Stateful> parts() {
        return parts;
    }

    /** The identities of the parts and the loader, hyperparameters included: texts that must be the same where the training goes on. */
    Map<String, String> identity() {
        Map<String, String> texts = new LinkedHashMap<>();
        parts.forEach((name, part) -> texts.put(name, part.identity()));
        loader.ifPresent(batches -> texts.put("loader", batches.toString()));
        return texts;
    }
}
