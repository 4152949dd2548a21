package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.autodiff.Gradients;
import org.autodiff.OpDef;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs;
import org.autodiff.op.Domain;
import org.autodiff.op.Kink;
import org.autodiff.op.Pointwise;
import org.autodiff.op.Reference;
import org.autodiff.op.Rejection;
import org.autodiff.op.Sample;
import org.autodiff.op.ShapeRule;
import org.autodiff.op.TypeRule;

/**
 * Checks an operation by what it states of itself: its samples, domains, kinks and rejections. It has no state: any
 * thread may call it. Those of the library and of one's own get the same checks: the value against the plain-Java
 * reference where there is one, on small and on large tensors; shape and type as the rules say; many samples at once
 * inside vmap against one after the other; derivatives to the second order with both sweeps through each other, and by
 * one variable at a time; single precision against double; inputs behind other strides; empty tensors; numbers on a
 * tape against tensors; the convention at kinks; that a discrete operation cuts the gradient; and that what it refuses
 * is refused by name.
 *
 * <pre>{@code
 * OpCheck.Report report = OpCheck.check(MyOperations.SOFTSIGN);
 * }</pre>
 */
public final class OpCheck {
    /**
     * The result of a check.
     *
     * @param checked the number of comparisons made
     * @param failures one line for each that failed
     * @param counts how many of the comparisons were of each aspect
     */
    public record Report(int checked, List<String> failures, Map<Aspect, Integer> counts) {
        /** A copy of the list and of the counts. */
        public Report {
            Require.nonNulls(failures, "Report", "failures", "pass List.of() for none");
            failures = List.copyOf(failures);
            Require.nonNull(counts, "Report", "counts", "pass Map.of() for none");
            Require.nonNulls(counts.keySet(), "Report", "the aspects", "pass constants of Aspect");
            Require.nonNulls(counts.values(), "Report", "the numbers", "pass whole numbers");
            counts = Map.copyOf(counts);
        }

        /** The aspects that an operation demands by its kind and that nothing was compared of; empty where all is covered. */
        public Set<Aspect> missing(OpDef op) {
            Set<Aspect> all = Aspect.demandedOf(op);
            all.removeIf(a -> counts.getOrDefault(a, 0) > 0);
            return all;
        }

        /** Whether everything agreed. */
        public boolean passed() {
            return failures.isEmpty();
        }

        @Override
        public String toString() {
            return passed()
                    ? "the operation passes " + checked + " checks"
                    : "the operation fails " + failures.size() + " of " + checked + " checks:\n  "
                            + String.join("\n  ", failures);
        }
    }

    private static final int SCALARS = 6;
    private static final Seed SEED = Seed.of(31);

    /** Shapes for which the native kernels run, not the Java loops. */
    private static final List<String> LARGE =
            List.of("[50,60] [50,60]", "[50,60] [60]", "[50,1] [50,60]", "[50,1] [1,60]", "[] [50,60]", "[2000] []");

    private final OpDef op;
    private final Reference reference;
    private final List<String> failures = new ArrayList<>();
    private final Aspect.Counts counts = new Aspect.Counts();
    private int checked;

    private OpCheck(OpDef op, Reference reference) {
        this.op = op;
        this.reference = reference;
    }

    /** Checks an operation, its values against the reference that it states, if any. */
    public static Report check(OpDef op) {
        Require.nonNull(op, "OpCheck.check", "op", "pass an entry of the table");
        return check(op, op.reference());
    }

