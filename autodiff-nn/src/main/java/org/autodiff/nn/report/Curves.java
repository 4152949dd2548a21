package org.autodiff.nn.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.train.Callback;
import org.autodiff.nn.train.Validation;

/**
 * Loss and measures over the epochs as a PNG, a diagram for each measure, side by side. It belongs to the thread of the
 * training. As a callback it draws them anew after each epoch; the file is written whole or not at all.
 *
 * <pre>{@code
 * Curves curves = Curves.png(directory.resolve("curves.png")).of(validation);
 * trainer.fit(loader, Position.START, 40, validation, curves);
 * }</pre>
 *
 * <p>It is {@link Stateful}: as a part of a checkpoint it has the earlier epochs where a training goes on. In a loop of
 * one's own {@link #add} takes the numbers and {@link #write} draws them. Needs no display.
 */
public final class Curves implements Callback, Stateful {
    private static final String LOSS = "loss";
    private static final String TRAINING = "training";
    private static final String VALIDATION = "validation";
    /** Between the names of a diagram and a curve in a state. */
    private static final String OF = "/";

    // XChart looks for the marks of an axis without end where numbers are very large, many powers of ten apart, or
    // differ in their last bits only. No pixel shows what rounding to a millionth of the largest leaves out.
    private static final double LARGEST = 1e12;
    private static final int BITS = 20;

    private final Path file;
    private final Map<String, Validation> measured = new LinkedHashMap<>();
    // by diagram and curve: the numbers by epoch
    private Map<String, Map<String, SortedMap<Integer, Double>>> values = new LinkedHashMap<>();

    private Curves(Path file) {
        this.file = file;
    }

