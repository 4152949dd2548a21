package org.autodiff.nn.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;
import org.autodiff.io.Safetensors;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.Stateful;

/**
 * A snapshot of a training between two of the optimizer's steps, from which it goes on with the same bits. Gradients are
 * not part of it; where several batches make one step, take it after the last of them. Hyperparameters, as betas, a
 * momentum or the kind of a schedule, are kept as texts ({@link Stateful#identity}): a training with others is refused.
 * Learning rates are part of the optimizer's state and are restored.
 *
 * <pre>{@code
 * TrainingCheckpoint.of(training, new Position(epoch, batch + 1)).write(file);
 * ...
 * Position next = TrainingCheckpoint.read(file).restore(training);
 * }</pre>
 *
 * <p>In a file it is a safetensors file. Tensors are called {@code model.fc1.weight}, {@code optimizer.state.0.exp_avg},
 * ...; the rest is metadata, so that other programs can read all of it. A checksum over all of it, in the metadata too,
 * tells damage.
 */
public final class TrainingCheckpoint {
    private static final String FORMAT = "autodiff.checkpoint";
    private static final String VERSION = "2";
    private static final String WITHOUT_CHECKSUM = "1";
    private static final String CHECKSUM = "autodiff.crc32c";
    private static final String EPOCH = "autodiff.epoch";
    private static final String BATCH = "autodiff.batch";
    private static final String IDENTITY = "autodiff.identity.";
    private static final String PART = "autodiff.part.";
    private static final String NOTE = "note.";
    private static final String OF = "TrainingCheckpoint.of";

    private final Map<String, StateDict> parts;
    private final Map<String, String> identity;
    private final Position position;
    private final Map<String, String> notes;

    private TrainingCheckpoint(
            Map<String, StateDict> parts, Map<String, String> identity, Position position, Map<String, String> notes) {
        this.parts = Collections.unmodifiableMap(parts);
        this.identity = Collections.unmodifiableMap(identity);
        this.position = position;
        this.notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    }

    /**
     * A copy of a training's state.
     *
     * @param position the batch that comes next
     * @throws DivergenceException as {@link #of(TrainingState, Position, Map)}
     */
    public static TrainingCheckpoint of(TrainingState training, Position position) {
        return of(training, position, Map.of());
    }

    /**
     * A copy of a training's state.
     *
     * @param position the batch that comes next
     * @param notes free texts by name, such as the best accuracy so far
     * @throws DivergenceException if a parameter of the model is NaN or infinite: no training can go on from there, and an
     *     earlier checkpoint must not be replaced by it
     */
    public static TrainingCheckpoint of(TrainingState training, Position position, Map<String, String> notes) {
        Require.nonNull(training, OF, "the training", "TrainingState.of(model) makes one");
        Require.nonNull(position, OF, "the position", "Position.START is the first");
        Require.nonNull(notes, OF, "the map of notes", "pass Map.of() for none");
        Divergence.checkParameters(training.model(), position);
        Map<String, StateDict> parts = new LinkedHashMap<>();
        training.parts().forEach((name, part) -> parts.put(name, part.stateDict()));
        return new TrainingCheckpoint(parts, training.identity(), position, notes);
    }

    /** The batch that comes next. */
    public Position position() {
        return position;
    }

    /** The free texts, unmodifiable. */
    public Map<String, String> notes() {
        return notes;
    }

    /** The model's state, for those who want nothing else. */
    public StateDict model() {
        return parts.get(TrainingState.MODEL);
    }

    /**
     * Puts a training into this state. All or nothing.
     *
     * @return the batch that comes next
     * @throws ArgumentException that lists every difference between the training and the one that was saved; then nothing is
     *     changed
     */
    public Position restore(TrainingState training) {
        Require.nonNull(training, "TrainingCheckpoint.restore", "the training", "TrainingState.of(model) makes one");
        List<String> differences = new ArrayList<>();
        compare(differences, training.identity());
        Map<String, Stateful> targets = training.parts();
        targets.forEach((name, target) -> {
            StateDict saved = parts.get(name);
            if (saved == null) {
                differences.add(name + ": the checkpoint does not have it");
            } else {
                target.misfits(saved).forEach(line -> differences.add(name + ": " + line));
            }
        });
        parts.keySet().forEach(name -> {
            if (!targets.containsKey(name)) {
                differences.add(name + ": the training does not have it");
            }
        });
        if (!differences.isEmpty()) {
            throw new ArgumentException(
                    "TrainingCheckpoint.restore: it is of another training, nothing was changed\n    "
                            + String.join("\n    ", differences)
                            + "\n  build the training as it was when the checkpoint was taken");
        }
        targets.forEach((name, target) -> target.loadStateDict(parts.get(name)));
        return position;
    }

