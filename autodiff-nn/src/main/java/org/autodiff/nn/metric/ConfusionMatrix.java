package org.autodiff.nn.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.nn.text.Table;

/**
 * The confusion matrix: how many samples of each class were predicted as each class. Printed, it is a table with a row for
 * each label and a column for each class that was found:
 *
 * <pre>
 * label \ found  cat  dog
 * cat              5    1
 * dog              0    7
 * </pre>
 */
public final class ConfusionMatrix extends ClassMetric<ConfusionMatrix> {
    /** A table of 2000 x 2000 counts takes 32 MB. */
    private static final int MOST = 2000;

    private final List<String> names;
    private final long[][] counts;

    /** A matrix of 2 to 2000 classes that are called by their numbers. */
    public ConfusionMatrix(int classes) {
        this(Decision.HIGHEST, numbers(classes));
    }

    /** A matrix of 2 to 2000 classes with names, that of class 0 first. */
    public ConfusionMatrix(String... names) {
        this(Decision.HIGHEST, checked(names));
    }

    private ConfusionMatrix(Decision decision, List<String> names) {
        super(decision);
        this.names = names;
        this.counts = new long[names.size()][names.size()];
    }

    /**
     * An empty count of two classes for one output a sample, [n] or [n, 1], with labels 0 and 1 of any element type: class 1
     * is found where the output is above a threshold.
     *
     * @param threshold 0 for logits, 0.5 for probabilities
     */
    public static ConfusionMatrix binary(double threshold) {
        return new ConfusionMatrix(Decision.above("ConfusionMatrix", threshold), numbers(2));
    }

    private static List<String> numbers(int classes) {
        return IntStream.range(0, checked(classes)).mapToObj(Integer::toString).toList();
    }

    private static int checked(int classes) {
        if (classes("ConfusionMatrix", classes) > MOST) {
            throw new ArgumentException("ConfusionMatrix: " + classes + " classes make a table of more than " + MOST
                    + " x " + MOST + " counts; use Accuracy, Precision or Recall");
        }
        return classes;
    }

    private static List<String> checked(String[] names) {
        checked(Require.nonNull(names, "ConfusionMatrix", "the list of names", "pass one for each class").length);
        if (Arrays.asList(names).contains(null)) {
            throw new ArgumentException("ConfusionMatrix: a class has no name: " + Arrays.toString(names));
        }
        return List.of(names);
    }

    @Override
    public String name() {
        return "confusion_accuracy";
    }

    @Override
    void count(Decision.Made made) {
        sameClasses(classes(), made.classes());
        for (int i = 0; i < made.size(); i++) {
            counts[made.labels()[i]][made.found()[i]]++;
        }
    }

    @Override
    void add(ConfusionMatrix other) {
        same("the list of classes", names, other.names);
        same("the decision", decision, other.decision);
        for (int label = 0; label < classes(); label++) {
            for (int found = 0; found < classes(); found++) {
                counts[label][found] += other.counts[label][found];
            }
        }
    }

    /** The number of classes. */
    public int classes() {
        return names.size();
    }

    /**
     * The number of samples of one class that were predicted as another, or the same.
     *
     * @param label the class that was right
     * @param found the class that the outputs said
     * @throws IndexException if one is not in [0, classes)
     */
    public long count(int label, int found) {
        return counts[index(label, classes())][index(found, classes())];
    }

    /** The number of samples counted. */
    public long total() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    /** The accuracy: the share of samples on the diagonal. */
    @Override
    public double value() {
        long total = counted(total());
        long right = 0;
        for (int c = 0; c < classes(); c++) {
            right += counts[c][c];
        }
        return (double) right / total;
    }

    @Override
    public void reset() {
        for (long[] row : counts) {
            Arrays.fill(row, 0);
        }
    }

    /** The table. */
    @Override
    public String toString() {
        Table table = new Table(
                Stream.concat(Stream.of("label \\ found"), names.stream()).toList(), column -> column == 0);
        for (int label = 0; label < classes(); label++) {
            Stream<String> cells = Arrays.stream(counts[label]).mapToObj(Long::toString);
            table.row(Stream.concat(Stream.of(names.get(label)), cells));
        }
        return table.toString();
    }
}
