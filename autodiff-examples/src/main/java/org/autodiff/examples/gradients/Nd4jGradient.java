package org.autodiff.examples.gradients;

import java.util.List;
import org.autodiff.array.Seed;
import org.autodiff.check.GradientCheck;
import org.autodiff.check.report.GradCheckReport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A check of a gradient that is written with ND4J's arrays: of logistic regression, by weights and intercept. Arrays go in
 * and out as {@code double[]}, so that the checker need not know them; another library's arrays are checked the same way.
 */
public final class Nd4jGradient {
    private static final int SAMPLES = 6;
    private static final int FEATURES = 3;

    private final INDArray x = array(1, SAMPLES, FEATURES);
    private final INDArray y = array(2, SAMPLES, 1).gt(0).castTo(DataType.DOUBLE);
    private final boolean mistaken;

    /**
     * @param mistaken whether the gradient by the intercept is a sum where the loss is a mean
     */
    public Nd4jGradient(boolean mistaken) {
        this.mistaken = mistaken;
    }

    private static INDArray array(long seed, int rows, int columns) {
        return Nd4j.createFromArray(Seed.of(seed)
                        .generator()
                        .doubles((long) rows * columns, -1, 1)
                        .toArray())
                .reshape(rows, columns);
    }

    private INDArray probabilities(List<double[]> p) {
        INDArray w = Nd4j.createFromArray(p.get(0)).reshape(FEATURES, 1);
        return Transforms.sigmoid(x.mmul(w).add(p.get(1)[0]));
    }

    /** The mean cross-entropy. */
    public double loss(List<double[]> p) {
        INDArray q = probabilities(p);
        INDArray ofOnes = Transforms.log(q).mul(y);
        INDArray ofZeros = Transforms.log(q.rsub(1)).mul(y.rsub(1));
        return -ofOnes.add(ofZeros).meanNumber().doubleValue();
    }

    /** Its gradients by weights and intercept. */
    public List<double[]> gradients(List<double[]> p) {
        INDArray off = probabilities(p).sub(y);
        INDArray byWeights = x.transpose().mmul(off).div(SAMPLES);
        double byIntercept =
                mistaken ? off.sumNumber().doubleValue() : off.meanNumber().doubleValue();
        return List.of(byWeights.reshape(FEATURES).toDoubleVector(), new double[] {byIntercept});
    }

    /** Checks it, with or without the mistake. */
    public static GradCheckReport check(boolean mistaken) {
        Nd4jGradient regression = new Nd4jGradient(mistaken);
        return GradientCheck.ofParameters(regression::loss, regression::gradients)
                .named("weights", "intercept")
                .at(List.of(new double[] {0.3, -0.2, 0.5}, new double[] {0.1}));
    }

    /** Prints both reports. */
    public static void main(String[] args) {
        System.out.println(check(false) + "\n\n" + check(true));
    }
}
