package org.autodiff.examples.research;

import java.util.function.BinaryOperator;
import org.autodiff.Tensor;

/**
 * A problem of NIST's Statistical Reference Datasets for nonlinear regression.
 *
 * @param model the prediction from parameters and x
 * @param start NIST's second start
 * @param certified the certified parameters, to 11 digits
 */
public record NistData(double[] x, double[] y, BinaryOperator<Tensor> model, double[] start, double[] certified) {
    /** Adsorption of a molecule: two parameters. */
    public static final NistData MISRA1A = new NistData(
            new double[] {
                77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0
            },
            new double[] {
                10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78
            },
            (b, x) -> b.get(0).mul(x.mul(b.get(1)).neg().exp().rsub(1)),
            new double[] {250, 5e-4},
            new double[] {2.3894212918e2, 5.5015643181e-4});

    /** Mobility of electrons: a quotient of cubic polynomials, seven parameters. */
    public static final NistData THURBER = new NistData(
            new double[] {
                -3.067, -2.981, -2.921, -2.912, -2.84, -2.797, -2.702, -2.699, -2.633, -2.481, -2.363, -2.322, -1.501,
                -1.46, -1.274, -1.212, -1.1, -1.046, -0.915, -0.714, -0.566, -0.545, -0.4, -0.309, -0.109, -0.103, 0.01,
                0.119, 0.377, 0.79, 0.963, 1.006, 1.115, 1.572, 1.841, 2.047, 2.2
            },
            new double[] {
                80.574, 84.248, 87.264, 87.195, 89.076, 89.608, 89.868, 90.101, 92.405, 95.854, 100.696, 101.06,
                401.672, 390.724, 567.534, 635.316, 733.054, 759.087, 894.206, 990.785, 1090.109, 1080.914, 1122.643,
                1178.351, 1260.531, 1273.514, 1288.339, 1327.543, 1353.863, 1414.509, 1425.208, 1421.384, 1442.962,
                1464.35, 1468.705, 1447.894, 1457.628
            },
            NistData::thurber,
            new double[] {1300, 1500, 500, 75, 1, 0.4, 0.05},
            new double[] {
                1.2881396800e3,
                1.4910792535e3,
                5.8323836877e2,
                7.5416644291e1,
                9.6629502864e-1,
                3.9797285797e-1,
                4.9727297349e-2
            });

    private static Tensor thurber(Tensor b, Tensor x) {
        Tensor above = b.get(3).mul(x).add(b.get(2)).mul(x).add(b.get(1)).mul(x).add(b.get(0));
        return above.div(
                b.get(6).mul(x).add(b.get(5)).mul(x).add(b.get(4)).mul(x).add(1));
    }
}
