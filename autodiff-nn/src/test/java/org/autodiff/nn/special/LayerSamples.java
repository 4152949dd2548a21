package org.autodiff.nn.special;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.autodiff.array.Seed;
import org.autodiff.functional.Embedding.Bag;
import org.autodiff.nn.Module;
import org.autodiff.nn.layer.AlphaDropout;
import org.autodiff.nn.layer.AugmentedLinear;
import org.autodiff.nn.layer.Bilinear;
import org.autodiff.nn.layer.ChannelDropout;
import org.autodiff.nn.layer.ChannelShuffle;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Embedding;
import org.autodiff.nn.layer.EmbeddingBag;
import org.autodiff.nn.layer.Flatten;
import org.autodiff.nn.layer.Identity;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.Pad;
import org.autodiff.nn.layer.PixelShuffle;
import org.autodiff.nn.layer.PixelUnshuffle;
import org.autodiff.nn.layer.Unflatten;
import org.autodiff.nn.layer.Upsample;
import org.autodiff.nn.layer.activation.*;
import org.autodiff.nn.layer.attention.*;
import org.autodiff.nn.layer.convolution.*;
import org.autodiff.nn.layer.normalization.*;
import org.autodiff.nn.layer.pooling.*;
import org.autodiff.nn.layer.recurrent.*;

/** A layer of each kind, small, with the shape of an input of two samples. */
final class LayerSamples {
    /**
     * A layer and its input.
     *
     * @param indices whether the input is of whole numbers, or there are several
     * @param mixes whether the samples have to do with each other, or the first axis is none of samples
     */
    record Sample(Supplier<Module> of, boolean indices, boolean mixes, int... input) {
        Module make() {
            return of.get();
        }
    }

    private static final Seed SEED = Seed.of(7);

    private LayerSamples() {}

    private static void add(Map<String, Sample> all, Supplier<Module> of, int... input) {
        all.put(of.get().getClass().getSimpleName(), new Sample(of, false, false, input));
    }

    private static void addIndexed(Map<String, Sample> all, Supplier<Module> of) {
        all.put(of.get().getClass().getSimpleName(), new Sample(of, true, true, 2));
    }

    static Map<String, Sample> all() {
        Map<String, Sample> all = new TreeMap<>();
        activations(all);
        add(all, () -> new AlphaDropout(0.5, SEED), 2, 6);
        add(all, () -> new AugmentedLinear(6, 3, SEED), 2, 6);
        addIndexed(all, () -> new Bilinear(2, 3, 4, SEED));
        add(all, () -> new ChannelDropout(0.5, SEED), 2, 3, 4);
        add(all, () -> new ChannelShuffle(2), 2, 4, 3);
        add(all, () -> new Dropout(0.5, SEED), 2, 6);
        addIndexed(all, () -> new Embedding(5, 3, SEED));
        addIndexed(all, () -> new EmbeddingBag(5, 3, Bag.MEAN, SEED));
        add(all, () -> new Flatten(), 2, 3, 4);
        add(all, () -> new Identity(), 2, 6);
        add(all, () -> new Linear(6, 3, SEED), 2, 6);
        add(all, () -> new Pad(1, 1), 2, 6);
        add(all, () -> new PixelShuffle(2), 2, 4, 3, 3);
        add(all, () -> new PixelUnshuffle(2), 2, 1, 4, 4);
        add(all, () -> new Unflatten(1, 2, 3), 2, 6);
        add(all, () -> Upsample.bilinear(2, false), 2, 1, 3, 3);
        // [T, N, features]: the first axis is time
        all.put("MultiheadAttention", new Sample(() -> new MultiheadAttention(4, 2, SEED), false, true, 2, 3, 4));
        all.put(
                "TransformerEncoderLayer",
                new Sample(() -> new TransformerEncoderLayer(4, 2, SEED), false, true, 2, 3, 4));
        all.put(
                "TransformerEncoder",
                new Sample(
                        () -> new TransformerEncoder(4, 2, 2, TransformerEncoderLayer.Options.DEFAULT, SEED),
                        false,
                        true,
                        2,
                        3,
                        4));
        addIndexed(all, () -> new TransformerDecoderLayer(4, 2, SEED));
        addIndexed(all, () -> new TransformerDecoder(4, 2, 2, TransformerEncoderLayer.Options.DEFAULT, SEED));
        add(all, () -> new Conv1d(2, 3, 2, SEED), 2, 2, 6);
        add(all, () -> new Conv2d(2, 3, 2, SEED), 2, 2, 4, 4);
        add(all, () -> new Conv3d(2, 3, 2, SEED), 2, 2, 3, 3, 3);
        add(all, () -> new ConvTranspose1d(2, 3, 2, SEED), 2, 2, 6);
        add(all, () -> new ConvTranspose2d(2, 3, 2, SEED), 2, 2, 4, 4);
        add(all, () -> new ConvTranspose3d(2, 3, 2, SEED), 2, 2, 3, 3, 3);
        add(all, () -> new BatchNorm1d(3), 2, 3, 4);
        add(all, () -> new BatchNorm2d(3), 2, 3, 4, 2);
        add(all, () -> new BatchNorm3d(3), 2, 3, 2, 2, 2);
        add(all, () -> new GroupNorm(2, 4), 2, 4, 3);
        add(all, () -> new InstanceNorm1d(3), 2, 3, 4);
        add(all, () -> new InstanceNorm2d(3), 2, 3, 4, 2);
        add(all, () -> new InstanceNorm3d(3), 2, 3, 2, 2, 2);
        add(all, () -> new LayerNorm(new int[] {6}), 2, 6);
        add(all, () -> new LocalResponseNorm(3), 2, 4, 3);
        add(all, () -> new RMSNorm(6), 2, 6);
        pools(all);
        addIndexed(all, () -> new GRUCell(3, 2, SEED));
        addIndexed(all, () -> new LSTMCell(3, 2, SEED));
        addIndexed(all, () -> new RNNCell(3, 2, SEED));
        all.put("GRU", new Sample(() -> new GRU(3, 2, SEED), false, true, 2, 2, 3));
        all.put("LSTM", new Sample(() -> new LSTM(3, 2, SEED), false, true, 2, 2, 3));
        all.put("RNN", new Sample(() -> new RNN(3, 2, SEED), false, true, 2, 2, 3));
        return all;
    }

