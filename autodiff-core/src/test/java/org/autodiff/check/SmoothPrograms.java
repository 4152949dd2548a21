package org.autodiff.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Attrs;
import org.autodiff.op.Domain;
import org.autodiff.op.Pointwise;

/**
 * Random smooth programs of operations of the table, whose gradients are right: a checker that raises no alarm on them can
 * be believed when it does. {@code main(count)} checks so many, of 5 to 60 operations at scales from 1e-6 to 1e6.
 */
final class SmoothPrograms {
    private static final int WIDTH = 4;

    /** One step: an operation and the numbers of the values that it is applied to. */
    private record Step(OpDef op, Attrs attrs, int[] inputs) {}

    private final List<Step> steps = new ArrayList<>();
    private final double scale;
    private final Tensor[] xs;

    private SmoothPrograms(double scale, Tensor[] xs) {
        this.scale = scale;
        this.xs = xs;
    }

    /** The operations of one or two elements without attributes that are smooth on their domain. */
    static List<OpDef> smooth() {
        return Ops.all().stream()
                .filter(op -> op.isDifferentiable()
                        && op.kinks().isEmpty()
                        && op.attributes() == Attrs.None.class
                        && (op.scalar() instanceof Pointwise.One || op.scalar() instanceof Pointwise.Two)
                        && op.domains().stream().allMatch(d -> d.dtype() == DType.FLOAT64 && d.kinks().length == 0)
                        && !List.of("fmod", "remainder", "maximum", "minimum").contains(op.name()))
                .toList();
    }

    /** A program of this seed, which also says how many operations and which scale. */
    static SmoothPrograms of(Seed seed) {
        RandomGenerator random = seed.generator();
        double scale = Math.pow(10, random.nextInt(-6, 7));
        Tensor[] xs = new Tensor[random.nextInt(1, 4)];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = Tensor.uniform(
                    seed.child(i),
                    DType.FLOAT64,
                    -scale,
                    scale,
                    random.nextBoolean() ? new int[] {3, WIDTH} : new int[] {WIDTH});
        }
        SmoothPrograms program = new SmoothPrograms(scale, xs);
        program.grow(random.nextInt(5, 61), random);
        return program;
    }

    private void grow(int n, RandomGenerator random) {
        List<OpDef> ops = smooth();
        List<Tensor> values = new ArrayList<>(start(xs));
        while (steps.size() < n) {
            OpDef op = ops.get(random.nextInt(ops.size()));
            int[] inputs = new int[op.arity()];
            boolean fits = true;
            for (int i = 0; i < inputs.length; i++) {
                int from = Math.max(0, values.size() - 6);
                inputs[i] = steps.size() < xs.length && i == 0 ? steps.size() : random.nextInt(from, values.size());
                fits &= inside(
                        values.get(inputs[i]),
                        op.domains().get(Math.min(i, op.domains().size() - 1)));
            }
            if (!fits && random.nextInt(4) > 0) {
                continue;
            }
            if (!fits) { // brought into the range of most operations
                op = Ops.byName().get("tanh");
                inputs = new int[] {inputs[0]};
            }
            Tensor z = op.apply(arguments(values, inputs));
            if (largest(z) < 50) {
                steps.add(new Step(op, Attrs.None.NONE, inputs));
                values.add(z);
            }
        }
    }

    private static boolean inside(Tensor t, Domain d) {
        for (double v : t.toDoubles()) {
            if (!(v >= d.low() && v <= d.high())) {
                return false;
            }
        }
        return true;
    }

    private static double largest(Tensor t) {
        double most = 0;
        for (double v : t.toDoubles()) {
            most = Double.isFinite(v) ? Math.max(most, Math.abs(v)) : Double.POSITIVE_INFINITY;
        }
        return most;
    }

    private List<Tensor> start(Tensor[] at) {
        List<Tensor> values = new ArrayList<>();
        for (Tensor x : at) {
            values.add(x.div(scale));
        }
        return values;
    }

    private static Tensor[] arguments(List<Tensor> values, int[] inputs) {
        Tensor[] all = new Tensor[inputs.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = values.get(inputs[i]);
        }
        return all;
    }

    /** The number of operations. */
    int size() {
        return steps.size();
    }

    /** The point. */
    Tensor[] point() {
        return xs.clone();
    }

    /** The program: the last value, and the starts, so that all inputs take part. */
    TensorFunction function() {
        return at -> {
            List<Tensor> values = new ArrayList<>(start(at));
            for (Step s : steps) {
                values.add(s.op().apply(s.attrs(), arguments(values, s.inputs())));
            }
            Tensor sum = values.get(values.size() - 1);
            for (int i = values.size() - 6; i < values.size() - 1; i++) {
                sum = i >= 0 ? sum.add(values.get(i).mul(0.5)) : sum;
            }
            for (int i = 0; i < at.length; i++) {
                sum = sum.add(values.get(i).square().mul(0.1));
            }
            return sum.mul(scale);
        };
    }

    /** Checks programs of the seeds from one on, and counts the verdicts. */
    static Map<Verdict, Integer> check(int from, int count, List<String> alarms) {
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        for (int i = from; i < from + count; i++) {
            SmoothPrograms p = of(Seed.of(i));
            GradCheckReport r = GradCheck.DEFAULT.withSeed(Seed.of(i)).check(p.function(), p.point());
            verdicts.merge(r.verdict(), 1, Integer::sum);
            if (!r.passed()) {
                alarms.add("seed " + i + ", " + p.size() + " operations, scale " + p.scale + ": " + r);
            }
        }
        return verdicts;
    }

    public static void main(String[] args) {
        List<String> alarms = new ArrayList<>();
        long t0 = System.nanoTime();
        System.out.println(smooth().size() + " operations take part");
        System.out.println(
                check(0, Integer.parseInt(args[0]), alarms) + " in " + (System.nanoTime() - t0) / 1e9 + " s");
        alarms.stream().limit(args.length > 1 ? Integer.parseInt(args[1]) : 5).forEach(System.out::println);
    }
}
