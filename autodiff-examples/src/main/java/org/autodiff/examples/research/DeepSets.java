package org.autodiff.examples.research;

import java.util.Arrays;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Scatter;
import org.autodiff.functional.Scatter.Reduce;
import org.autodiff.nn.Module;
import org.autodiff.nn.ModuleList;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.optim.Adam;

/** Deep sets (Zaheer et al. 2017): a network of sets of 1 to 6 numbers, laid end to end, learns their variance. */
public final class DeepSets {
    private DeepSets() {}

    /** The mean squared error before and after 500 steps. */
    public static double[] run() {
        Module each = new Sequential(new Linear(1, 16, Seed.of(1)), new Tanh(), new Linear(16, 8, Seed.of(2)));
        Module whole = new Sequential(new Linear(8, 16, Seed.of(3)), new Tanh(), new Linear(16, 1, Seed.of(4)));
        int[] lengths = new int[60];
        Arrays.setAll(lengths, i -> 1 + i % 6);
        Tensor x = Tensor.normal(Seed.of(5), DType.FLOAT32, 0, 1, 210, 1);
        Tensor mean = Scatter.segmentReduce(x, Reduce.MEAN, lengths);
        Tensor variance =
                Scatter.segmentReduce(x.square(), Reduce.MEAN, lengths).sub(mean.square());
        Adam optimizer = new Adam(new ModuleList<>(each, whole).parameters(), 0.01);
        double[] errors = new double[2];
        for (int step = 0; step <= 500; step++) {
            optimizer.zeroGrad();
            try (Tape tape = Tape.record()) {
                Tensor sets = Scatter.segmentReduce(each.forward(x), Reduce.MEAN, lengths);
                Tensor loss = whole.forward(sets).sub(variance).square().mean();
                loss.backward();
                errors[step == 0 ? 0 : 1] = loss.item();
            }
            optimizer.step();
        }
        return errors;
    }

    /** Prints them. */
    public static void main(String[] args) {
        System.out.println("error before and after: " + run()[0] + ", " + run()[1]);
    }
}
