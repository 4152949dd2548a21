package org.autodiff.nn.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * L-BFGS: Newton's method with an inverse of the Hessian that is estimated from the last steps (Nocedal 1980; Liu and
 * Nocedal 1989), for smooth losses on all data at once. One thread at a time may use it. PyTorch's {@code
 * torch.optim.LBFGS}.
 *
 * <p>One step makes up to {@code maxIterations} iterations and evaluates the loss several times, so it takes a closure:
 *
 * <pre>{@code
 * double loss = optimizer.step(() -> {
 *     optimizer.zeroGrad();
 *     try (Tape tape = Tape.record()) {
 *         Tensor l = model.forward(x).mseLoss(y);
 *         l.backward();
 *         return l.item();
 *     }
 * });
 * }</pre>
 *
 * <p>The first iteration goes {@code min(1, 1 / |g|_1) * learningRate} along {@code -g}, later ones the learning rate along
 * {@code -H g}; with a line search these are the first steps to try. A step ends early when the gradient, the move or the
 * change of the loss is small, or when the direction does not go down (a loss that is NaN included). The estimate of H is
 * kept from step to step.
 */
public final class LBFGS extends Optimizer {
    /** The step length of an iteration. */
    public enum LineSearch {
        /** The learning rate. */
        NONE,
        /** A step that satisfies the strong Wolfe conditions: the loss falls, whatever the learning rate. */
        STRONG_WOLFE
    }

    /**
     * Hyperparameters of L-BFGS.
     *
     * @param maxIterations the most iterations of one step, above 0
     * @param maxEvaluations the number of evaluations of one step after which no iteration is begun, above 0
     * @param toleranceGradient the largest absolute element of a gradient that counts as zero
     * @param toleranceChange the change of the loss, or the largest of a parameter, that counts as none
     * @param historySize how many steps the estimate of H is made from, above 0; each takes twice the parameters' memory
     * @param lineSearch how far an iteration goes
     */
    public record Options(
            int maxIterations,
            int maxEvaluations,
            double toleranceGradient,
            double toleranceChange,
            int historySize,
            LineSearch lineSearch) {
        /** PyTorch's: 20 iterations, 25 evaluations, tolerances 1e-7 and 1e-9, a history of 100, no line search. */
        public static final Options DEFAULT = new Options(20, 25, 1e-7, 1e-9, 100, LineSearch.NONE);

        /** Checks the ranges. */
        public Options {
            Require.positive(maxIterations, "LBFGS", "maxIterations");
            Require.positive(maxEvaluations, "LBFGS", "maxEvaluations");
            Require.positive(historySize, "LBFGS", "historySize");
            Require.notNegative(toleranceGradient, "LBFGS", "toleranceGradient");
            Require.notNegative(toleranceChange, "LBFGS", "toleranceChange");
        }

        /** These options with another number of iterations, and 5/4 of it as the number of evaluations. */
        public Options withMaxIterations(int value) {
            int evaluations = (int) Math.min(Integer.MAX_VALUE, Math.max(1, value * 5L / 4));
            return new Options(value, evaluations, toleranceGradient, toleranceChange, historySize, lineSearch);
        }

        /** These options with another number of evaluations. */
        public Options withMaxEvaluations(int value) {
            return new Options(maxIterations, value, toleranceGradient, toleranceChange, historySize, lineSearch);
        }

        /** These options with another tolerance of the gradient. */
        public Options withToleranceGradient(double value) {
            return new Options(maxIterations, maxEvaluations, value, toleranceChange, historySize, lineSearch);
        }

        /** These options with another tolerance of changes. */
        public Options withToleranceChange(double value) {
            return new Options(maxIterations, maxEvaluations, toleranceGradient, value, historySize, lineSearch);
        }

        /** These options with another size of the history. */
        public Options withHistorySize(int value) {
            return new Options(maxIterations, maxEvaluations, toleranceGradient, toleranceChange, value, lineSearch);
        }

        /** These options with or without a line search. */
        public Options withLineSearch(LineSearch value) {
            return new Options(maxIterations, maxEvaluations, toleranceGradient, toleranceChange, historySize, value);
        }
    }

    /** The saved entries of the history; none while it is empty. */
    private static final List<String> HISTORY = List.of("ro", "old_dirs", "old_stps");

    private final Options options;
    private final DType dtype;
    private final CurvatureHistory history;
    private long iterations;
    private long evaluations;

    /* Of the last iteration; null before the first. */
    private Tensor direction;
    private Tensor lastGradient;
    private double lastStep;

    /** L-BFGS with PyTorch's defaults, and learning rate 1. */
    public LBFGS(List<Parameter> parameters) {
        this(parameters, 1);
    }

