package org.autodiff.nn.train;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;

/**
 * A directory with the last checkpoints of a training, {@code checkpoint-000081-000002-000017.safetensors} after a running
 * number, epoch and batch. A program may be killed at any time: what it was writing is no checkpoint yet, and the one
 * before is still there.
 *
 * <p>The last one is the one with the highest number, which was written last, however far it has got: a training that
 * begins anew in a directory, or goes back to an earlier checkpoint, is gone on with and not the older one that had got
 * further. No clock has a part in it.
 */
public final class CheckpointDirectory {
    private static final String NAME = "checkpoint-\\d{6,18}-\\d{6,10}-\\d{6,10}";

    private static final String WHOLE = NAME + "\\.safetensors";
    /** Unfinished files of killed programs; {@link org.autodiff.io.AtomicFile}'s names. */
    private static final String UNFINISHED = NAME + "\\..*\\.part";

    private final Path directory;
    private final int kept;
    private final Consumer<String> notes;

    /**
     * The checkpoints in a directory, which is made where it does not exist.
     *
     * @param kept how many of them stay, 1 or more; those written before are deleted
     * @param notes is told of files that are passed over, a line each
     * @throws ArgumentException if {@code kept} is below 1
     * @throws FileException if the directory cannot be made
     */
    public CheckpointDirectory(Path directory, int kept, Consumer<String> notes) {
        Require.nonNull(directory, "CheckpointDirectory", "the directory", "give the path of one");
        Require.nonNull(notes, "CheckpointDirectory", "the reader of notes", "pass line -> {} for none");
        this.directory = directory;
        this.kept = Require.positive(kept, "CheckpointDirectory", "the number of checkpoints that are kept");
        this.notes = notes;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new FileException(directory + ": the directory cannot be made: " + e, e);
        }
    }

    /**
     * Writes a checkpoint, then deletes those that are too many, and what killed programs have left.
     *
     * @return the file
     * @throws FileException if it cannot be written; older ones are left then
     */
    public Path save(TrainingCheckpoint checkpoint) {
        Require.nonNull(checkpoint, "CheckpointDirectory.save", "the checkpoint", "TrainingCheckpoint.of makes one");
        Position at = checkpoint.position();
        List<Path> older = files(WHOLE);
        long number = older.isEmpty() ? 1 : number(older.get(0)) + 1;
        Path file = directory.resolve(
                String.format(Locale.ROOT, "checkpoint-%06d-%06d-%06d.safetensors", number, at.epoch(), at.batch()));
        checkpoint.write(file);
        older.stream().skip(kept - 1L).forEach(this::delete);
        files(UNFINISHED).forEach(this::delete);
        return file;
    }

    /** The checkpoint that was written last and is whole; damaged ones are passed over with a note. Empty if there is none. */
    public Optional<TrainingCheckpoint> latest() {
        for (Path file : files(WHOLE)) {
            try {
                return Optional.of(TrainingCheckpoint.read(file));
            } catch (FileException e) {
                notes.accept("passed over: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /**
     * Puts a training into the state of {@link #latest}.
     *
     * @return the batch that comes next; the first one where there is no checkpoint
     * @throws ArgumentException if the training is null, or as {@link TrainingCheckpoint#restore}
     */
    public Position resume(TrainingState training) {
        Require.nonNull(training, "CheckpointDirectory.resume", "the training", "TrainingState.of(model) makes one");
        return latest().map(checkpoint -> checkpoint.restore(training)).orElse(Position.START);
    }

    /**
     * A checkpoint after every so many of a trainer's steps, counted in each epoch anew, and after each epoch. It stands
     * behind the callbacks that change what it keeps, as a schedule's.
     *
     * @param steps 1 or more
     */
    public Callback every(int steps, TrainingState training) {
        Require.nonNull(training, "CheckpointDirectory.every", "the training", "TrainingState.of(model) makes one");
        Require.positive(steps, "CheckpointDirectory.every", "the number of steps");
        return new Callback() {
            private int made;

            @Override
            public void step(Step step) {
                if (++made % steps == 0) {
                    save(TrainingCheckpoint.of(training, step.next()));
                }
            }

            @Override
            public boolean epoch(int epoch, double loss) {
                made = 0;
                save(TrainingCheckpoint.of(training, new Position(epoch + 1, 0)));
                return true;
            }
        };
    }

    /** The files of the checkpoints, the last one first; whether they are whole is not looked at. */
    public List<Path> files() {
        return List.copyOf(files(WHOLE));
    }

    private List<Path> files(String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(
                directory, p -> p.getFileName().toString().matches(pattern))) {
            all.forEach(found::add);
        } catch (IOException e) {
            throw new FileException(directory + ": cannot be listed: " + e, e);
        }
        found.sort(Comparator.comparingLong(CheckpointDirectory::number).reversed());
        return found;
    }

    /** The running number in a file's name. */
    private static long number(Path file) {
        return Long.parseLong(file.getFileName().toString().split("-")[1]);
    }

    private void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new FileException(file + ": an old checkpoint cannot be deleted: " + e, e);
        }
    }
}
