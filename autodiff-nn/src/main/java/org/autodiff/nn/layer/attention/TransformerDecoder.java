package org.autodiff.nn.layer.attention;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.nn.ModuleList;
import org.autodiff.nn.layer.Layer;
import org.autodiff.nn.layer.normalization.LayerNorm;

/**
 * A stack of {@link TransformerDecoderLayer}s, which all attend to the same memory, with a normalization at the end if those have theirs
 * in front. Children as in PyTorch's {@code nn.TransformerDecoder}: {@code layers.0}, {@code layers.1}, ..., {@code norm}.
 */
public final class TransformerDecoder extends Layer {
    private final ModuleList<TransformerDecoderLayer> layers;
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
    public TransformerDecoder(int features, int heads, int count, TransformerEncoderLayer.Options options, Seed seed) {
        MultiheadAttention.requireHeads(features, heads, owner());
        Require.positive(count, owner(), "the number of layers");
        Require.options(options, owner(), "TransformerEncoderLayer.Options.DEFAULT");
        given(seed, owner());
        layers = child("layers", new ModuleList<>());
        for (int i = 0; i < count; i++) {
            layers.add(new TransformerDecoderLayer(features, heads, options, seed.child(i)));
        }
        norm = options.normFirst() ? child("norm", new LayerNorm(features, options.norm())) : null;
    }

    /** The value with the sequence as its own memory, without masks. */
    @Override
    protected Tensor compute(Tensor x) {
        return forward(x, x, Mask.NONE, Mask.NONE);
    }

    /** The value for a memory, without masks. */
    public Tensor forward(Tensor x, Tensor memory) {
        return forward(x, memory, Mask.NONE, Mask.NONE);
    }

    /**
     * The value of the last layer, normalized if there is a normalization.
     *
     * @param mask which places of the sequence may attend to which, of a shape that broadcasts to [N, heads, time, time]; true
     *     says yes
     * @param memoryMask the same for places of the sequence and of the memory
     */
    public Tensor forward(Tensor x, Tensor memory, Mask mask, Mask memoryMask) {
        return observed(() -> {
            Tensor y = given(x);
            for (TransformerDecoderLayer layer : layers) {
                y = layer.forward(y, memory, mask, memoryMask);
            }
            return norm == null ? y : norm.forward(y);
        });
    }
}
