package org.autodiff.inspect;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.Require;

/**
 * A tensor as a recording keeps it: all elements where there are few, and statistics and a histogram always. NaN and
 * infinity are counted, and left out of mean, deviation and histogram.
 *
 * @param size the number of elements
 * @param elements all elements in row-major order; empty where there are more than the recording keeps
 * @param mean that of the finite elements; NaN where there are none
 * @param deviation the standard deviation of the finite elements, by their number
 * @param least the smallest finite element
 * @param greatest the greatest finite element
 * @param norm the Euclidean norm of all elements
 * @param zeros the number of elements that are 0
 * @param nans the number of elements that are NaN
 * @param infinities the number of infinite elements
 * @param histogram the numbers of finite elements in {@value #BINS} intervals of equal width from least to greatest; empty
 *     where all of them are equal
 */
public record Snapshot(
        long size,
        List<Double> elements,
        double mean,
        double deviation,
        double least,
        double greatest,
        double norm,
        long zeros,
        long nans,
        long infinities,
        List<Integer> histogram) {
    /** The number of intervals of a histogram. */
    public static final int BINS = 24;

    /** Copies the lists. */
    public Snapshot {
        elements =
                List.copyOf(Require.nonNulls(elements, "Snapshot", "the list of elements", "pass List.of() for none"));
        histogram = List.copyOf(Require.nonNulls(histogram, "Snapshot", "the histogram", "pass List.of() for none"));
    }

    /**
     * A tensor as it is now.
     *
     * @param whole up to how many elements are kept
     */
    public static Snapshot of(Tensor tensor, int whole) {
        Require.nonNull(tensor, "Snapshot", "the tensor", "pass one that is open");
        Tensor values = tensor.detach(); // so that the conversion is not recorded
        return of((values.dtype() == DType.FLOAT64 ? values : values.to(DType.FLOAT64)).toDoubles(), whole);
    }

    /** A single number. */
    public static Snapshot ofNumber(double number) {
        return of(new double[] {number}, 1);
    }

    static Snapshot of(double[] x, int whole) {
        long zeros = 0;
        long nans = 0;
        long infinities = 0;
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double squares = 0;
        for (double v : x) {
            zeros += v == 0 ? 1 : 0;
            nans += Double.isNaN(v) ? 1 : 0;
            infinities += Double.isInfinite(v) ? 1 : 0;
            squares += v * v;
            if (Double.isFinite(v)) {
                sum += v;
                least = Math.min(least, v);
                greatest = Math.max(greatest, v);
            }
        }
        long finite = x.length - nans - infinities;
        double mean = sum / finite;
        double spread = 0;
        for (double v : x) {
            spread += Double.isFinite(v) ? (v - mean) * (v - mean) : 0;
        }
        return new Snapshot(
                x.length,
                x.length <= whole ? Arrays.stream(x).boxed().toList() : List.of(),
                mean,
                Math.sqrt(spread / finite),
                finite == 0 ? Double.NaN : least,
                finite == 0 ? Double.NaN : greatest,
                Math.sqrt(squares),
                zeros,
                nans,
                infinities,
                finite == 0 || least == greatest ? List.of() : histogram(x, least, greatest));
    }

    private static List<Integer> histogram(double[] x, double least, double greatest) {
        Integer[] bins = new Integer[BINS];
        Arrays.fill(bins, 0);
        double width = greatest - least;
        for (double v : x) {
            if (Double.isFinite(v)) {
                bins[(int) Math.min(BINS - 1, (v - least) / width * BINS)]++;
            }
        }
        return List.of(bins);
    }

    /** Whether it is a single number that has been kept. */
    public boolean isNumber() {
        return size == 1 && elements.size() == 1;
    }

    /** The only element. */
    public double number() {
        Require.index(0, isNumber() ? 1 : 0, "Snapshot.number", "the element");
        return elements.get(0);
    }

    /** Whether all elements are there. */
    public boolean isWhole() {
        return elements.size() == size;
    }

    /** Whether an element is NaN or infinite. */
    public boolean isBad() {
        return nans > 0 || infinities > 0;
    }

    /** The numbers where there are at most four, else mean and deviation and what is not finite. */
    @Override
    public String toString() {
        if (isNumber()) {
            return Numbers.text(number());
        }
        if (isWhole() && size <= 4) {
            return elements.stream().map(Numbers::text).toList().toString();
        }
        String bad = (nans > 0 ? " " + nans + " NaN" : "") + (infinities > 0 ? " " + infinities + " infinite" : "");
        return Numbers.text(mean) + " ± " + Numbers.text(deviation) + bad;
    }
}
