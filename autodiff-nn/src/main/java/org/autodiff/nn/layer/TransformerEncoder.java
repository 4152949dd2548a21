package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.nn.ModuleList;

/**
 * Several {@link TransformerEncoderLayer}s one after the other, with a normalization at the end if wished. Children as in
 * PyTorch's {@code nn.TransformerEncoder}: {@code layers.0}, {@code layers.1}, ..., {@code norm}.
 */
public final class TransformerEncoder extends Layer {
    private final ModuleList<TransformerEncoderLayer> layers;
    private final LayerNorm norm;

    /**
     * Layers of the same sizes, each with initial values of its own. (PyTorch copies one layer, values included.)
     *
     * @param features E
     * @param heads their number in each layer, which divides E
     * @param count how many layers
     * @param options those of each layer; with the normalizations in front there is one at the end too
     * @param seed source of the initial values, and of the masks
     * @throws org.autodiff.error.ArgumentException if a number is below 1, the heads do not divide the features, or the
     *     seed is null
     */
    public TransformerEncoder(int features, int heads, int count, TransformerEncoderLayer.Options options, Seed seed) {
        Checks.heads("TransformerEncoder", features, heads);
        Checks.positive("TransformerEncoder", "the number of layers", count);
        Checks.options("TransformerEncoder", options, "TransformerEncoderLayer.Options.DEFAULT");
        Checks.seed("TransformerEncoder", seed);
        layers = child("layers", new ModuleList<>());
        for (int i = 0; i < count; i++) {
            layers.add(new TransformerEncoderLayer(features, heads, options, seed.child(i)));
        }
        NormOptions ofNorm = NormOptions.DEFAULT.withEps(options.eps()).withDtype(options.dtype());
        norm = options.normFirst() ? child("norm", new LayerNorm(features, ofNorm)) : null;
    }

    /** Everyone attends to everyone. */
    @Override
    Tensor compute(Tensor x) {
        return forward(x, Mask.NONE);
    }

    /**
     * The value of the last layer, normalized if there is a normalization.
     *
     * @param mask who may attend to whom, of a shape that broadcasts to [N, heads, time, time]; true says yes
     */
    public Tensor forward(Tensor x, Mask mask) {
        return observed(() -> {
            Tensor y = given(x);
            for (TransformerEncoderLayer layer : layers) {
                y = layer.forward(y, mask);
            }
            return norm == null ? y : norm.forward(y);
        });
    }
}
