package org.autodiff.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.optim.LBFGS.LineSearch;
import org.autodiff.nn.optim.LBFGS.Options;
import org.junit.jupiter.api.Test;

class LBFGSTest {
    private static final Options ONE =
            Options.DEFAULT.withMaxIterations(1).withToleranceGradient(0).withToleranceChange(0);
    /* PyTorch's tolerances end it where the loss changes by 1e-9, here it is to go on to the end. */
    private static final Options WOLFE = Options.DEFAULT
            .withLineSearch(LineSearch.STRONG_WOLFE)
            .withToleranceGradient(1e-9)
            .withToleranceChange(1e-18);

    private final Parameter p = GivenGradient.parameter("p", -1.5, 2);

    /** The closure of a loss. */
    private static DoubleSupplier closure(Optimizer optimizer, Supplier<Tensor> loss) {
        return () -> {
            optimizer.zeroGrad();
            try (Tape tape = Tape.record()) {
                Tensor l = loss.get();
                l.backward();
                return l.item();
            }
        };
    }

    /** Rosenbrock 1960: a curved valley whose lowest point is (1, 1). */
    private static Tensor rosenbrock(Tensor x) {
        Tensor a = x.select(0, 0);
        Tensor b = x.select(0, 1);
        return b.sub(a.square()).square().mul(100).add(a.sub(1).square());
    }

    /** f = (x^2 + 9 y^2) / 2 at (-1.5, 2), worked by hand with the two loops written out. */
    @Test
    void theTwoLoopsByHand() {
        Tensor curvature = Tensor.of(new double[] {1, 9});
        LBFGS optimizer = new LBFGS(List.of(p), 0.1, ONE);
        DoubleSupplier f = closure(
                optimizer, () -> p.tensor().square().mul(curvature).sum().mul(0.5));

        assertThat(optimizer.step(f)).isEqualTo((1.5 * 1.5 + 9 * 4) / 2);
        double t = 0.1 / (1.5 + 18); // min(1, 1 / |g|_1) times the learning rate
        double[] x1 = {-1.5 + t * 1.5, 2 - t * 18};
        assertThat(p.tensor().toDoubles()).containsExactly(x1, within(1e-14));

        optimizer.step(f);
        double[] s = {t * 1.5, -t * 18};
        double[] y = {s[0], 9 * s[1]};
        double[] x2 = newton(x1, new double[] {x1[0], 9 * x1[1]}, s, y);
        assertThat(p.tensor().toDoubles()).containsExactly(x2, within(1e-13));
        assertThat(optimizer.iterations()).isEqualTo(2);
        assertThat(optimizer.evaluations()).isEqualTo(2);
    }

    /** x - 0.1 H g with H of one pair: (I - r s y') h (I - r y s') + r s s', h = y s / y y. */
    private static double[] newton(double[] x, double[] g, double[] s, double[] y) {
        double ys = y[0] * s[0] + y[1] * s[1];
        double h = ys / (y[0] * y[0] + y[1] * y[1]);
        double sg = (s[0] * g[0] + s[1] * g[1]) / ys;
        double[] v = {h * (g[0] - y[0] * sg), h * (g[1] - y[1] * sg)};
        double yv = (y[0] * v[0] + y[1] * v[1]) / ys;
        return new double[] {x[0] - 0.1 * (v[0] - s[0] * yv + s[0] * sg), x[1] - 0.1 * (v[1] - s[1] * yv + s[1] * sg)};
    }

