package org.autodiff.examples.experiment;

import org.autodiff.array.Seed;
import org.autodiff.examples.Options;
import org.autodiff.examples.Progress;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.optim.Sgd;

/**
 * Plain stochastic gradient descent.
 *
 * @param epochs passes over the data
 * @param batchSize samples a step
 * @param rate the same in all steps
 */
record Descent(int epochs, int batchSize, double rate) {
    /** As the options say. */
    static Descent of(Options options) {
        return new Descent(options.epochs(), options.batchSize(), options.lr());
    }

    /** The data in batches, in another order each epoch. */
    Progress batches(Dataset data, Seed order) {
        return Progress.of(new DataLoader(data, batchSize, order), epochs);
    }

    /** What takes the steps. */
    Sgd optimizer(Module model) {
        return new Sgd(model.parameters(), rate);
    }
}
