package org.autodiff.examples.proof;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.Seed;
import org.autodiff.check.Fault;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.Verdict;
import org.autodiff.functional.Pooling;
import org.autodiff.transform.Autodiff;

/**
 * Functions with kinks, at random points, at points within 1e-4 of kinks, and exactly at them.
 * The rule is right, so that none may fail; for every twentieth seed it is also made wrong, in all ways of {@link Fault} and by
 * a number that is added, so that none may pass.
 */
final class KinkSeeds {
    private static final int SIZE = 8;

    /** Where the points are. */
    enum Where {
        RANDOM,
        NEAR,
        AT
    }

    /** A function, the values at which it has kinks, and whether it has them where elements are equal. */
    record Kinked(TensorFunction f, double... kinks) {}

    private KinkSeeds() {}

    static Map<String, Kinked> functions() {
        Map<String, Kinked> all = new LinkedHashMap<>();
        all.put("relu", new Kinked(x -> x[0].relu(), 0));
        all.put("abs", new Kinked(x -> x[0].abs(), 0));
        all.put("max", new Kinked(x -> x[0].max(), 1, 1, -1));
        all.put("maxPool", new Kinked(x -> Pooling.maxPool1d(x[0].reshape(1, 1, SIZE), 4), 1, 1, -1));
        all.put("clamp", new Kinked(x -> x[0].clamp(-0.5, 0.5), -0.5, 0.5));
        all.put("where", new Kinked(x -> x[0].gt(0).where(x[0].square(), x[0].mul(2)), 0));
        all.put("sort", new Kinked(x -> x[0].sort(0).values(), 1, 1, -1));
        all.put("norm", new Kinked(x -> x[0].norm(), 0));
        return all;
    }

    static Tensor point(Kinked k, Where where, Seed seed) {
        RandomGenerator random = seed.generator();
        double[] v = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            double kink = k.kinks()[random.nextInt(k.kinks().length)];
            v[i] = switch (where) {
                case RANDOM -> random.nextGaussian();
                case NEAR -> kink + random.nextDouble(-1e-4, 1e-4);
                case AT -> kink;
            };
        }
        return Tensor.of(v, SIZE);
    }

    /** The verdicts of one function at points of one kind. */
    static Map<Verdict, Integer> verdicts(Kinked k, Where where, int from, int count) {
        Map<Verdict, Integer> all = new EnumMap<>(Verdict.class);
        for (int s = from; s < from + count; s++) {
            Seed seed = Seed.of(s);
            all.merge(
                    GradCheck.DEFAULT
                            .withSeed(seed)
                            .check(k.f(), point(k, where, seed))
                            .verdict(),
                    1,
                    Integer::sum);
        }
        return all;
    }

    /**
     * The verdicts where the rule is wrong. A gradient of zero altogether is left out where there is no kink, and a term of zero
     * that is dropped: they stay right. At a kink a rule counts as wrong if it is so beside it.
     */
    static Map<Verdict, Integer> wrongVerdicts(Kinked k, Where where, int from, int count) {
        Map<Verdict, Integer> all = new EnumMap<>(Verdict.class);
        for (int s = from; s < from + count; s += 20) {
            Seed seed = Seed.of(s);
            Tensor x = point(k, where, seed);
            double[] g = Autodiff.grad(xs -> k.f().apply(xs).sum(), x).get(0).toDoubles();
            TensorFunction off =
                    xs -> k.f().apply(xs).add(xs[0].sub(xs[0].detach()).sum().mul(3));
            all.merge(GradCheck.DEFAULT.withSeed(seed).check(off, x).verdict(), 1, Integer::sum);
            if (where == Where.AT || Arrays.stream(g).anyMatch(v -> v != 0)) {
                for (Fault fault : Fault.values()) {
                    if (fault == Fault.DROPPED_TERM && g[SIZE - 1] == 0) {
                        continue;
                    }
                    all.merge(
                            GradCheck.DEFAULT
                                    .withSeed(seed)
                                    .check(fault.plantedIn(k.f(), 0), x)
                                    .verdict(),
                            1,
                            Integer::sum);
                }
            }
        }
        return all;
    }
}
