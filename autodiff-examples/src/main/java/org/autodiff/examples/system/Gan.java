package org.autodiff.examples.system;

import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.nn.Module;
import org.autodiff.nn.optim.Adam;

/**
 * Two networks that play against each other (Goodfellow et al. 2014): the generator makes samples out of noise, the
 * discriminator tells them from true ones. Each step moves the discriminator first, past which no gradient flows into the
 * generator, then the generator along the gradient that comes through the discriminator.
 */
final class Gan {
    /** What the generator makes samples of. */
    @FunctionalInterface
    interface Noise {
        /** Rows for so many samples. */
        Tensor draw(Seed seed, int count);

        /** Normal numbers. */
        static Noise normal(int width) {
            return (seed, count) -> Tensor.normal(seed, DType.FLOAT32, 0, 1, count, width);
        }
    }

    private final Module generator;
    private final Module discriminator;
    private final Noise noise;
    private final Adam generatorOptimizer;
    private final Adam discriminatorOptimizer;

    /**
     * A game.
     *
     * @param generator from noise to samples
     * @param discriminator from samples to logits {@code [N, 1]}: positive for true ones
     * @param noise what samples are made of
     */
    Gan(Module generator, Module discriminator, Noise noise, double rate) {
        this.generator = generator;
        this.discriminator = discriminator;
        this.noise = noise;
        Adam.Options options = Adam.Options.DEFAULT.withBetas(0.5, 0.999);
        generatorOptimizer = new Adam(generator.parameters(), rate, options);
        discriminatorOptimizer = new Adam(discriminator.parameters(), rate, options);
    }

    /** Samples of the generator, a constant. */
    Tensor generate(Seed seed, int count) {
        try (Scope scope = Scope.noGrad()) {
            return generator.call(noise.draw(seed, count)).detach();
        }
    }

    /**
     * One step of each.
     *
     * @return the loss of the discriminator before it; 2 log 2 where it cannot tell at all
     */
    double step(Tensor real, Seed seed) {
        int count = real.shape().dim(0);
        double loss = discriminate(real, generate(seed.child(0), count));
        try (Tape tape = Tape.record()) {
            generatorOptimizer.zeroGrad();
            Tensor verdict = discriminator.call(generator.call(noise.draw(seed.child(1), count)));
            said(verdict, 1).backward();
            generatorOptimizer.step();
        }
        return loss;
    }

    private double discriminate(Tensor real, Tensor made) {
        try (Tape tape = Tape.record()) {
            discriminatorOptimizer.zeroGrad();
            Tensor loss = said(discriminator.call(real), 1).add(said(discriminator.call(made), 0));
            loss.backward();
            discriminatorOptimizer.step();
            return loss.item();
        }
    }

    private static Tensor said(Tensor logits, double target) {
        return LikelihoodLoss.bceWithLogits(
                logits, Tensor.full(DType.FLOAT32, target, logits.shape().toArray()));
    }

    void learningRate(double rate) {
        generatorOptimizer.learningRate(rate);
        discriminatorOptimizer.learningRate(rate);
    }
}