    private void compare(List<String> differences, Map<String, String> expected) {
        expected.forEach((name, text) -> {
            String saved = identity.get(name);
            if (!text.equals(saved)) {
                differences.add(name + ": " + difference(text, saved == null ? "nothing" : saved));
            }
        });
        identity.forEach((name, saved) -> {
            if (!expected.containsKey(name)) {
                differences.add(name + ": unexpected " + saved);
            }
        });
    }

    /** The first two lines that differ of texts with several lines, as those of models. */
    private static String difference(String expected, String saved) {
        List<String> ours = expected.lines().map(String::strip).toList();
        List<String> theirs = saved.lines().map(String::strip).toList();
        int i = 0;
        while (i < Math.min(ours.size(), theirs.size()) && ours.get(i).equals(theirs.get(i))) {
            i++;
        }
        return "expected " + (i < ours.size() ? ours.get(i) : "the end") + ", got "
                + (i < theirs.size() ? theirs.get(i) : "the end");
    }

    /**
     * Writes a file, whole or not at all, and to the disk before it gets its name.
     *
     * @throws FileException if it cannot be written
     * @throws ArgumentException if the path is null, or a note is no text
     */
    public void write(Path file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FORMAT, VERSION);
        metadata.put(EPOCH, Integer.toString(position.epoch()));
        metadata.put(BATCH, Integer.toString(position.batch()));
        parts.forEach((name, state) -> {
            metadata.put(PART + name, Integer.toString(state.size()));
            state.asMap().forEach((entry, tensor) -> tensors.put(name + "." + entry, tensor));
        });
        identity.forEach((name, text) -> metadata.put(IDENTITY + name, text));
        notes.forEach((name, text) -> metadata.put(NOTE + name, text));
        metadata.put(CHECKSUM, new Safetensors(tensors, metadata).checksum());
        new Safetensors(tensors, metadata).write(file);
    }

    /**
     * Reads a file that {@link #write} has written.
     *
     * @throws FileException if it cannot be read, is damaged or cut off, or is no checkpoint
     */
    public static TrainingCheckpoint read(Path file) {
        Safetensors content = Safetensors.read(file);
        Map<String, String> metadata = content.metadata();
        String version = metadata.get(FORMAT);
        if (VERSION.equals(version) || metadata.containsKey(CHECKSUM)) {
            compareChecksum(file, content);
        }
        if (!VERSION.equals(version) && !WITHOUT_CHECKSUM.equals(version)) {
            throw new FileException(file + ": no checkpoint: its metadata '" + FORMAT + "' is " + version
                    + ", expected " + VERSION + "; weights alone are read with Safetensors");
        }
        Position position = new Position(count(file, metadata, EPOCH), count(file, metadata, BATCH));
        Map<String, Tensor> rest = new LinkedHashMap<>(content.tensors());
        Map<String, StateDict> parts = new LinkedHashMap<>();
        for (String name : behind(PART, metadata).keySet()) {
            int size = count(file, metadata, PART + name);
            Map<String, Tensor> part = behind(name + ".", rest);
            if (part.size() != size) {
                throw new FileException(file + ": the part '" + name + "' has " + part.size() + " tensors, expected "
                        + size + "; the file is damaged");
            }
            part.keySet().forEach(entry -> rest.remove(name + "." + entry));
            parts.put(name, StateDict.of(part));
        }
        if (!rest.isEmpty() || !parts.containsKey(TrainingState.MODEL)) {
            throw new FileException(file + ": the parts are " + parts.keySet() + ", one of them must be '"
                    + TrainingState.MODEL + "', and these tensors belong to none: " + rest.keySet());
        }
        return new TrainingCheckpoint(parts, behind(IDENTITY, metadata), position, behind(NOTE, metadata));
    }

    /** The checksum is that of the file as it would be without it. */
    private static void compareChecksum(Path file, Safetensors content) {
        Map<String, String> rest = new LinkedHashMap<>(content.metadata());
        String written = rest.remove(CHECKSUM);
        String found = new Safetensors(content.tensors(), rest).checksum();
        if (!found.equals(written)) {
            throw new FileException(file + ": its checksum is " + written + ", its content has " + found
                    + "; the file is damaged, take an earlier checkpoint");
        }
    }

    private static int count(Path file, Map<String, String> metadata, String name) {
        String text = metadata.get(name);
        if (text == null || !text.matches("\\d{1,9}")) {
            throw new FileException(file + ": the metadata '" + name + "' is " + text + ", expected a count");
        }
        return Integer.parseInt(text);
    }

    /** The entries whose names begin with a prefix, without it. */
    private static <V> Map<String, V> behind(String prefix, Map<String, V> all) {
        Map<String, V> found = new LinkedHashMap<>();
        all.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