    private static void activations(Map<String, Sample> all) {
        add(all, () -> new CELU(), 2, 6);
        add(all, () -> new ELU(), 2, 6);
        add(all, () -> new GELU(), 2, 6);
        add(all, () -> new GLU(), 2, 6);
        add(all, () -> new Hardshrink(), 2, 6);
        add(all, () -> new Hardsigmoid(), 2, 6);
        add(all, () -> new Hardswish(), 2, 6);
        add(all, () -> new Hardtanh(), 2, 6);
        add(all, () -> new LeakyReLU(), 2, 6);
        add(all, () -> new LogSigmoid(), 2, 6);
        add(all, () -> new LogSoftmax(1), 2, 6);
        add(all, () -> new Maxout(2), 2, 6);
        add(all, () -> new Mish(), 2, 6);
        add(all, () -> new PReLU(), 2, 6);
        add(all, () -> new ReLU(), 2, 6);
        add(all, () -> new ReLU6(), 2, 6);
        add(all, () -> new SELU(), 2, 6);
        add(all, () -> new SiLU(), 2, 6);
        add(all, () -> new Sigmoid(), 2, 6);
        add(all, () -> new Softmax(1), 2, 6);
        add(all, () -> new Softmin(1), 2, 6);
        add(all, () -> new Softplus(), 2, 6);
        add(all, () -> new Softshrink(), 2, 6);
        add(all, () -> new Softsign(), 2, 6);
        add(all, () -> new Tanh(), 2, 6);
        add(all, () -> new Tanhshrink(), 2, 6);
        add(all, () -> new Threshold(0.25, 3), 2, 6);
    }

    private static void pools(Map<String, Sample> all) {
        add(all, () -> new AdaptiveAvgPool1d(2), 2, 1, 6);
        add(all, () -> new AdaptiveAvgPool2d(2, 2), 2, 1, 4, 4);
        add(all, () -> new AdaptiveAvgPool3d(2, 2, 2), 2, 1, 3, 3, 3);
        add(all, () -> new AdaptiveMaxPool1d(2), 2, 1, 6);
        add(all, () -> new AdaptiveMaxPool2d(2, 2), 2, 1, 4, 4);
        add(all, () -> new AdaptiveMaxPool3d(2, 2, 2), 2, 1, 3, 3, 3);
        add(all, () -> new AvgPool1d(2), 2, 1, 6);
        add(all, () -> new AvgPool2d(2), 2, 1, 4, 4);
        add(all, () -> new AvgPool3d(2), 2, 1, 4, 4, 4);
        add(all, () -> new MaxPool1d(2), 2, 1, 6);
        add(all, () -> new MaxPool2d(2), 2, 1, 4, 4);
        add(all, () -> new MaxPool3d(2), 2, 1, 4, 4, 4);
    }
}