    /** Checks an operation, its values against this reference; null for none. */
    public static Report check(OpDef op, Reference reference) {
        Require.nonNull(op, "OpCheck.check", "op", "pass an entry of the table");
        OpCheck check = new OpCheck(op, reference);
        check.attempt("on numbers", check::checkScalar);
        op.samples().forEach(s -> check.attempt("on " + s, () -> check.check(s)));
        if (op.scalar() != null) {
            check.attempt("on large tensors", check::checkLarge);
        }
        check.attempt("on empty tensors", check::checkEmpty);
        op.kinks().forEach(k -> check.attempt("at its kink " + Arrays.toString(k.at()), () -> check.check(k)));
        op.rejections().forEach(check::check);
        if (op.scalar() instanceof Pointwise.Two && op.shape() == ShapeRule.BROADCAST) {
            check.check(new Rejection(op.samples().get(0).attrs(), Sample.parseShapes("[2,3] [4]"), "broadcast"));
        }
        return new Report(check.checked, check.failures, check.counts.all());
    }

    private void attempt(String what, Runnable check) {
        try {
            check.run();
        } catch (RuntimeException e) { // whatever an operation of somebody's own may throw is what there is to report
            note(false, what + " throws " + e);
        }
    }

    private void note(boolean holds, String what) {
        checked++;
        if (!holds) {
            failures.add(op.name() + " " + what);
        }
    }

    private void check(Sample sample) {
        Tensor[] inputs = draw(sample.shapes());
        Application at = new Application(sample, inputs);
        Tensor z = at.run();
        Shape[] shapes = sample.shapes().toArray(Shape[]::new);
        DType[] types = Arrays.stream(inputs).map(Tensor::dtype).toArray(DType[]::new);
        note(
                z.shape().equals(op.shapeOf(sample.attrs(), shapes)),
                at + ": the result has shape " + z.shape() + ", which is not what its rule says");
        note(
                z.dtype() == op.type().apply(op.name(), types, sample.attrs()),
                at + ": the result is " + z.dtype() + ", which is not what its rule says");
        double[][] before = Arrays.stream(inputs).map(OpCheck::numbers).toArray(double[][]::new);
        if (reference != null) {
            counts.add(Aspect.VALUE, z.size());
            compareWithReference(at, z);
        }
        if (at.variables().length > 0) {
            checkVariables(at, z);
        }
        BatchingCheck.run(
                op,
                sample,
                seed -> draw(sample.shapes(), seed),
                (what, actual, expected) -> compare(what, actual, expected, Tolerance.DOUBLE));
        counts.add(Aspect.VMAP, 1);
        for (int i = 0; i < inputs.length; i++) {
            compare(at + ": its input " + i + " is left alone", numbers(inputs[i]), before[i], Tolerance.EXACT);
        }
    }