    /** L-BFGS with PyTorch's defaults. */
    public LBFGS(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /**
     * L-BFGS with the given options.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}, or if the parameters are of several element types
     */
    public LBFGS(List<Parameter> parameters, double learningRate, Options options) {
        super(parameters, learningRate);
        this.options = given(options);
        this.dtype = parameters.get(0).tensor().dtype();
        this.history = new CurvatureHistory(options.historySize());
        for (Parameter parameter : parameters) {
            if (parameter.tensor().dtype() != dtype) {
                throw new ArgumentException("LBFGS: parameter '" + parameter.name() + "' is "
                        + parameter.tensor().dtype() + ", the first one " + dtype
                        + "; all must be of one element type, for they are moved as one vector");
            }
        }
    }

    /** The hyperparameters, without the learning rate. */
    @Override
    public Options options() {
        return options;
    }

    /** The number of iterations of all steps so far. */
    public long iterations() {
        return iterations;
    }

    /** The number of evaluations of the closure in all steps so far. */
    public long evaluations() {
        return evaluations;
    }

    /**
     * Up to {@code maxIterations} iterations. When it returns without a line search, the gradients may be those before the
     * last iteration.
     *
     * @throws ArgumentException if there is more than one group of parameters
     */
    @Override
    public double step(DoubleSupplier closure) {
        for (Parameter parameter : parameters()) {
            if (parameter.tensor().dtype() != dtype) {
                throw new DTypeException("LBFGS: parameter '" + parameter.name() + "' was " + dtype + ", now it is "
                        + parameter.tensor().dtype() + "; make a new optimizer after the model is converted");
            }
        }
        if (groups().size() > 1) {
            throw new ArgumentException("LBFGS: there are " + groups().size()
                    + " groups of parameters; it moves them as one vector with one"
                    + " learning rate, pass all to the constructor");
        }
        double first = given(closure).getAsDouble();
        int budget = options.maxEvaluations() - 1;
        evaluations++;
        StrongWolfe.Point at = new StrongWolfe.Point(0, first, gradient(), 0);
        for (int i = 1; i <= options.maxIterations() && !isZero(at.gradient()); i++) {
            boolean last = i == options.maxIterations();
            double before = at.value();
            long soFar = evaluations;
            at = iterate(at, closure, last);
            budget -= (int) (evaluations - soFar);
            if (at == null || budget <= 0 || last) {
                break;
            }
            double move = lastStep * largest(direction);
            if (move <= options.toleranceChange() || Math.abs(at.value() - before) < options.toleranceChange()) {
                break;
            }
        }
        return first;
    }

    /** One iteration from a point, whose slope does not matter; null if it found no way down. */
    private StrongWolfe.Point iterate(StrongWolfe.Point from, DoubleSupplier closure, boolean last) {
        iterations++;
        Tensor gradient = from.gradient();
        if (iterations == 1) {
            history.clear();
        } else {
            try (Scope scope = Scope.noGrad()) {
                history.add(gradient.sub(lastGradient), direction.mul(lastStep));
            }
        }
        direction = history.direction(gradient);
        lastGradient = gradient;
        lastStep = learningRate();
        double slope;
        try (Scope scope = Scope.noGrad()) {
            slope = CurvatureHistory.product(gradient, direction);
            if (iterations == 1) {
                lastStep *= Math.min(1, 1 / gradient.abs().sum().item());
            }
        }
        // written so that NaN ends it too
        if (!(slope <= -options.toleranceChange())) {
            return null;
        }
        if (options.lineSearch() == LineSearch.STRONG_WOLFE) {
            return search(new StrongWolfe.Point(0, from.value(), gradient, slope), closure);
        }
        move(lastStep);
        if (last) {
            return from; // nobody looks at the value after it
        }
        return evaluate(lastStep, closure);
    }

    private StrongWolfe.Point search(StrongWolfe.Point start, DoubleSupplier closure) {
        List<Tensor> origin = parameters().stream()
                .map(p -> CurvatureHistory.copy(p.tensor()))
                .toList();
        StrongWolfe.Line line = step -> {
            reset(origin);
            move(step);
            return evaluate(step, closure);
        };
        StrongWolfe.Found found =
                StrongWolfe.search(line, start, lastStep, largest(direction), options.toleranceChange());
        lastStep = found.point().step();
        reset(origin);
        move(lastStep);
        return found.point();
    }

    /** The point where the parameters are now. A value that is not a number counts as infinitely bad. */
    private StrongWolfe.Point evaluate(double step, DoubleSupplier closure) {
        double value = closure.getAsDouble();
        evaluations++;
        Tensor gradient = gradient();
        try (Scope scope = Scope.noGrad()) {
            double slope = CurvatureHistory.product(gradient, direction);
            return new StrongWolfe.Point(step, Double.isNaN(value) ? Double.POSITIVE_INFINITY : value, gradient, slope);
        }
    }

    /** All gradients as one vector, with zeros where there is none. */
    private Tensor gradient() {
        try (Scope scope = Scope.noGrad()) {
            Tensor[] parts = parameters().stream()
                    .map(p -> p.grad() == null
                            ? Tensor.zeros(dtype, p.tensor().size())
                            : p.grad().reshape(-1))
                    .toArray(Tensor[]::new);
            return CurvatureHistory.copy(Tensor.concat(0, parts));
        }
    }

    /** Moves the parameters along the direction. */
    private void move(double step) {
        try (Scope scope = Scope.noGrad()) {
            int from = 0;
            for (Parameter p : parameters()) {
                Tensor tensor = p.tensor();
                Tensor part = direction.slice(0, from, from + tensor.size());
                InPlace.addScaled(tensor, step, part.reshape(tensor.shape().toArray()));
                from += tensor.size();
            }
        }
    }

    private void reset(List<Tensor> values) {
        List<Parameter> parameters = parameters();
        for (int i = 0; i < values.size(); i++) {
            InPlace.assign(parameters.get(i).tensor(), values.get(i));
        }
    }

    private boolean isZero(Tensor gradient) {
        return largest(gradient) <= options.toleranceGradient();
    }

    private static double largest(Tensor vector) {
        try (Scope scope = Scope.noGrad()) {
            return vector.size() == 0 ? 0 : vector.abs().max().item();
        }
    }

    /** Not used: all parameters are moved together. */
    @Override
    protected void update(ParameterGroup group, ParameterState state, Tensor tensor, Tensor gradient) {
        throw new IllegalStateException("LBFGS moves no parameter by itself");
    }

    @Override
    boolean stepsByParameter() {
        return false;
    }

    @Override
    void saveShared(BiConsumer<String, Tensor> to) {
        if (iterations == 0) {
            return;
        }
        to.accept("n_iter", Tensor.of(new long[] {iterations}).reshape());
        to.accept("func_evals", Tensor.of(new long[] {evaluations}).reshape());
        to.accept("t", Tensor.scalar(DType.FLOAT64, lastStep));
        to.accept("H_diag", Tensor.scalar(DType.FLOAT64, history.scale()));
        to.accept("d", CurvatureHistory.copy(direction));
        to.accept("prev_flat_grad", CurvatureHistory.copy(lastGradient));
        if (history.count() > 0) {
            to.accept("old_dirs", history.changes());
            to.accept("old_stps", history.steps());
            to.accept("ro", history.rhos());
        }
    }

    @Override
    SavedEntries shared(Map<String, Tensor> saved) {
        Map<String, SavedEntries.Form> forms = new LinkedHashMap<>();
        if (!saved.isEmpty()) {
            int n = parameters().stream().mapToInt(p -> p.tensor().size()).sum();
            forms.put("n_iter", SavedEntries.Form.count(1));
            forms.put("func_evals", SavedEntries.Form.count(1));
            forms.put("t", SavedEntries.Form.numbers());
            forms.put("H_diag", SavedEntries.Form.numbers());
            forms.put("d", SavedEntries.Form.of(dtype, n));
            forms.put("prev_flat_grad", SavedEntries.Form.of(dtype, n));
            HISTORY.stream().filter(saved::containsKey).findFirst().ifPresent(any -> {
                Tensor first = saved.get(any);
                int pairs = first.rank() == 0 ? 0 : Math.min(first.shape().dim(0), first.size());
                forms.put("old_dirs", SavedEntries.Form.of(dtype, pairs, n));
                forms.put("old_stps", SavedEntries.Form.of(dtype, pairs, n));
                forms.put("ro", SavedEntries.Form.numbers(pairs));
            });
        }
        return new SavedEntries(saved, forms);
    }

    @Override
    void loadShared(SavedEntries saved) {
        if (saved.all().isEmpty()) {
            history.clear();
            iterations = 0;
            evaluations = 0;
            direction = null;
            lastGradient = null;
            return;
        }
        boolean empty = !saved.all().containsKey("ro");
        double[] rhos = empty ? new double[0] : saved.tensor("ro").toDoubles();
        history.load(saved.tensor("old_dirs"), saved.tensor("old_stps"), rhos, saved.number("H_diag"));
        iterations = saved.count("n_iter");
        evaluations = saved.count("func_evals");
        lastStep = saved.number("t");
        direction = CurvatureHistory.copy(saved.tensor("d"));
        lastGradient = CurvatureHistory.copy(saved.tensor("prev_flat_grad"));
    }
}
