package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.StateDict;

/**
 * Shifts and scales every feature of the inputs, {@code (x - offset) / scale}, by numbers learned from training samples
 * and no others: those for validation and test are changed by the same numbers, or they would no longer measure. It is
 * immutable: any thread may use it.
 *
 * <p>A feature is one place of a sample: inputs [n, d...] have d... of them, of any number of axes. A feature that is
 * constant in training has scale 1, so it becomes 0 there.
 *
 * <pre>{@code
 * Scaler scaler = Scaler.standard(parts.train());
 * Dataset train = scaler.apply(parts.train());
 * Dataset test = scaler.apply(parts.test());
 * }</pre>
 */
public final class Scaler {
    private static final String OFFSET = "offset";
    private static final String SCALE = "scale";

    // FLOAT64, of the shape of one sample
    private final Tensor offset;
    private final Tensor scale;

    private Scaler(Tensor offset, Tensor scale) {
        this.offset = offset;
        this.scale = scale;
    }

    /**
     * Normalization to mean 0 and standard deviation 1 of each feature: {@code mean = sum(x) / m}, {@code scale^2 =
     * sum((x - mean)^2) / m}, the biased variance.
     *
     * @param train of role {@link Role#TRAINING}, with floating inputs
     * @throws ArgumentException if the samples are not known to be for training, if there are none, or one is not finite
     */
    public static Scaler standard(Dataset train) {
        Features f = new Features(train, "standard");
        double[] min = f.each(Double.POSITIVE_INFINITY, Math::min);
        double[] max = f.each(Double.NEGATIVE_INFINITY, Math::max);
        // in units of about the largest number, so that neither sums nor squares overflow or vanish
        int[] unit = IntStream.range(0, f.size)
                .map(i -> Math.getExponent(Math.max(Math.abs(min[i]), Math.abs(max[i]))))
                .toArray();
        double[] mean = new double[f.size];
        double[] lost = new double[f.size]; // by rounding: Kahan's summation
        f.forEach((feature, x) -> {
            double term = Math.scalb(x, -unit[feature]) - lost[feature];
            double sum = mean[feature] + term;
            lost[feature] = sum - mean[feature] - term;
            mean[feature] = sum;
        });
        double[] squares = new double[f.size];
        f.forEach((feature, x) -> {
            double deviation = Math.scalb(x, -unit[feature]) - mean[feature] / train.size();
            squares[feature] += deviation * deviation;
        });
        double[] scale = new double[f.size];
        for (int i = 0; i < f.size; i++) {
            boolean constant = min[i] == max[i]; // rounding of the mean would leave it a tiny deviation
            mean[i] = constant ? min[i] : Math.scalb(mean[i] / train.size(), unit[i]);
            scale[i] = constant ? 1 : Math.scalb(Math.sqrt(squares[i] / train.size()), unit[i]);
            if (!Double.isFinite(max[i] - mean[i]) || !Double.isFinite(mean[i] - min[i])) {
                scale[i] = Double.POSITIVE_INFINITY; // some samples could not be shifted
            }
        }
        return f.scaler(mean, scale);
    }

    /**
     * Scaling to [0, 1]: {@code offset = min(x)}, {@code scale = max(x) - min(x)}. Samples beyond what training has seen
     * leave the interval.
     *
     * @param train of role {@link Role#TRAINING}, with floating inputs
     * @throws ArgumentException as {@link #standard}
     */
    public static Scaler minMax(Dataset train) {
        return minMax(train, 0);
    }

    /**
     * Scaling to [low, low + 1]: with -0.5 centred at 0.
     *
     * @param low finite
     * @throws ArgumentException as {@link #standard}, or if {@code low} is not finite
     */
    public static Scaler minMax(Dataset train, double low) {
        if (!Double.isFinite(low)) {
            throw new ArgumentException("Scaler.minMax: the lower end must be finite, got " + low);
        }
        Features f = new Features(train, "minMax");
        double[] min = f.each(Double.POSITIVE_INFINITY, Math::min);
        double[] max = f.each(Double.NEGATIVE_INFINITY, Math::max);
        double[] scale = new double[f.size];
        for (int i = 0; i < f.size; i++) {
            scale[i] = min[i] == max[i] ? 1 : max[i] - min[i];
            min[i] -= low * scale[i];
        }
        return f.scaler(min, scale);
    }

    /**
     * The scaler of a saved state.
     *
     * @throws ArgumentException if it is no state of a scaler
     */
    public static Scaler of(StateDict state) {
        Require.nonNull(state, "Scaler.of", "the state", "pass that of scaler.stateDict()");
        if (!state.contains(OFFSET) || !state.contains(SCALE)) {
            throw new ArgumentException(
                    "Scaler.of: expected the entries '" + OFFSET + "' and '" + SCALE + "', got " + state.names());
        }
        Tensor offset = state.get(OFFSET);
        Tensor scale = state.get(SCALE);
        boolean good = offset.dtype() == DType.FLOAT64
                && scale.dtype() == DType.FLOAT64
                && offset.shape().equals(scale.shape());
        if (!good) {
            throw new ArgumentException("Scaler.of: offset is " + offset.dtype() + " " + offset.shape() + " and scale "
                    + scale.dtype() + " " + scale.shape() + "; both must be FLOAT64 of one shape");
        }
        double[] scales = scale.toDoubles();
        double[] offsets = offset.toDoubles();
        for (int i = 0; i < scales.length; i++) {
            if (!isUsable(offsets[i], scales[i])) {
                throw new ArgumentException("Scaler.of: feature " + i + " has offset " + offsets[i] + " and scale "
                        + scales[i] + "; both must be finite, and the scale above 0");
            }
        }
        return new Scaler(offset.detach(), scale.detach());
    }