    /** The derivatives on plain numbers, which the scalar slots of a tape use, against the values on plain numbers. */
    private void checkScalar() {
        int n = op.scalar() instanceof Pointwise.One ? 1 : op.scalar() instanceof Pointwise.Two ? 2 : 0;
        if (n == 0 || !op.isDifferentiable()) {
            return;
        }
        for (int at = 0; at < SCALARS; at++) {
            double[] x = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = op.domains()
                        .get(Math.min(i, op.domains().size() - 1))
                        .sample(SEED.child(50 + at).child(i).generator());
            }
            GradCheckReport report =
                    GradientCheck.of(this::number, this::derivatives).at(x);
            checked += report.checked();
            report.failures()
                    .forEach(f ->
                            failures.add(op.name() + " on the numbers " + Arrays.toString(x) + ", scalar(...): " + f));
        }
    }

    private double number(double[] x) {
        return op.scalar().at(Attrs.None.NONE, x[0], x.length > 1 ? x[1] : 0);
    }

    private double[] derivatives(double[] x) {
        double z = number(x);
        if (op.scalar() instanceof Pointwise.One f) {
            return new double[] {f.derivative().applyAsDouble(x[0], z)};
        }
        Pointwise.Two f = (Pointwise.Two) op.scalar();
        return new double[] {f.byFirst().at(x[0], x[1], z), f.bySecond().at(x[0], x[1], z)};
    }

    private void compareWithReference(Application at, Tensor z) {
        Reference.Plain[] plain = Arrays.stream(at.inputs)
                .map(t -> new Reference.Plain(numbers(t), t.shape()))
                .toArray(Reference.Plain[]::new);
        double[] expected = reference.elements(z.shape(), plain, at.sample.attrs());
        compare(at + ": value against the reference", numbers(z), expected, Tolerance.DOUBLE);
    }

    private void checkVariables(Application at, Tensor z) {
        Tensor[] single = Variants.to(DType.FLOAT32, at.variables());
        Tensor[] rounded = Variants.to(DType.FLOAT64, single);
        String singly = at + ": single precision against double";
        compare(singly, numbers(at.run(single)), numbers(at.run(rounded)), Tolerance.SINGLE);
        Tensor[] views = Variants.views(at.variables());
        compare(at + ": inputs behind other strides", numbers(at.run(views)), numbers(z), Tolerance.EXACT);
        counts.add(Aspect.VIEW, z.size());
        checkTypes(at);
        if (!op.isDifferentiable()) {
            try (Tape tape = Tape.record()) {
                note(
                        !at.run(Variants.leaves(at.variables())).isRecorded() && tape.size() == 0,
                        at + ": it must not be recorded");
            }
            return;
        }
        GradCheckReport report = GradCheck.order(2).check(at::run, at.variables());
        checked += report.checked();
        counts.add(
                report, Arrays.stream(at.variables()).anyMatch(v -> !v.shape().equals(z.shape())));
        report.comparisons().stream()
                .filter(c -> c.oracle().decides() && c.verdict() != Verdict.PASS)
                .forEach(c -> failures.add(op.name() + " " + at + ": " + c));
        if (report.checked() == 0) {
            note(Arrays.stream(at.variables()).allMatch(v -> v.size() == 0), at + ": nothing was checked");
        }
        double[][] gradients = at.gradients(at.variables(), Variants::same);
        double[][] behindViews = at.gradients(at.variables(), Variants::views);
        double[][] inSingle = at.gradients(single, Variants::same);
        double[][] inDouble = at.gradients(rounded, Variants::same);
        for (int i = 0; i < gradients.length; i++) {
            compare(at + ": gradient " + i + " behind other strides", behindViews[i], gradients[i], Tolerance.DOUBLE);
            String what = at + ": gradient " + i + " in single precision";
            compare(what, inSingle[i], inDouble[i], Tolerance.SINGLE_GRADIENT);
            if (gradients.length > 1) {
                compare(at + ": gradient " + i + " by itself", at.gradient(i), gradients[i], Tolerance.EXACT);
            }
        }
        boolean numbers = Arrays.stream(at.inputs).allMatch(t -> t.rank() == 0);
        if (numbers && (op.scalar() instanceof Pointwise.One || op.scalar() instanceof Pointwise.Two)) {
            checkScalars(at, z.item(), gradients);
        }
    }

    /** One of the usual rules of types must refuse two of them. */
    private void checkTypes(Application at) {
        Tensor[] xs = at.variables();
        boolean mixes = op.type() != TypeRule.FLOATING
                && op.type() != TypeRule.SAME
                && op.type() != TypeRule.COMPARISON
                && op.type() != TypeRule.CONDITIONAL;
        if (xs.length < 2 || mixes) {
            return;
        }
        xs[1] = xs[1].to(DType.FLOAT32);
        try {
            at.run(xs);
            note(false, at + ": it computes with FLOAT64 and FLOAT32, which its rule refuses");
        } catch (DTypeException e) {
            boolean named =
                    List.of(op.name(), "FLOAT64", "FLOAT32", "to(").stream().allMatch(e.getMessage()::contains);
            note(named, at + ": the message on mixed types does not name it, both and to(...): " + e.getMessage());
        }
    }

    private void checkScalars(Application at, double value, double[][] gradients) {
        try (Tape tape = Tape.record()) {
            Scalar[] xs = Arrays.stream(at.inputs).map(t -> tape.leaf(t.item())).toArray(Scalar[]::new);
            Scalar y = scalar(xs);
            compare(at + ": value as scalars", new double[] {y.value()}, new double[] {value}, Tolerance.SCALAR_VALUE);
            double[] g = tape.gradients(y.mul(cotangent(Shape.SCALAR).item()), xs);
            for (int i = 0; i < g.length; i++) {
                String what = at + ": gradient " + i + " as scalars";
                compare(what, new double[] {g[i]}, gradients[i], Tolerance.SCALAR_GRADIENT);
            }
        }
    }

    private Scalar scalar(Scalar... xs) {
        return xs.length == 1 ? op.apply(xs[0]) : op.apply(xs[0], xs[1]);
    }

    private void checkLarge() {
        boolean spread = op.shape() == ShapeRule.BROADCAST;
        List<String> shapes = op.arity() == 1 ? List.of("[50,60]") : spread ? LARGE : LARGE.subList(0, 1);
        for (Sample sample : Sample.of(op.samples().get(0).attrs(), shapes.toArray(String[]::new))) {
            Application at = new Application(sample, draw(sample.shapes()));
            compareWithReference(at, at.run());
            Tensor[] single = Variants.to(DType.FLOAT32, at.variables());
            double[] expected = numbers(at.run(Variants.to(DType.FLOAT64, single)));
            compare(at + ": single precision", numbers(at.run(single)), expected, Tolerance.LARGE_SINGLE);
        }
    }

    /** The first sample without elements that computes; those before it must be refused by name. */
    private void checkEmpty() {
        for (Sample sample : Variants.emptied(op)) {
            try {
                checkEmpty(new Application(sample, draw(sample.shapes())));
                return;
            } catch (AutodiffException e) { // refused, which is a way to treat them, if the message says by whom
                note(
                        e.getMessage().contains(op.name()),
                        "on " + sample + " refuses without its name: " + e.getMessage());
                counts.add(Aspect.EMPTY, 1);
            }
        }
    }

    private void checkEmpty(Application at) {
        Tensor z = at.run();
        boolean pointwise = op.scalar() != null;
        note(!pointwise || z.size() == 0, at + ": the result is not empty");
        counts.add(Aspect.EMPTY, 1);
        Tensor[] variables = at.variables();
        if (!op.isDifferentiable() || variables.length == 0) {
            return;
        }
        double[][] g = at.gradients(variables, Variants::same);
        for (int i = 0; i < g.length; i++) {
            boolean zero = Arrays.stream(g[i]).allMatch(v -> v == 0);
            note(z.size() > 0 || zero, at + ": gradient " + i + " of a result without elements is not 0");
        }
    }

    private void check(Kink kink) {
        counts.add(Aspect.KINK, 1);
        String what = "at its kink " + Arrays.toString(kink.at()) + ": " + kink.why();
        double[] expected = kink.derivatives();
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            try (Tape tape = Tape.record()) {
                Tensor[] xs = Variants.leaves(Arrays.stream(kink.at())
                        .mapToObj(v -> Tensor.scalar(dtype, v))
                        .toArray(Tensor[]::new));
                Gradients g = tape.gradients(op.apply(op.samples().get(0).attrs(), xs), xs);
                double[] held = numbers(Tensor.of(expected).to(dtype));
                double[] actual = g.all().stream().mapToDouble(Tensor::item).toArray();
                compare(what + ", " + dtype, actual, held, Tolerance.EXACT);
            }
        }
        if (op.scalar() instanceof Pointwise.One || op.scalar() instanceof Pointwise.Two) {
            try (Tape tape = Tape.record()) {
                Scalar[] xs = Arrays.stream(kink.at()).mapToObj(tape::leaf).toArray(Scalar[]::new);
                compare(what + ", as scalars", tape.gradients(scalar(xs), xs), expected, Tolerance.EXACT);
            }
        }
    }

    private void check(Rejection rejection) {
        String message = null;
        try {
            op.apply(rejection.attrs(), draw(rejection.shapes()));
        } catch (AutodiffException e) {
            message = e.getMessage();
        }
        note(
                message != null && message.contains(op.name()) && message.contains(rejection.message()),
                "on " + rejection.shapes() + " should refuse with its name and '" + rejection.message() + "', but "
                        + (message == null ? "computes" : "says: " + message));
    }

    /** The operation on one sample; its variables are the floating-point inputs. */
    private final class Application {
        private final Sample sample;
        private final Tensor[] inputs;

        Application(Sample sample, Tensor... inputs) {
            this.sample = sample;
            this.inputs = inputs;
        }

        Tensor[] variables() {
            return Arrays.stream(inputs).filter(t -> t.dtype().isFloating()).toArray(Tensor[]::new);
        }

        Tensor run() {
            return op.apply(sample.attrs(), inputs);
        }

        Tensor run(Tensor... variables) {
            Tensor[] all = inputs.clone();
            int next = 0;
            for (int i = 0; i < all.length; i++) {
                all[i] = all[i].dtype().isFloating() ? variables[next++] : all[i];
            }
            return op.apply(sample.attrs(), all);
        }

        /** The gradients by all variables, of which the operation sees what a function makes of them. */
        double[][] gradients(Tensor[] variables, UnaryOperator<Tensor[]> seen) {
            try (Tape tape = Tape.record()) {
                Tensor[] leaves = Variants.leaves(variables);
                return gradients(tape, run(seen.apply(leaves)), leaves);
            }
        }

        /** The gradient by one variable, the others being constants. */
        double[] gradient(int i) {
            try (Tape tape = Tape.record()) {
                Tensor[] xs = variables();
                xs[i] = xs[i].requiresGrad(true);
                return gradients(tape, run(xs), xs[i])[0];
            }
        }

        private double[][] gradients(Tape tape, Tensor y, Tensor... leaves) {
            Gradients g = tape.gradients(false, y, cotangent(y.shape()).to(y.dtype()), leaves);
            for (int i = 0; i < leaves.length; i++) {
                note(
                        g.of(i).shape().equals(leaves[i].shape()) && g.of(i).dtype() == leaves[i].dtype(),
                        "gradient " + i + " is " + g.of(i).dtype() + g.of(i).shape() + ", not as its input");
            }
            return g.all().stream().map(OpCheck::numbers).toArray(double[][]::new);
        }

        @Override
        public String toString() {
            return sample.toString();
        }
    }

    private static Tensor draw(Domain domain, Shape shape, Seed seed) {
        double[] values = domain.fill(shape, seed.generator());
        return Tensor.of(values, values.length).reshape(shape.toArray()).to(domain.dtype());
    }

    private Tensor[] draw(List<Shape> shapes) {
        return draw(shapes, SEED.child(op.name().hashCode()));
    }

    private Tensor[] draw(List<Shape> shapes, Seed seed) {
        Tensor[] all = new Tensor[shapes.size()];
        Arrays.setAll(all, i -> draw(op.domains().get(i), shapes.get(i), seed.child(i)));
        return all;
    }

    private static Tensor cotangent(Shape shape) {
        return draw(Domain.real(-2, 2), shape, SEED);
    }

    static double[] numbers(Tensor t) {
        return t.to(DType.FLOAT64).toDoubles();
    }

    private void compare(String what, double[] actual, double[] expected, Tolerance tolerance) {
        boolean same = actual.length == expected.length;
        String where = same ? "" : ", " + actual.length + " elements, expected " + expected.length;
        for (int i = 0; same && i < actual.length; i++) {
            same = tolerance.holds(actual[i], expected[i]);
            where = same ? "" : ", element " + i + ": " + actual[i] + ", expected " + expected[i];
        }
        note(same, what + where);
    }
}
