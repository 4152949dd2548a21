package org.autodiff.examples;

import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;

/** Points inside and outside of a circle, told apart: the program that the page on modules shows beside PyTorch's. */
public final class SideBySide {
    private SideBySide() {}

    /**
     * Trains and prints the share of the points that it gets right.
     *
     * @param args none
     */
    public static void main(String[] args) {
        // MODULES PAGE
        Tensor x = Tensor.uniform(Seed.of(0), DType.FLOAT32, -1, 1, 1000, 2);
        Tensor y = x.square().sum(1).gt(0.5).to(DType.INT64);
        DataLoader loader = new DataLoader(new TensorDataset(x, y), 50, Seed.of(1));
        Module model = new Sequential(new Linear(2, 32, Seed.of(2)), new ReLU(), new Linear(32, 2, Seed.of(3)));
        Optimizer optimizer = new Adam(model.parameters(), 0.01);
        for (int epoch = 0; epoch < 20; epoch++) {
            for (Batch batch : loader.epoch(epoch)) {
                optimizer.zeroGrad();
                try (Tape tape = Tape.record()) {
                    Tensor loss = Loss.crossEntropy(model.forward(batch.inputs()), batch.labels());
                    loss.backward();
                }
                optimizer.step();
            }
        }
        try (Scope scope = Scope.noGrad()) {
            Tensor right = model.forward(x).argmax(1).eq(y);
            System.out.println(right.to(DType.FLOAT32).mean().item());
        }
        // MODULES PAGE
    }
}