    private static boolean isUsable(double offset, double scale) {
        return Double.isFinite(offset) && Double.isFinite(scale) && scale > 0;
    }

    /** The two tensors {@code offset} and {@code scale}, FLOAT64, of the shape of one sample. */
    public StateDict stateDict() {
        return StateDict.of(Map.of(OFFSET, offset, SCALE, scale));
    }

    /** The data set with scaled inputs; of any role, which stays. */
    public Dataset apply(Dataset data) {
        return Require.nonNull(data, "Scaler.apply", "the data set", "pass a part of a Split")
                .mapInputs(this::apply);
    }

    /** Scaled inputs [n, d...] of samples of the shape that was learned from; not recorded. */
    public Tensor apply(Tensor inputs) {
        return changed("apply", inputs, x -> x.sub(offset).div(scale));
    }

    /** The inverse of {@link #apply(Tensor)}, up to rounding; not recorded. */
    public Tensor invert(Tensor scaled) {
        return changed("invert", scaled, x -> x.mul(scale).add(offset));
    }

    /** Computes in double precision. */
    private Tensor changed(String method, Tensor inputs, UnaryOperator<Tensor> change) {
        Require.nonNull(inputs, "Scaler." + method, "the inputs", "pass a tensor [n, ...]");
        boolean fits = inputs.dtype().isFloating() && inputs.rank() == offset.rank() + 1;
        for (int axis = 0; fits && axis < offset.rank(); axis++) {
            fits = inputs.shape().dim(axis + 1) == offset.shape().dim(axis);
        }
        if (!fits) {
            throw new ShapeException("Scaler." + method + ": inputs " + inputs.dtype() + " " + inputs.shape()
                    + "; expected floating ones [n, ...] of samples " + offset.shape() + ", as those learned from");
        }
        try (Scope scope = Scope.noGrad()) {
            return change.apply(inputs.to(DType.FLOAT64)).to(inputs.dtype()).detach();
        }
    }

    /** The numbers of a training set, piece by piece. */
    private static final class Features {
        /** A visitor of one number. */
        @FunctionalInterface
        interface Visit {
            void at(int feature, double x);
        }

        private final Dataset data;
        private final String method;
        private final int[] shape;
        private final int size;

        Features(Dataset data, String method) {
            this.data = Require.nonNull(data, "Scaler." + method, "the data set", "pass the training part of a Split");
            this.method = method;
            if (data.role() != Role.TRAINING) {
                throw new ArgumentException("Scaler." + method + ": these samples are "
                        + (data.role() == Role.HELD_OUT
                                ? "held out for validation or test; fit the scaler to the training part and apply it here"
                                : "not known to be for training only; take the training part of a Split, or, where the"
                                        + " test samples are in a file of their own, asTraining()"));
            }
            if (data.size() == 0) {
                throw new ArgumentException("Scaler." + method + ": there are no samples to learn from");
            }
            Tensor first = data.batch(new int[] {0}).inputs();
            if (!first.dtype().isFloating()) {
                throw new ArgumentException(
                        "Scaler." + method + ": inputs are " + first.dtype() + "; convert them with to(FLOAT32)");
            }
            this.shape = IntStream.range(1, first.rank())
                    .map(axis -> first.shape().dim(axis))
                    .toArray();
            this.size = first.size();
        }

        void forEach(Visit visit) {
            for (int from = 0; from < data.size(); from += DatasetSelection.PIECE) {
                int[] places = IntStream.range(from, Math.min(data.size(), from + DatasetSelection.PIECE))
                        .toArray();
                Tensor inputs = data.batch(places).inputs();
                if (inputs.size() != places.length * size) {
                    throw new ArgumentException("Scaler." + method + ": samples of different shapes: inputs "
                            + inputs.shape() + " beside samples of " + size + " numbers");
                }
                double[] values = inputs.to(DType.FLOAT64).toDoubles();
                for (int i = 0; i < values.length; i++) {
                    if (!Double.isFinite(values[i])) {
                        throw new ArgumentException(
                                "Scaler." + method + ": feature " + i % size + " of sample " + (from + i / size)
                                        + " is " + values[i] + "; replace it or leave the sample out (filter)");
                    }
                    visit.at(i % size, values[i]);
                }
            }
        }

        /** One number for each feature, folded over the samples. */
        double[] each(double start, DoubleBinaryOperator fold) {
            double[] folded = new double[size];
            Arrays.fill(folded, start);
            forEach((feature, x) -> folded[feature] = fold.applyAsDouble(folded[feature], x));
            return folded;
        }

        Scaler scaler(double[] offset, double[] scale) {
            for (int i = 0; i < size; i++) {
                if (!isUsable(offset[i], scale[i])) {
                    throw new ArgumentException("Scaler." + method + ": the values of feature " + i + " are too "
                            + (scale[i] == 0 ? "close together" : "far apart")
                            + " for double precision: its offset would be " + offset[i] + ", its scale " + scale[i]
                            + "; leave the feature out or give it other units");
                }
            }
            return new Scaler(Tensor.of(offset, shape), Tensor.of(scale, shape));
        }
    }
}
