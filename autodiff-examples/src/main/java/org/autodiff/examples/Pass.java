package org.autodiff.examples;

import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.examples.report.Score;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.optim.Optimizer;

/** One pass of a classifier over its training data. */
public final class Pass {

    private Pass() {}

    /**
     * Takes a step for each batch.
     *
     * @param epoch counted from 1
     * @return the mean of the batches' losses, and the accuracy, both as they were before each step
     */
    public static Score stochastic(Module model, Optimizer optimizer, DataLoader loader, int epoch) {
        Accuracy accuracy = new Accuracy();
        double total = 0;
        for (Batch batch : Progress.over(loader, epoch)) {
            try (Tape tape = Tape.record()) {
                optimizer.zeroGrad();
                Tensor scores = model.forward(batch.inputs());
                Tensor loss = scores.crossEntropy(batch.labels());
                loss.backward();
                optimizer.step();
                total += loss.item();
                accuracy.update(scores, batch.labels());
            }
        }
        return new Score(total / loader.size(), accuracy.value());
    }

    /**
     * Takes one step along the gradient of the mean loss over all samples: the gradient descent of textbooks. The gradient is
     * summed up over the batches, so that their size only bounds the memory.
     *
     * @param epoch counted from 1
     * @param samples how many there are in all batches together
     * @return the loss and the accuracy before the step
     */
    public static Score fullBatch(Module model, Optimizer optimizer, DataLoader loader, int epoch, int samples) {
        Accuracy accuracy = new Accuracy();
        double total = 0;
        optimizer.zeroGrad();
        for (Batch batch : Progress.over(loader, epoch)) {
            try (Tape tape = Tape.record()) {
                Tensor scores = model.forward(batch.inputs());
                Tensor share = scores.crossEntropy(batch.labels()).mul((double) batch.size() / samples);
                share.backward();
                total += share.item();
                accuracy.update(scores, batch.labels());
            }
        }
        optimizer.step();
        return new Score(total, accuracy.value());
    }
}
