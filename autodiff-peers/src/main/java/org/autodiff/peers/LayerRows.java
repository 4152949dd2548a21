package org.autodiff.peers;

import static org.autodiff.peers.Input.variable;
import static org.autodiff.peers.Input.within;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.functional.Attention;
import org.autodiff.functional.Convolution;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.functional.Resampling;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** The functions that layers are made of: convolutions, pools, normalisations, attention. */
final class LayerRows {
    private final List<Row> rows = new ArrayList<>();

    private LayerRows() {}

    static List<Row> all() {
        LayerRows all = new LayerRows();
        all.convolutions();
        all.windows();
        all.normalisations();
        return all.rows;
    }

    private void add(String name, List<Input> inputs, Row.Ours ours, Row.Theirs theirs) {
        rows.add(Row.of("layer/" + name, inputs, ours, theirs));
    }

    /** Samples, channels, size, filters, kernel, stride, padding and groups. */
    private void convolutions() {
        int[][] all = {
            {1, 3, 32, 16, 3, 1, 1, 1},
            {32, 1, 28, 16, 5, 1, 0, 1},
            {32, 16, 28, 32, 3, 1, 0, 1},
            {8, 64, 32, 64, 3, 1, 1, 1},
            {8, 64, 32, 128, 3, 2, 1, 1},
            {8, 128, 16, 128, 1, 1, 0, 1},
            {2, 256, 8, 256, 3, 1, 1, 1},
            {8, 64, 32, 64, 3, 1, 1, 64},
        };
        for (int[] c : all) {
            String name = "conv2d-n%d-c%d-s%d-f%d-k%d-stride%d-pad%d-groups%d"
                    .formatted(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
            Conv conv = Conv.DEFAULT.withStride(c[5]).withPadding(c[6]).withGroups(c[7]);
            add(
                    name,
                    List.of(variable(c[0], c[1], c[2], c[2]), variable(c[3], c[1] / c[7], c[4], c[4]), variable(c[3])),
                    x -> Convolution.conv2d(x[0], x[1], x[2], conv),
                    x -> torch.conv2d(
                            x[0],
                            x[1],
                            new TensorOptional(x[2]),
                            new long[] {c[5]},
                            new long[] {c[6]},
                            new long[] {1},
                            c[7]));
        }
        add(
                "conv1d-n16-c32-l256-f64-k5",
                List.of(variable(16, 32, 256), variable(64, 32, 5), variable(64)),
                x -> Convolution.conv1d(x[0], x[1], x[2], Conv.DEFAULT),
                x -> torch.conv1d(
                        x[0], x[1], new TensorOptional(x[2]), new long[] {1}, new long[] {0}, new long[] {1}, 1));
        add(
                "conv-transpose2d-n8-c64-s16-f32-k4-stride2",
                List.of(variable(8, 64, 16, 16), variable(64, 32, 4, 4), variable(32)),
                x -> Convolution.convTranspose2d(
                        x[0], x[1], x[2], Conv.DEFAULT.withStride(2).withPadding(1)),
                x -> torch.conv_transpose2d(
                        x[0], x[1], new TensorOptional(x[2]), new long[] {2}, new long[] {1}, new long[] {0}, 1, 1));
    }

    private void windows() {
        List<Input> images = List.of(variable(32, 32, 28, 28));
        add("max-pool-2-32x32x28x28", images, x -> Pooling.maxPool2d(x[0], 2), x -> torch.max_pool2d(x[0], 2));
        add(
                "max-pool-3-stride2-32x32x28x28",
                images,
                x -> Pooling.maxPool2d(x[0], new Pool(3).withStride(2)),
                x -> torch.max_pool2d(x[0], new long[] {3}, new long[] {2}, new long[] {0}, new long[] {1}, false));
        add("avg-pool-2-32x32x28x28", images, x -> Pooling.avgPool2d(x[0], 2), x -> torch.avg_pool2d(x[0], 2));
        add(
                "adaptive-avg-pool-1-32x32x28x28",
                images,
                x -> Pooling.adaptiveAvgPool2d(x[0], 1),
                x -> torch.adaptive_avg_pool2d(x[0], 1, 1));
        add(
                "upsample-nearest-8x32x28x28-to-56",
                List.of(variable(8, 32, 28, 28)),
                x -> Resampling.upsampleNearest2d(x[0], 56, 56),
                x -> torch.upsample_nearest2d(x[0], 56, 56));
        add(
                "upsample-bilinear-8x32x28x28-to-56",
                List.of(variable(8, 32, 28, 28)),
                x -> Resampling.upsampleBilinear2d(x[0], 56, 56, false),
                x -> torch.upsample_bilinear2d(x[0], new long[] {56, 56}, false));
    }

    private void normalisations() {
        for (int[] s : new int[][] {{128, 512}, {512, 64}, {1024, 1024}}) {
            add(
                    "layer-norm-" + s[0] + "x" + s[1],
                    List.of(variable(s), within(0.5, 1.5, s[1]), variable(s[1])),
                    x -> Normalization.layerNorm(x[0], new int[] {s[1]}, x[1], x[2], 1e-5),
                    x -> torch.layer_norm(
                            x[0], new long[] {s[1]}, new TensorOptional(x[1]), new TensorOptional(x[2]), 1e-5, false));
        }
        List<Input> images = List.of(variable(16, 64, 14, 14), within(0.5, 1.5, 64), variable(64));
        add(
                "group-norm-8-16x64x14x14",
                images,
                x -> Normalization.groupNorm(x[0], 8, x[1], x[2], 1e-5),
                x -> torch.group_norm(x[0], 8, new TensorOptional(x[1]), new TensorOptional(x[2]), 1e-5, false));
        add(
                "batch-norm-16x64x14x14",
                images,
                x -> Normalization.batchNorm(x[0], x[1], x[2], 1e-5),
                x -> torch.batch_norm(
                        x[0],
                        new TensorOptional(x[1]),
                        new TensorOptional(x[2]),
                        new TensorOptional(),
                        new TensorOptional(),
                        true,
                        0.1,
                        1e-5,
                        false));
        add(
                "attention-8x4x128x32",
                List.of(variable(8, 4, 128, 32), variable(8, 4, 128, 32), variable(8, 4, 128, 32)),
                x -> Attention.scaledDotProductAttention(x[0], x[1], x[2], Attention.Mask.NONE)
                        .output(),
                x -> torch.scaled_dot_product_attention(x[0], x[1], x[2]));
    }
}