    /**
     * With exact line searches on f = x'Ax / 2, L-BFGS takes the steps of conjugate gradients (Nocedal and Wright 2006, section
     * 7.2), which end after n of them. Here those are computed on their own; an iteration's rate is the exact step over h = y's /
     * y'y, by which its direction is longer than that of conjugate gradients.
     */
    @Test
    void exactLineSearchesMakeItConjugateGradients() {
        double[][] a = {{4, 1, 0, 0.5}, {1, 3, -1, 0}, {0, -1, 5, 1}, {0.5, 0, 1, 2}};
        double[] x = {3, -2, 1, 4};
        Parameter parameter = GivenGradient.parameter("x", x);
        Tensor matrix =
                Tensor.of(Arrays.stream(a).flatMapToDouble(Arrays::stream).toArray(), 4, 4);
        LBFGS optimizer = new LBFGS(List.of(parameter), 1, ONE);
        DoubleSupplier f = closure(
                optimizer,
                () -> parameter
                        .tensor()
                        .mul(matrix.matmul(parameter.tensor()))
                        .sum()
                        .mul(0.5));

        double[] gradient = times(a, x);
        double[] direction = scaled(-1, gradient);
        // the first direction is not scaled by h, but its rate by 1 / |g|_1
        double h = Math.min(1, 1 / Arrays.stream(gradient).map(Math::abs).sum());
        for (int i = 0; i < 4; i++) {
            double[] image = times(a, direction);
            double step = dot(gradient, gradient) / dot(direction, image);
            optimizer.learningRate(step / h);
            optimizer.step(f);

            double[] s = scaled(step, direction);
            double[] y = scaled(step, image);
            x = sum(x, s);
            assertThat(parameter.tensor().toDoubles()).containsExactly(x, within(1e-12));
            double[] next = sum(gradient, y);
            direction = sum(scaled(-1, next), scaled(dot(next, next) / dot(gradient, gradient), direction));
            gradient = next;
            h = dot(y, s) / dot(y, y);
        }
        assertThat(parameter.tensor().toDoubles()).containsExactly(new double[4], within(1e-12));
        assertThat(optimizer.iterations()).isEqualTo(4);
    }

    private static double[] times(double[][] a, double[] x) {
        return Arrays.stream(a).mapToDouble(row -> dot(row, x)).toArray();
    }

