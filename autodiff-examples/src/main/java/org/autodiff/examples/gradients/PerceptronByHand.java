package org.autodiff.examples.gradients;

import java.util.List;
import org.autodiff.array.Seed;
import org.autodiff.check.GradientCheck;
import org.autodiff.check.report.GradCheckReport;

/**
 * A perceptron of three layers with its back-propagation written by hand, in plain Java that knows nothing of this library,
 * and a check that finds a mistake in it: which array, which element, what would be right.
 */
public final class PerceptronByHand {
    /** A mistake of the kind that one makes. */
    public enum Mistake {
        /** None. */
        NONE,
        /** The second hidden layer's cotangent is not multiplied by the derivative of tanh. */
        FORGOTTEN_DERIVATIVE,
        /** The gradient of the second weights is multiplied by the wrong layer's values. */
        WRONG_LAYER,
        /** The gradient of the first bias misses its last element. */
        OFF_BY_ONE
    }

    private static final int IN = 3;
    private static final int FIRST = 4;
    private static final int SECOND = 4;

    private final double[] x;
    private final double target;
    private final Mistake mistake;

    /** A perceptron with one sample and a mistake. */
    public PerceptronByHand(double[] x, double target, Mistake mistake) {
        this.x = x.clone();
        this.target = target;
        this.mistake = mistake;
    }

    private static double[] layer(double[] w, double[] b, double[] in) {
        double[] out = b.clone();
        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < in.length; j++) {
                out[i] += w[i * in.length + j] * in[j];
            }
        }
        return out;
    }

    private static double[] tanh(double[] a) {
        double[] h = new double[a.length];
        for (int i = 0; i < h.length; i++) {
            h[i] = Math.tanh(a[i]);
        }
        return h;
    }

    /** Half the square of what the perceptron is off, by the parameters w1, b1, w2, b2, w3, b3. */
    public double loss(List<double[]> p) {
        double[] h1 = tanh(layer(p.get(0), p.get(1), x));
        double[] h2 = tanh(layer(p.get(2), p.get(3), h1));
        double off = layer(p.get(4), p.get(5), h2)[0] - target;
        return off * off / 2;
    }

    /** The gradients by the same parameters. */
    public List<double[]> gradients(List<double[]> p) {
        double[] h1 = tanh(layer(p.get(0), p.get(1), x));
        double[] h2 = tanh(layer(p.get(2), p.get(3), h1));
        double[] d3 = {layer(p.get(4), p.get(5), h2)[0] - target};
        double[] d2 = back(p.get(4), d3, h2, mistake != Mistake.FORGOTTEN_DERIVATIVE);
        double[] d1 = back(p.get(2), d2, h1, true);
        double[] b1 = d1.clone();
        if (mistake == Mistake.OFF_BY_ONE) {
            b1[b1.length - 1] = 0;
        }
        return List.of(
                outer(d1, x), b1, outer(d2, mistake == Mistake.WRONG_LAYER ? h2 : h1), d2, outer(d3, h2), d3.clone());
    }

    private static double[] back(double[] w, double[] d, double[] h, boolean through) {
        double[] below = new double[h.length];
        for (int j = 0; j < h.length; j++) {
            for (int i = 0; i < d.length; i++) {
                below[j] += w[i * h.length + j] * d[i];
            }
            below[j] *= through ? 1 - h[j] * h[j] : 1;
        }
        return below;
    }

    private static double[] outer(double[] d, double[] h) {
        double[] g = new double[d.length * h.length];
        for (int k = 0; k < g.length; k++) {
            g[k] = d[k / h.length] * h[k % h.length];
        }
        return g;
    }

    /** Checks a perceptron with a mistake at random parameters. */
    public static GradCheckReport check(Mistake mistake) {
        PerceptronByHand net = new PerceptronByHand(new double[] {0.4, -0.7, 0.2}, 0.5, mistake);
        return GradientCheck.ofParameters(net::loss, net::gradients)
                .named("w1", "b1", "w2", "b2", "w3", "b3")
                .at(List.of(
                        drawn(1, IN * FIRST),
                        drawn(2, FIRST),
                        drawn(3, FIRST * SECOND),
                        drawn(4, SECOND),
                        drawn(5, SECOND),
                        drawn(6, 1)));
    }

    private static double[] drawn(long seed, int n) {
        return Seed.of(seed).generator().doubles(n, -1, 1).toArray();
    }

    /** Prints the report of each mistake, or of that which is named. */
    public static void main(String[] args) {
        for (Mistake mistake : Mistake.values()) {
            if (args.length == 0 || mistake.name().equals(args[0])) {
                System.out.println(mistake + ": " + check(mistake) + "\n");
            }
        }
    }
}
