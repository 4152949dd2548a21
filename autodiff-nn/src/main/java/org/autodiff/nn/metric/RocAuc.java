package org.autodiff.nn.metric;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;

/**
 * The area under the receiver operating characteristic: the probability that a sample of a class has a higher score for it
 * than a sample of another class, ties counting one half. Of several classes each is set against the rest, and the value is
 * the mean over the classes.
 *
 * <p>It is exact, not by bins: the number of ordered pairs is counted in integers (the statistic U of Mann and Whitney 1947).
 * That needs every score, so this metric keeps 8 bytes for each score of each class, and 4 for each label, on the Java heap.
 *
 * <p>With several classes, scores of one class are compared between samples. Pass probabilities then: logits say how classes
 * compare within a sample.
 */
public final class RocAuc extends CountedMetric<RocAuc> {
    private final int classes;

    /* One score a sample for two classes, else one for each class, a sample after the other. */
    private final int columns;
    private double[] scores = {};
    private int[] labels = {};
    private int total;

    /** An area for scores [n, classes] of at least 2 classes. */
    public RocAuc(int classes) {
        this(classes("RocAuc", classes), classes);
    }

    private RocAuc(int classes, int columns) {
        this.classes = classes;
        this.columns = columns;
    }

    /** An area for one output a sample, [n] or [n, 1], with labels 0 and 1 of any element type. */
    public static RocAuc binary() {
        return new RocAuc(2, 1);
    }

    @Override
    public String name() {
        return columns == 1 ? "roc_auc" : "roc_auc_macro";
    }

    /**
     * {@inheritDoc}
     *
     * @param scores [n, classes], floating; for {@link #binary} [n] or [n, 1]: the higher, the more likely class 1
     * @param labels [n], INT64; for {@link #binary} as the scores, 0 or 1
     */
    @Override
    public void update(Tensor scores, Tensor labels) {
        if (columns == 1) {
            BinaryScores batch = BinaryScores.of("RocAuc", scores, labels);
            keep(batch.scores(), batch.labels(), batch.size());
        } else {
            ClassScores batch = ClassScores.of("RocAuc", scores, labels);
            sameClasses(classes, batch.classes());
            keep(batch.scores(), batch.labels(), batch.size());
        }
    }

    private void keep(double[] moreScores, int[] moreLabels, int n) {
        long needed = (total + (long) n) * columns;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new ArgumentException("RocAuc: " + needed + " scores do not fit in an array; use fewer samples");
        }
        if (needed > scores.length) {
            // half as much again, so that many small batches copy little
            int room = (int) Math.min((needed + needed / 2) / columns, (Integer.MAX_VALUE - 8) / columns);
            scores = Arrays.copyOf(scores, room * columns);
            labels = Arrays.copyOf(labels, room);
        }
        System.arraycopy(moreScores, 0, scores, total * columns, n * columns);
        System.arraycopy(moreLabels, 0, labels, total, n);
        total += n;
    }

    @Override
    void add(RocAuc other) {
        same("the number of classes", classes, other.classes);
        same("the number of scores a sample", columns, other.columns);
        keep(other.scores, other.labels, other.total);
    }

    /**
     * The area of one class against the rest, between 0 and 1; 0.5 is chance.
     *
     * @throws ArgumentException if nothing was counted yet, or the class is the label of no sample or of all
     * @throws IndexException if there is no such class
     */
    public double of(int index) {
        counted(total);
        int c = index(index, classes);
        int members = (int) countOf(c);
        if (members == 0 || members == total) {
            throw new ArgumentException("RocAuc: class " + c + " is the label of " + members + " of " + total
                    + " samples; the area needs samples of the class and others");
        }
        double area = area(columns == 1 ? 0 : c, c, members);
        return columns == 1 && c == 0 ? 1 - area : area; // the one score speaks for class 1
    }

    private long countOf(int c) {
        return Arrays.stream(labels, 0, total).filter(label -> label == c).count();
    }

    /** The area by the scores of a column for a class that is the label of so many samples. */
    private double area(int column, int c, int members) {
        double[] inside = new double[members];
        double[] outside = new double[total - members];
        int in = 0;
        int out = 0;
        for (int i = 0; i < total; i++) {
            double score = scores[i * columns + column];
            if (labels[i] == c) {
                inside[in++] = score;
            } else {
                outside[out++] = score;
            }
        }
        Arrays.sort(inside);
        Arrays.sort(outside);
        long pairs = 0; // twice the number of pairs in order, so that a tie counts 1
        int below = 0;
        int notAbove = 0;
        for (double score : inside) {
            while (below < out && outside[below] < score) {
                below++;
            }
            while (notAbove < out && outside[notAbove] <= score) {
                notAbove++;
            }
            pairs += below + (long) notAbove;
        }
        return pairs / (2.0 * in * out);
    }

    /** Of two classes with one score a sample the area of class 1, else the mean over the classes. */
    @Override
    public double value() {
        return columns == 1 ? of(1) : mean(false);
    }

    /**
     * The mean over the classes, each weighing as many as it has labels.
     *
     * @throws ArgumentException if nothing was counted yet, or a class is the label of no sample or of all
     */
    public double weighted() {
        return mean(true);
    }

    private double mean(boolean weighted) {
        double sum = 0;
        double weights = 0;
        for (int c = 0; c < classes; c++) {
            double weight = weighted ? countOf(c) : 1;
            sum += weight * of(c);
            weights += weight;
        }
        return sum / weights;
    }

    @Override
    public void reset() {
        scores = new double[0];
        labels = new int[0];
        total = 0;
    }
}
