package org.autodiff.nn.search;

import org.autodiff.array.Seed;
import org.autodiff.error.Require;

/**
 * One run with one setting.
 *
 * @param setting the values to run with
 * @param seed the source of all that is random in the run: initial weights, the order of samples, dropout. The n-th runs of
 *     all settings have the same one, so that settings are compared on equal terms
 */
public record Trial(Setting setting, Seed seed) {
    /** Checks that both are there. */
    public Trial {
        Require.nonNull(setting, "Trial", "the setting", "pass the values to run with");
        Require.nonNull(seed, "Trial", "the seed", "pass Seed.of(number)");
    }

    /** The value of a hyperparameter of the space. */
    public <T> T get(Hyperparameter<T> hyperparameter) {
        return setting.get(hyperparameter);
    }
}
