package org.autodiff.array.math;

/** The cardinal sine sin(pi x) / (pi x) of signal processing, and its derivatives of every order. */
public final class CardinalSine {
    private CardinalSine() {}

    /** The value; 1 at 0, and 0 at the other whole numbers. */
    public static double value(double x) {
        return derivative(0, x);
    }

    /**
     * The derivative of an order n. With z = pi x it is pi^n g_n(z), where g_n is the n-th derivative of sin z / z. Away
     * from 0 these follow from one another, for z g_0 = sin z differentiated n times is z g_n + n g_(n-1) = sin(z + n pi/2).
     * Near 0, where that would lose all digits, stands the Taylor series.
     */
    public static double derivative(int n, double x) {
        double z = Math.PI * x;
        double g = Math.abs(z) < Math.max(1.5, 0.5 * n) ? series(n, z) : recurrence(n, x, z);
        return n == 0 ? g : Math.pow(Math.PI, n) * g;
    }

    private static double recurrence(int n, double x, double z) {
        double sin = PiTrigonometry.sin(x);
        double cos = n == 0 ? 0 : PiTrigonometry.cos(x);
        double g = sin / z;
        for (int k = 1; k <= n; k++) {
            double shifted = switch (k & 3) {
                case 0 -> sin;
                case 1 -> cos;
                case 2 -> -sin;
                default -> -cos;
            };
            g = (shifted - k * g) / z;
        }
        return g;
    }

    /** The sum over k of (-1)^k z^(2k-n) / ((2k+1) (2k-n)!), from the smallest k with 2k >= n on. */
    private static double series(int n, double z) {
        int k = (n + 1) / 2;
        double power = ((k & 1) == 0 ? 1 : -1) * ((n & 1) == 0 ? 1 : z);
        double sum = 0;
        for (int p = 2 * k - n; ; k++, p += 2) {
            double term = power / (2 * k + 1);
            double next = sum + term;
            if (next == sum || next != next) {
                return next;
            }
            sum = next;
            power *= -z * z / ((p + 1.0) * (p + 2.0));
        }
    }
}
