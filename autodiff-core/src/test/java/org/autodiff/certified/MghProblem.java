package org.autodiff.certified;

import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;

/**
 * A sum of squares of Moré, Garbow and Hillstrom's collection, on tensors, and in closed form: each residual with its gradient
 * and its Hessian, differentiated by hand.
 *
 * @param start the standard start
 * @param minimizer a point of a minimum, exact or to the digits published; null where none is given
 * @param minimum the sum of squares there
 * @param residuals the residuals of a tensor
 * @param count how many they are
 * @param terms the closed form of each
 */
record MghProblem(
        String name,
        double[] start,
        double[] minimizer,
        double minimum,
        UnaryOperator<Tensor> residuals,
        int count,
        IntFunction<Term> terms) {

    /** A residual at a point: its value, and what it adds to a gradient and the upper half of a Hessian. */
    @FunctionalInterface
    interface Term {
        /** The value; the derivatives go into g and h, which hold zeros before. */
        double at(double[] x, double[] g, double[][] h);
    }

    /** The sum of squares. */
    Tensor squares(Tensor x) {
        return residuals.apply(x).square().sum();
    }

    /** The gradient in closed form. */
    double[] gradient(double[] x) {
        double[] sum = new double[x.length];
        for (int i = 0; i < count; i++) {
            double[] g = new double[x.length];
            double f = terms.apply(i).at(x, g, new double[x.length][x.length]);
            for (int k = 0; k < x.length; k++) {
                sum[k] += 2 * f * g[k];
            }
        }
        return sum;
    }

    /** The Hessian in closed form, row by row. */
    double[] hessian(double[] x) {
        int n = x.length;
        double[] sum = new double[n * n];
        for (int i = 0; i < count; i++) {
            double[] g = new double[n];
            double[][] h = new double[n][n];
            double f = terms.apply(i).at(x, g, h);
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    sum[j * n + k] += 2 * (g[j] * g[k] + f * h[Math.min(j, k)][Math.max(j, k)]);
                }
            }
        }
        return sum;
    }

    /** The sum of squares in closed form. */
    double value(double[] x) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double f = terms.apply(i).at(x, new double[x.length], new double[x.length][x.length]);
            sum += f * f;
        }
        return sum;
    }

    @Override
    public String toString() {
        return name;
    }
}
