package org.autodiff.functional;

import java.util.Map;
import org.autodiff.OpDef;
import org.autodiff.array.RecurrentCell;
import org.autodiff.op.Reference;
import org.autodiff.op.Reference.Plain;

/** The plain-Java reference of recurrent layers: the formulas of the steps, for one sequence. */
public final class RecurrentReferences {
    public static final Map<OpDef, Reference> ALL = Map.of(RecurrentLayer.RECURRENT, (i, in, a) -> {
        RecurrentLayer.Run run = (RecurrentLayer.Run) a;
        int times = in[0].shape().dim(0);
        int hidden = in[2].shape().dim(1);
        double[] h = new double[hidden];
        double[] c = new double[hidden];
        for (int j = 0; j < hidden; j++) {
            h[j] = in[1].at(new int[] {0, i[2], j});
            c[j] = run.cell() == RecurrentCell.LSTM ? in[1].at(new int[] {1, i[2], j}) : 0;
        }
        for (int step = 0; step < times; step++) {
            int t = run.reverse() ? times - 1 - step : step;
            step(run.cell(), in, t, i[2], h, c);
            if (t == i[1]) {
                break;
            }
        }
        return i[0] == 0 ? h[i[3]] : c[i[3]];
    });

    private RecurrentReferences() {}

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static void step(RecurrentCell cell, Plain[] in, int t, int row, double[] h, double[] c) {
        int hidden = h.length;
        int width = cell.gates() * hidden;
        double[] x = new double[width];
        double[] p = new double[width];
        for (int k = 0; k < width; k++) {
            x[k] = in[0].at(new int[] {t, row, k});
            p[k] = in[3].at(new int[] {k});
            for (int j = 0; j < hidden; j++) {
                p[k] += in[2].at(new int[] {k, j}) * h[j];
            }
        }
        for (int j = 0; j < hidden; j++) {
            double first = x[j] + p[j];
            switch (cell) {
                case TANH -> h[j] = Math.tanh(first);
                case RELU -> h[j] = Math.max(first, 0);
                case LSTM -> {
                    int f = j + hidden;
                    int g = j + 2 * hidden;
                    int o = j + 3 * hidden;
                    c[j] = sigmoid(x[f] + p[f]) * c[j] + sigmoid(first) * Math.tanh(x[g] + p[g]);
                    h[j] = sigmoid(x[o] + p[o]) * Math.tanh(c[j]);
                }
                default -> {
                    double z = sigmoid(x[j + hidden] + p[j + hidden]);
                    double n = Math.tanh(x[j + 2 * hidden] + sigmoid(first) * p[j + 2 * hidden]);
                    h[j] = (1 - z) * n + z * h[j];
                }
            }
        }
    }
}
