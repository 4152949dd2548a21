package org.autodiff.nn.layer.attention;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.nn.ModuleList;
import org.autodiff.nn.layer.Layer;
import org.autodiff.nn.layer.normalization.LayerNorm;

/**
 * A stack of {@link TransformerEncoderLayer}s, with a normalization at the end if those have theirs in front. Children
 * as in PyTorch's {@code nn.TransformerEncoder}: {@code layers.0}, {@code layers.1}, ..., {@code norm}.
 */
public final class TransformerEncoder extends Layer {
    private final ModuleList<TransformerEncoderLayer> layers;
    private final LayerNorm norm;

    /**
     * Layers of the same sizes, each with initial values of its own. (PyTorch copies one layer, values included.)
     *
     * @param features E
     * @param heads their number in each layer, which divides E
     * @param count the number of layers
     * @param options the options of each layer; with the normalizations in front there is one at the end too
     * @param seed source of the initial values, and of the masks
     * @throws org.autodiff.error.ArgumentException if a number is below 1, the heads do not divide the features, or the
     *     seed is null
     */
    public TransformerEncoder(int features, int heads, int count, TransformerEncoderLayer.Options options, Seed seed) {
        MultiheadAttention.requireHeads(features, heads, owner());
        Require.positive(count, owner(), "the number of layers");
        Require.options(options, owner(), "TransformerEncoderLayer.Options.DEFAULT");
        given(seed, owner());
        layers = child("layers", new ModuleList<>());
        for (int i = 0; i < count; i++) {
            layers.add(new TransformerEncoderLayer(features, heads, options, seed.child(i)));
        }
        norm = options.normFirst() ? child("norm", new LayerNorm(features, options.norm())) : null;
    }

    /** The value without a mask. */
    @Override
    protected Tensor compute(Tensor x) {
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
