package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Gradients;
import org.autodiff.OpDef;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.Require;
import org.autodiff.op.Domain;
import org.autodiff.op.Kink;
import org.autodiff.op.Rejection;
import org.autodiff.op.Sample;

/**
 * Checks of an operation by its entry: its samples, domains, kinks and rejections. User-defined operations get the checks that
 * those of the library get: the value against the formula on doubles where there is one,
 * shape and type as the rules say, derivatives to the second order with both sweeps through each other, single precision
 * against double, inputs behind other strides, the convention at kinks, and that what it refuses is refused by name.
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
     */
    public record Report(int checked, List<String> failures) {
        /** A copy of the list. */
        public Report {
            Require.nonNulls(failures, "Report", "failures", "pass List.of() for none");
            failures = List.copyOf(failures);
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

    private static final Seed SEED = Seed.of(31);
    private static final double VALUE_TOLERANCE = 1e-12;
    private static final double SINGLE_VALUE_TOLERANCE = 4e-6;
    private static final double SINGLE_GRADIENT_TOLERANCE = 2e-5;

    private final OpDef op;
    private final List<String> failures = new ArrayList<>();
    private int checked;

    private OpCheck(OpDef op) {
        this.op = op;
    }

    /** Checks an operation. */
    public static Report check(OpDef op) {
        Require.nonNull(op, "OpCheck.check", "op", "pass an entry of the table");
        OpCheck check = new OpCheck(op);
        op.samples().forEach(s -> check.attempt("on " + s.shapes(), () -> check.check(s)));
        op.kinks().forEach(k -> check.attempt("at its kink " + Arrays.toString(k.at()), () -> check.check(k)));
        op.rejections().forEach(check::check);
        return new Report(check.checked, check.failures);
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

    private static Tensor draw(Domain domain, Shape shape, Seed seed) {
        double[] values = domain.fill(shape, seed.generator());
        return Tensor.of(values, values.length).reshape(shape.toArray()).to(domain.dtype());
    }

    private Tensor[] draw(List<Shape> shapes) {
        Tensor[] all = new Tensor[shapes.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = draw(op.domains().get(Math.min(i, op.domains().size() - 1)), shapes.get(i), SEED.child(i));
        }
        return all;
    }

    private void check(Sample sample) {
        String at = sample.shapes() + (sample.attrs().toString().isEmpty() ? "" : " {" + sample.attrs() + "}");
        Tensor[] inputs = draw(sample.shapes());
        Tensor z = op.apply(sample.attrs(), inputs);
        DType[] types = Arrays.stream(inputs).map(Tensor::dtype).toArray(DType[]::new);
        note(
                z.shape().equals(op.shapeOf(sample.attrs(), sample.shapes().toArray(Shape[]::new))),
                at + ": the result has shape " + z.shape() + ", which is not what its rule says");
        note(
                z.dtype() == op.type().apply(op.name(), types, sample.attrs()),
                at + ": the result is " + z.dtype() + ", which is not what its rule says");
        if (op.scalar() != null) {
            compare(
                    at + ": value against the formula",
                    numbers(z),
                    formula(sample, inputs, z.shape()),
                    VALUE_TOLERANCE);
        }
        double[][] before = Arrays.stream(inputs).map(OpCheck::numbers).toArray(double[][]::new);
        Tensor[] single = floating(inputs, DType.FLOAT32);
        Tensor[] rounded = floating(single, DType.FLOAT64);
        compare(
                at + ": single precision against double",
                numbers(op.apply(sample.attrs(), single)),
                numbers(op.apply(sample.attrs(), rounded)),
                SINGLE_VALUE_TOLERANCE);
        Tensor[] strided =
                Arrays.stream(inputs).map(OpCheck::behindOtherStrides).toArray(Tensor[]::new);
        compare(at + ": inputs behind other strides", numbers(op.apply(sample.attrs(), strided)), numbers(z), 0);
        if (op.isDifferentiable()) {
            checkDerivatives(sample, at, inputs, single, rounded);
        }
        for (int i = 0; i < inputs.length; i++) {
            compare(at + ": its input " + i + " is left alone", numbers(inputs[i]), before[i], 0);
        }
    }

    private void checkDerivatives(Sample sample, String at, Tensor[] inputs, Tensor[] single, Tensor[] rounded) {
        Tensor[] variables =
                Arrays.stream(inputs).filter(t -> t.dtype().isFloating()).toArray(Tensor[]::new);
        GradCheckReport report =
                GradCheck.order(2).check(xs -> op.apply(sample.attrs(), filled(inputs, xs)), variables);
        checked += report.checked();
        report.failures().forEach(f -> failures.add(op.name() + " " + at + ": " + f));
        double[][] a = gradients(sample, single);
        double[][] b = gradients(sample, rounded);
        for (int i = 0; i < a.length; i++) {
            compare(at + ": gradient " + i + " in single precision", a[i], b[i], SINGLE_GRADIENT_TOLERANCE);
        }
    }

    private double[][] gradients(Sample sample, Tensor[] inputs) {
        Tensor[] leaves = Arrays.stream(inputs)
                .filter(t -> t.dtype().isFloating())
                .map(t -> t.requiresGrad(true))
                .toArray(Tensor[]::new);
        try (Tape tape = Tape.record()) {
            Tensor y = op.apply(sample.attrs(), filled(inputs, leaves));
            Tensor u = draw(Domain.real(-2, 2), y.shape(), SEED).to(y.dtype());
            Gradients g = tape.gradients(false, y, u, leaves);
            for (int i = 0; i < leaves.length; i++) {
                note(
                        g.of(i).shape().equals(leaves[i].shape()) && g.of(i).dtype() == leaves[i].dtype(),
                        "gradient " + i + " is " + g.of(i).dtype() + g.of(i).shape() + ", not as its input");
            }
            return g.all().stream().map(OpCheck::numbers).toArray(double[][]::new);
        }
    }

    /** The inputs with the floating-point ones replaced. */
    private static Tensor[] filled(Tensor[] inputs, Tensor[] variables) {
        Tensor[] all = inputs.clone();
        int next = 0;
        for (int i = 0; i < all.length; i++) {
            all[i] = all[i].dtype().isFloating() ? variables[next++] : all[i];
        }
        return all;
    }

    private double[] formula(Sample sample, Tensor[] inputs, Shape out) {
        double[][] wide =
                Stream.of(inputs).map(t -> numbers(t.expand(out.toArray()))).toArray(double[][]::new);
        double[] z = new double[out.size()];
        for (int i = 0; i < z.length; i++) {
            z[i] = op.scalar().at(sample.attrs(), wide[0][i], wide.length > 1 ? wide[1][i] : 0);
        }
        return z;
    }

    private void check(Kink kink) {
        try (Tape tape = Tape.record()) {
            Tensor[] xs = Arrays.stream(kink.at())
                    .mapToObj(v -> Tensor.scalar(DType.FLOAT64, v).requiresGrad(true))
                    .toArray(Tensor[]::new);
            Gradients g = tape.gradients(op.apply(op.samples().get(0).attrs(), xs), xs);
            for (int i = 0; i < xs.length; i++) {
                compare(
                        "at its kink " + Arrays.toString(kink.at()) + ": " + kink.why(),
                        new double[] {g.of(i).item()},
                        new double[] {kink.derivatives()[i]},
                        0);
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

    private static Tensor[] floating(Tensor[] xs, DType to) {
        return Arrays.stream(xs).map(x -> x.dtype().isFloating() ? x.to(to) : x).toArray(Tensor[]::new);
    }

    /** The same elements as every other one of a wider tensor. */
    private static Tensor behindOtherStrides(Tensor x) {
        if (x.rank() == 0 || x.size() == 0) {
            return x;
        }
        int last = x.rank() - 1;
        int n = x.shape().dim(last);
        return Tensor.concat(last, x, x, x).slice(last, n, 2 * n);
    }

    private static double[] numbers(Tensor t) {
        return t.to(DType.FLOAT64).toDoubles();
    }

    private void compare(String what, double[] actual, double[] expected, double tolerance) {
        boolean same = actual.length == expected.length;
        String where = "";
        for (int i = 0; same && i < actual.length; i++) {
            double a = actual[i];
            double b = expected[i];
            boolean equal = a == b || Double.isNaN(a) && Double.isNaN(b);
            same = equal || Math.abs(a - b) <= tolerance * (1 + Math.abs(b));
            where = same ? "" : ", element " + i + ": " + a + ", expected " + b;
        }
        note(same, what + where);
    }
}