    /**
     * Curves without a point yet; nothing is written.
     *
     * @throws MissingLibraryException if XChart is not on the class path
     * @throws FileException if it is a directory, or in no directory that can be written into: before a training, not after
     *     its first epoch
     */
    public static Curves png(Path file) {
        Require.nonNull(file, "Curves.png", "the file", "name one such as curves.png");
        Chart.requireXChart();
        if (Files.isDirectory(file)) {
            throw new FileException(file + ": is a directory; name a file in it, such as curves.png");
        }
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new FileException(file + ": cannot be written: " + directory
                    + " is no directory that can be written into; make it first");
        }
        return new Curves(file);
    }

    /**
     * Draws the measures of a validation, a callback before this one, too. A loss among them comes into the training's
     * diagram.
     *
     * @return this
     * @throws ArgumentException if it is null, or there is one already
     */
    public Curves of(Validation validation) {
        return of(VALIDATION, validation);
    }

    /**
     * Draws the measures of a validation under a name, where there are several, as one on test data.
     *
     * @param name of the curves
     * @return this
     * @throws ArgumentException if something is null, or the name is taken, empty or has a '/'
     */
    public Curves of(String name, Validation validation) {
        if (name == null || validation == null || name.equals(TRAINING) || measured.containsKey(name)) {
            throw new ArgumentException("Curves.of: '" + name + "' and " + validation
                    + "; a validation must not be null and has a name of its own besides '" + TRAINING + "' and "
                    + measured.keySet());
        }
        if (name.isEmpty() || name.contains(OF)) {
            throw new ArgumentException("Curves.of: '" + name + "'; a name has a letter or more, and no '" + OF + "'");
        }
        measured.put(name, validation);
        return this;
    }

    /**
     * Adds a point, in the place of those of this epoch and later ones: a training may go back. Draws nothing yet.
     *
     * @param diagram the title of the diagram, not empty
     * @param curve the name in the legend, not empty, without '/'
     * @param epoch counted from 0; drawn over the number of epochs gone through, {@code epoch + 1}
     * @param value where it is NaN, infinite or beyond 10^12, the curve has a gap
     */
    public void add(String diagram, String curve, int epoch, double value) {
        if (diagram == null || diagram.isEmpty() || curve == null || curve.isEmpty() || curve.contains(OF)) {
            throw new ArgumentException("Curves.add: the diagram '" + diagram + "' or the curve '" + curve
                    + "' is null or empty, or the curve has a '" + OF + "'");
        }
        if (epoch < 0 || epoch == Integer.MAX_VALUE) {
            throw new ArgumentException("Curves.add: epochs are counted from 0, got " + epoch);
        }
        SortedMap<Integer, Double> points = values.computeIfAbsent(diagram, d -> new LinkedHashMap<>())
                .computeIfAbsent(curve, c -> new TreeMap<>());
        points.tailMap(epoch).clear();
        points.put(epoch, value);
    }

    /**
     * Draws all points into the file.
     *
     * @throws ArgumentException if there is none
     * @throws FileException if the file cannot be written; the old one is as it was
     */
    public void write() {
        if (values.isEmpty()) {
            throw new ArgumentException("Curves.write: there is no point yet; add one");
        }
        List<Chart> charts = new ArrayList<>();
        values.forEach((diagram, curves) -> {
            Chart chart = new Chart(diagram, "epoch", "");
            double step = step(curves);
            curves.forEach((curve, points) -> chart.curve(
                    curve,
                    points.keySet().stream().mapToDouble(epoch -> epoch + 1).toArray(),
                    points.values().stream()
                            .mapToDouble(
                                    value -> Math.abs(value) <= LARGEST ? Math.rint(value / step) * step : Double.NaN)
                            .toArray()));
            charts.add(chart);
        });
        Chart.write(file, charts.toArray(Chart[]::new));
    }

    /** The power of two to whose multiples the numbers of a diagram are rounded. */
    private static double step(Map<String, SortedMap<Integer, Double>> curves) {
        double most = curves.values().stream()
                .flatMap(points -> points.values().stream())
                .mapToDouble(Math::abs)
                .filter(size -> size <= LARGEST)
                .max()
                .orElse(0);
        return Math.max(Double.MIN_NORMAL, Math.scalb(1.0, Math.getExponent(most) - BITS));
    }

    @Override
    public boolean epoch(int epoch, double loss) {
        add(LOSS, TRAINING, epoch, loss);
        measured.forEach((name, validation) ->
                validation.values().forEach((measure, value) -> add(measure, name, epoch, value)));
        write();
        return true;
    }

    /** The points: FLOAT64 [n, 2] of epochs and values for each curve. */
    @Override
    public StateDict stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        values.forEach((diagram, curves) -> curves.forEach((curve, points) -> {
            double[] pairs = points.entrySet().stream()
                    .flatMap(point -> List.of((double) point.getKey(), point.getValue()).stream())
                    .mapToDouble(number -> number)
                    .toArray();
            all.put(diagram + OF + curve, Tensor.of(pairs, points.size(), 2));
        }));
        return StateDict.of(all);
    }

    @Override
    public List<String> misfits(StateDict state) {
        Require.nonNull(state, "Curves", "the state", "pass what stateDict() has given");
        List<String> lines = new ArrayList<>();
        state.asMap().forEach((name, points) -> {
            int end = name.lastIndexOf(OF);
            boolean fits = end > 0
                    && end < name.length() - 1
                    && points.dtype() == DType.FLOAT64
                    && points.rank() == 2
                    && points.shape().dim(0) > 0
                    && points.shape().dim(1) == 2
                    && areEpochs(points.toDoubles());
            if (!fits) {
                lines.add("'" + name + "' is " + points.dtype() + " " + points.shape()
                        + ", expected a curve 'diagram/name' of FLOAT64 [n, 2], rising epochs and values");
            }
        });
        return lines;
    }

    private static boolean areEpochs(double[] pairs) {
        double before = -1;
        for (int i = 0; i < pairs.length; i += 2) {
            boolean whole = pairs[i] == Math.rint(pairs[i]) && pairs[i] < Integer.MAX_VALUE;
            if (!whole || pairs[i] <= before) {
                return false;
            }
            before = pairs[i];
        }
        return true;
    }

    @Override
    public void loadStateDict(StateDict state) {
        requireFit(state);
        values = new LinkedHashMap<>();
        state.asMap().forEach((name, points) -> {
            double[] pairs = points.toDoubles();
            int end = name.lastIndexOf(OF);
            for (int i = 0; i < pairs.length; i += 2) {
                add(name.substring(0, end), name.substring(end + OF.length()), (int) pairs[i], pairs[i + 1]);
            }
        });
    }
}
