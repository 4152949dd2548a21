package org.autodiff.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.examples.report.Score;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.optim.Optimizer;

/** Passes of a classifier over its training data. */
public final class Pass {
    private Pass() {}

    /**
     * Takes a step for each batch.
     *
     * @param epoch counted from 1
     * @return the mean of the batches' losses, and the accuracy, both as they were before each step; {@link Score#LOST} as
     *     soon as a loss is not finite
     */
    public static Score stochastic(Module model, Optimizer optimizer, Progress batches, int epoch) {
        return stochastic(model, optimizer, batches, epoch, UnaryOperator.identity());
    }

    /**
     * Takes a step for each batch, along the gradient of another objective.
     *
     * @param epoch counted from 1
     * @param objective makes it of the loss, such as by adding a penalty
     * @return the mean of the batches' losses, without what the objective adds, and the accuracy; {@link Score#LOST} as
     *     soon as a loss is not finite
     */
    public static Score stochastic(
            Module model, Optimizer optimizer, Progress batches, int epoch, UnaryOperator<Tensor> objective) {
        Accuracy accuracy = new Accuracy();
        double total = 0;
        for (Batch batch : batches.epoch(epoch)) {
            try (Tape tape = Tape.record()) {
                optimizer.zeroGrad();
                Tensor scores = model.forward(batch.inputs());
                Tensor loss = Loss.crossEntropy(scores, batch.labels());
                if (!Double.isFinite(loss.item())) {
                    batches.close();
                    return Score.LOST;
                }
                objective.apply(loss).backward();
                optimizer.step();
                total += loss.item();
                accuracy.update(scores, batch.labels());
            }
        }
        return new Score(total / batches.size(), accuracy.value());
    }

    /**
     * Takes one step along the gradient of the mean loss over all samples: the gradient descent of textbooks. The gradient is
     * summed up over the batches, so that their size only bounds the memory.
     *
     * @param epoch counted from 1
     * @param samples how many there are in all batches together
     * @return the loss and the accuracy before the step; {@link Score#LOST} without a step if the loss is not finite
     */
    public static Score fullBatch(Module model, Optimizer optimizer, Progress batches, int epoch, int samples) {
        Accuracy accuracy = new Accuracy();
        double total = 0;
        optimizer.zeroGrad();
        for (Batch batch : batches.epoch(epoch)) {
            try (Tape tape = Tape.record()) {
                Tensor scores = model.forward(batch.inputs());
                Tensor share = Loss.crossEntropy(scores, batch.labels()).mul((double) batch.size() / samples);
                if (!Double.isFinite(share.item())) {
                    batches.close();
                    return Score.LOST;
                }
                share.backward();
                total += share.item();
                accuracy.update(scores, batch.labels());
            }
        }
        optimizer.step();
        return new Score(total, accuracy.value());
    }

    /**
     * Passes several times over the training data, with a test after each.
     *
     * @param test what to score the model on
     * @param pass what to do in an epoch, counted from 1
     * @throws ArgumentException if a loss is not finite
     */
    public static List<EpochResult> repeat(int epochs, Module model, Dataset test, IntFunction<Score> pass) {
        List<EpochResult> results = repeatUntilLost(epochs, model, test, pass);
        CommandRunner.require(
                results.size() == epochs,
                "the loss is infinite or NaN in epoch " + (results.size() + 1) + "; the learning rate is too high");
        return results;
    }

    /** The same for trainings that may fail: the results of the epochs before a loss that is not finite. */
    public static List<EpochResult> repeatUntilLost(int epochs, Module model, Dataset test, IntFunction<Score> pass) {
        return repeatUntilLost(epochs, model, Optional.empty(), test, pass, result -> {});
    }

    /**
     * The same with a score on held-out data after each epoch.
     *
     * @param told is given each result as soon as it is there
     */
    public static List<EpochResult> repeatUntilLost(
            int epochs,
            Module model,
            Optional<Dataset> validation,
            Dataset test,
            IntFunction<Score> pass,
            Consumer<EpochResult> told) {
        List<EpochResult> results = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            long start = System.nanoTime();
            Score learned = pass.apply(epoch);
            double seconds = (System.nanoTime() - start) / 1e9;
            EpochResult result = new EpochResult(
                    epoch,
                    learned,
                    validation.map(part -> Evaluation.score(model, part)),
                    Evaluation.score(model, test),
                    seconds);
            if (result.isLost()) {
                break;
            }
            results.add(result);
            told.accept(result);
        }
        return results;
    }
}
