package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.autodiff.array.Seed;

/** The directions that a check takes: each element, some of them, or random ones of each input or of all. */
final class Directions {
    /** More elements than these are compared with the reverse sweep only, and a sample of them with the forward sweep. */
    private static final int MOST_TANGENTS = 48;

    /** More inputs than these are moved together where directions are random. */
    private static final int MOST_INPUTS = 8;

    /** Along directions of very many elements the step is finer by this factor. */
    static final int FINER = 64;

    private Directions() {}

    /** Whether all inputs move at once. */
    static boolean isJoint(GradCheck settings, Subject s) {
        return s.byElement()
                && settings.mode() == Mode.FAST
                && s.inputs() > 1
                && (s.inputs() > MOST_INPUTS || s.isLarge());
    }

    /** Directions of all inputs at once, each weighted so that its share of the derivative is like the others'. */
    private static List<Direction> joint(GradCheck settings, Subject s, Seed seed, double[] cotangent) {
        double[][] g = s.derivatives(new double[][] {cotangent}, List.of()).gradients()[0];
        List<Direction> all = new ArrayList<>();
        for (int n = 0; n < settings.directions(); n++) {
            Direction v = Direction.random(s, -1, seed.child(800 + n), settings.step());
            v = s.isLarge() ? v.leaning(g, n) : v;
            double[] weights = new double[s.inputs()];
            double most = 0;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = Math.abs(v.dot(g, i));
                most = Math.max(most, weights[i]);
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] = weight(weights[i], most);
            }
            all.add(v.weighted(weights, step(settings, s, v), n == 0));
        }
        return all;
    }

    /** The weight of an input with such a share of the derivative: small steps where it is large, never larger ones. */
    static double weight(double share, double most) {
        return Math.min(1, share > 0 ? Math.max(1e-3, 1e-2 * most / share) : 1);
    }

    /**
     * The step along a direction of many elements, small beside that of few: so many units that bend at a kink lie near it
     * that the usual step would pass some. In single precision its rounding leaves no room for that.
     */
    private static double step(GradCheck settings, Subject s, Direction v) {
        return settings.step() == 0 && s.isLarge() && s.unit() < 1e-10 ? v.base() / FINER : v.base();
    }

    /** One random direction of each input by itself. */
    static List<Direction> each(GradCheck settings, Subject s, Seed seed) {
        List<Direction> all = new ArrayList<>();
        for (int i = 0; i < s.inputs(); i++) {
            all.add(Direction.random(s, i, seed.child(1000).child(i), settings.step()));
        }
        return all;
    }

    /** Those that the settings ask for; the cotangent is that whose gradient weighs inputs that move at once. */
    static List<Direction> of(GradCheck settings, Subject s, Seed seed, double[] cotangent) {
        if (isJoint(settings, s)) {
            return joint(settings, s, seed, cotangent);
        }
        List<Direction> all = new ArrayList<>();
        int k = settings.directions();
        if (!s.byElement()) {
            all.add(Direction.random(s, -1, seed.child(700), settings.step()));
            return all;
        }
        for (int i = 0; i < s.inputs(); i++) {
            int size = s.point(i).length;
            if (settings.mode() == Mode.FAST && size > k) {
                for (int n = 0; n < k; n++) {
                    all.add(Direction.random(s, i, seed.child(1000L + n).child(i), settings.step()));
                }
                continue;
            }
            int[] elements = chosen(size, settings.mode() == Mode.SAMPLED ? settings.samples() : size, seed.child(i));
            int[] tangents = chosen(elements.length, MOST_TANGENTS, seed.child(900 + i));
            int t = 0;
            for (int e = 0; e < elements.length; e++) {
                boolean tangent = t < tangents.length && tangents[t] == e;
                t += tangent ? 1 : 0;
                if (Double.isFinite(s.point(i)[elements[e]])) {
                    all.add(Direction.element(s, i, elements[e], settings.step(), tangent));
                }
            }
        }
        return all;
    }

    /** Up to k of the numbers below n, in order. */
    static int[] chosen(int n, int k, Seed seed) {
        int[] all = new int[n];
        Arrays.setAll(all, i -> i);
        if (n <= k) {
            return all;
        }
        RandomGenerator random = seed.generator();
        for (int i = 0; i < k; i++) {
            int j = random.nextInt(i, n);
            int swap = all[i];
            all[i] = all[j];
            all[j] = swap;
        }
        int[] some = Arrays.copyOf(all, k);
        Arrays.sort(some);
        return some;
    }
}