    private static double dot(double[] x, double[] y) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum();
    }

    private static double[] scaled(double factor, double[] x) {
        return Arrays.stream(x).map(v -> factor * v).toArray();
    }

    private static double[] sum(double[] x, double[] y) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i] + y[i]).toArray();
    }

    /** With exact enough line searches a quadratic of n variables takes about n iterations. */
    @Test
    void aQuadraticTakesAFewIterations() {
        Parameter x = GivenGradient.parameter("x", 3, -2, 1, 4);
        Tensor curvature = Tensor.of(new double[] {1, 2, 5, 10});
        LBFGS optimizer = new LBFGS(List.of(x), 1, WOLFE);

        optimizer.step(closure(
                optimizer, () -> x.tensor().square().mul(curvature).sum().mul(0.5)));

        assertThat(x.tensor().toDoubles()).containsExactly(new double[4], within(1e-7));
        assertThat(optimizer.iterations()).isLessThanOrEqualTo(14);
        assertThat(optimizer.evaluations()).isLessThanOrEqualTo(20);
    }

    @Test
    void rosenbrocksValleyWithTheLineSearch() {
        LBFGS optimizer = new LBFGS(List.of(p), 1, WOLFE.withMaxIterations(100));
        DoubleSupplier f = closure(optimizer, () -> rosenbrock(p.tensor()));

        optimizer.step(f);

        assertThat(p.tensor().toDoubles()).containsExactly(new double[] {1, 1}, within(1e-6));
        assertThat(optimizer.iterations()).isLessThan(50);
        assertThat(optimizer.evaluations()).isLessThan(80);
        assertThat(f.getAsDouble()).isLessThan(1e-14);
    }

    /** Many steps of one iteration are the iterations of one step: the estimate goes on. */
    @Test
    void theLossFallsFromStepToStep() {
        LBFGS optimizer = new LBFGS(List.of(p), 1, WOLFE.withMaxIterations(1).withMaxEvaluations(30));
        DoubleSupplier f = closure(optimizer, () -> rosenbrock(p.tensor()));
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 45; i++) {
            double loss = optimizer.step(f);
            assertThat(loss).isLessThanOrEqualTo(before);
            before = loss;
        }
        assertThat(before).isLessThan(1e-12);
    }

    @Test
    void goingOnFromASavedStateGivesTheSameBits() {
        for (LineSearch search : LineSearch.values()) {
            Options options =
                    Options.DEFAULT.withMaxIterations(3).withHistorySize(4).withLineSearch(search);
            double rate = search == LineSearch.NONE ? 0.01 : 1;
            Parameter whole = GivenGradient.parameter("p", -1.5, 2);
            LBFGS uninterrupted = new LBFGS(List.of(whole), rate, options);
            steps(uninterrupted, whole, 7);

            Parameter part = GivenGradient.parameter("p", -1.5, 2);
            LBFGS first = new LBFGS(List.of(part), rate, options);
            steps(first, part, 3);
            StateDict saved = first.stateDict();
            LBFGS second = new LBFGS(List.of(part), 0.5, options);
            second.loadStateDict(saved);
            steps(second, part, 4);

            assertThat(part.tensor().toDoubles()).containsExactly(whole.tensor().toDoubles());
            assertThat(second.iterations()).isEqualTo(uninterrupted.iterations());
            assertThat(second.evaluations()).isEqualTo(uninterrupted.evaluations());
            assertThat(saved.asMap().get("shared.old_dirs").shape().toArray()).containsExactly(4, 2);
        }
    }

    private static void steps(LBFGS optimizer, Parameter p, int count) {
        for (int i = 0; i < count; i++) {
            optimizer.step(closure(optimizer, () -> rosenbrock(p.tensor())));
        }
    }

    @Test
    void aStateBeforeTheFirstStepIsAState() {
        LBFGS optimizer = new LBFGS(List.of(p));
        StateDict fresh = optimizer.stateDict();
        steps(optimizer, p, 1);
        optimizer.loadStateDict(fresh);
        assertThat(optimizer.iterations()).isZero();
        assertThat(optimizer.stateDict().asMap()).containsOnlyKeys("group.0.learning_rate", "parameter.p");
    }

    @Test
    void severalParametersInSinglePrecision() {
        Parameter w = new Parameter("w", Tensor.full(DType.FLOAT32, 2, 2, 2).requiresGrad(true));
        Parameter b = new Parameter("b", Tensor.full(DType.FLOAT32, -3).requiresGrad(true));
        Parameter unused = new Parameter("u", Tensor.full(DType.FLOAT32, 7, 2).requiresGrad(true));
        LBFGS optimizer = new LBFGS(List.of(w, unused, b), 1, WOLFE);

        optimizer.step(closure(
                optimizer,
                () -> w.tensor()
                        .sub(1)
                        .square()
                        .sum()
                        .add(b.tensor().sub(w.tensor().sum()).square())));

        assertThat(w.tensor().toFloats()).containsExactly(new float[] {1, 1, 1, 1}, within(1e-4f));
        assertThat(b.tensor().item()).isCloseTo(4, within(1e-3));
        assertThat(unused.tensor().toFloats()).containsExactly(7, 7);
    }

    @Test
    void itStopsWhereTheGradientIsZeroAndWhereTheLossIsNoNumber() {
        Parameter flat = GivenGradient.parameter("x", 0, 0);
        LBFGS optimizer = new LBFGS(List.of(flat), 1, WOLFE);
        optimizer.step(closure(optimizer, () -> flat.tensor().square().sum()));
        assertThat(optimizer.evaluations()).isEqualTo(1);

        Parameter negative = GivenGradient.parameter("x", -1);
        LBFGS lost = new LBFGS(List.of(negative));
        assertThat(lost.step(closure(lost, () -> negative.tensor().log().sum())))
                .isNaN();
        assertThat(lost.evaluations()).isLessThanOrEqualTo(2);
    }

    /** The first trials of x - 3 ln x may land where ln is not a number: the search comes back. */
    @Test
    void theSearchComesBackFromWhereThereIsNoNumber() {
        Parameter x = GivenGradient.parameter("x", 0.1);
        LBFGS optimizer = new LBFGS(List.of(x), 1, WOLFE);
        optimizer.step(
                closure(optimizer, () -> x.tensor().sub(x.tensor().log().mul(3)).sum()));
        assertThat(x.tensor().item()).isCloseTo(3, within(1e-5));

        Parameter far = GivenGradient.parameter("x", 5);
        LBFGS bold = new LBFGS(List.of(far), 30, WOLFE); // its first trial is below zero
        bold.step(
                closure(bold, () -> far.tensor().sub(far.tensor().log().mul(3)).sum()));
        assertThat(far.tensor().item()).isCloseTo(3, within(1e-5));
    }

    @Test
    void theCubicThroughTwoPoints() {
        // x^3 - 3 x has its minimum at 1
        StrongWolfe.Point a = point(0, 0, -3);
        StrongWolfe.Point b = point(2, 2, 9);
        assertThat(StrongWolfe.cubicMinimum(a, b, 0, 2)).isCloseTo(1, within(1e-15));
        assertThat(StrongWolfe.cubicMinimum(b, a, 0, 2)).isCloseTo(1, within(1e-15));
        assertThat(StrongWolfe.cubicMinimum(a, b, 1.5, 2)).isEqualTo(1.5);
        // x^3 + x has none
        assertThat(StrongWolfe.cubicMinimum(point(-1, -2, 4), point(1, 2, 4), -1, 1))
                .isZero();
        assertThat(StrongWolfe.cubicMinimum(a, point(2, Double.POSITIVE_INFINITY, Double.NaN), 0, 2))
                .isEqualTo(1);
    }

    private static StrongWolfe.Point point(double step, double value, double slope) {
        return new StrongWolfe.Point(step, value, null, slope);
    }

    @Test
    void everyOtherRuleTakesAClosureToo() {
        Sgd sgd = new Sgd(List.of(p), 0.5);
        assertThat(sgd.step(closure(sgd, () -> p.tensor().square().sum()))).isEqualTo(6.25);
        assertThat(p.tensor().toDoubles()).containsExactly(0, 0);
    }

    @Test
    void whatItRefuses() {
        LBFGS optimizer = new LBFGS(List.of(p));
        GivenGradient.set(p.tensor(), 1, 1);
        assertThatThrownBy(optimizer::step)
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("LBFGS", "step(closure)");
        optimizer.addGroup(List.of(GivenGradient.parameter("q", 1)), 1);
        assertThatThrownBy(() -> optimizer.step(() -> 0))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("2 groups");
        Parameter single = new Parameter("s", Tensor.ones(DType.FLOAT32, 2).requiresGrad(true));
        assertThatThrownBy(() -> new LBFGS(List.of(p, single)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("'s'", "FLOAT32", "FLOAT64");
        assertThatThrownBy(() -> Options.DEFAULT.withHistorySize(0))
                .hasMessageContaining("historySize must be at least 1");
        assertThatThrownBy(() -> Options.DEFAULT.withToleranceGradient(-1).withToleranceChange(0))
                .hasMessageContaining("toleranceGradient");
    }

    @Test
    void statesThatDoNotFit() {
        LBFGS optimizer = new LBFGS(List.of(p), 1, WOLFE);
        steps(optimizer, p, 1);
        Map<String, Tensor> state = optimizer.stateDict().asMap();
        LBFGS other = new LBFGS(List.of(GivenGradient.parameter("q", 1, 2, 3)));
        assertThatThrownBy(() -> other.loadStateDict(StateDict.of(state)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("shared.d: expected [3]", "shared.old_dirs: expected [", "got [2]");
        Map<String, Tensor> part = new LinkedHashMap<>(state);
        part.remove("shared.prev_flat_grad");
        assertThatThrownBy(() -> optimizer.loadStateDict(StateDict.of(part)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("shared.prev_flat_grad: missing");
        assertThatThrownBy(() -> new Sgd(List.of(p), 1).loadStateDict(StateDict.of(state)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("Sgd", "shared.n_iter: unexpected", "shared.ro: unexpected");
    }
}
