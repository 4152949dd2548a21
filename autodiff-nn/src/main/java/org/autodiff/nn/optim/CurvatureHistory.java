package org.autodiff.nn.optim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tensor;

/**
 * The last steps s of a descent and the changes y of the gradient along them, from which L-BFGS estimates the inverse of
 * the Hessian without ever writing it down (Nocedal 1980; Nocedal and Wright 2006, algorithm 7.4).
 */
final class CurvatureHistory {
    /** A step with a smaller y s tells too little about the curvature, or that it is negative; PyTorch's bound. */
    private static final double LEAST_CURVATURE = 1e-10;

    /** One step: both vectors are [n] and detached; rho is 1 / (y s). */
    private record Pair(Tensor y, Tensor s, double rho) {}

    private final int size;
    private final Deque<Pair> pairs = new ArrayDeque<>();
    private double scale = 1;

    CurvatureHistory(int size) {
        this.size = size;
    }

    /** The factor of the unit matrix from which the estimate starts: y s / (y y) of the last pair, at first 1. */
    double scale() {
        return scale;
    }

    /** The number of pairs kept. */
    int count() {
        return pairs.size();
    }

    /**
     * Keeps a pair, and forgets the oldest one if there are too many; one without positive curvature is left out.
     *
     * @param y the change of the gradient, [n]
     * @param s the step that was made, [n]
     */
    void add(Tensor y, Tensor s) {
        double ys = product(y, s);
        // written so that NaN is left out too
        if (!(ys > LEAST_CURVATURE)) {
            return;
        }
        if (pairs.size() == size) {
            pairs.removeFirst();
        }
        pairs.addLast(new Pair(y.detach(), s.detach(), 1 / ys));
        scale = ys / product(y, y);
    }

    /** {@code -H gradient}, H being the estimated inverse of the Hessian: the two loops of the algorithm. */
    Tensor direction(Tensor gradient) {
        try (Scope scope = Scope.noGrad()) {
            Tensor q = gradient.neg();
            List<Pair> newestFirst = new ArrayList<>();
            pairs.descendingIterator().forEachRemaining(newestFirst::add);
            double[] alpha = new double[newestFirst.size()];
            for (int i = 0; i < alpha.length; i++) {
                Pair pair = newestFirst.get(i);
                alpha[i] = product(pair.s(), q) * pair.rho();
                q = q.sub(pair.y().mul(alpha[i]));
            }
            Tensor r = q.mul(scale);
            for (int i = alpha.length - 1; i >= 0; i--) {
                Pair pair = newestFirst.get(i);
                double beta = product(pair.y(), r) * pair.rho();
                r = r.add(pair.s().mul(alpha[i] - beta));
            }
            return r.detach();
        }
    }

    /** The changes of the gradient as rows, oldest first. */
    Tensor changes() {
        return rows(pairs.stream().map(Pair::y).toList());
    }

    /** The steps as rows, oldest first. */
    Tensor steps() {
        return rows(pairs.stream().map(Pair::s).toList());
    }

    /** The numbers rho, oldest first. */
    Tensor rhos() {
        return Tensor.of(pairs.stream().mapToDouble(Pair::rho).toArray(), pairs.size());
    }

    private static Tensor rows(List<Tensor> vectors) {
        return Tensor.stack(0, vectors.toArray(Tensor[]::new));
    }

    /**
     * Goes on from what {@link #changes}, {@link #steps}, {@link #rhos} and {@link #scale} have given. Pairs beyond the size
     * are left out, the oldest first.
     */
    void load(Tensor changes, Tensor steps, double[] rhos, double scale) {
        pairs.clear();
        for (int i = Math.max(0, rhos.length - size); i < rhos.length; i++) {
            pairs.addLast(new Pair(copy(changes.select(0, i)), copy(steps.select(0, i)), rhos[i]));
        }
        this.scale = scale;
    }

    /** Starts anew. */
    void clear() {
        pairs.clear();
        scale = 1;
    }

    /** A copy with its own memory. */
    static Tensor copy(Tensor vector) {
        Tensor copy = Tensor.zeros(vector.dtype(), vector.shape().toArray()).detach();
        InPlace.assign(copy, vector);
        return copy;
    }

    /** The sum of the products of two vectors' elements. */
    static double product(Tensor a, Tensor b) {
        return a.mul(b).sum().item();
    }
}
