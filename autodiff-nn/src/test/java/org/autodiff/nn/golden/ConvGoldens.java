package org.autodiff.nn.golden;

import java.util.List;
import java.util.Map;
import org.autodiff.functional.Convolution;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.functional.Resampling;

/** The operations of the reference group {@code conv}. */
final class ConvGoldens {
    private ConvGoldens() {}

    private static Conv conv(Attributes a) {
        return Conv.DEFAULT
                .withStride(a.integers("stride"))
                .withPadding(a.integers("padding"))
                .withDilation(a.integers("dilation"))
                .withGroups(a.has("groups") ? a.integer("groups") : 1);
    }

    private static Pool pool(Attributes a) {
        return new Pool(a.integers("kernel"))
                .withStride(a.integers("stride"))
                .withPadding(a.integers("padding"))
                .withCeilMode(a.flag("ceil_mode"));
    }

    static Pool maxPool(Attributes a) {
        return pool(a).withDilation(a.integers("dilation"));
    }

    static Pool avgPool(Attributes a) {
        return pool(a).withCountIncludePad(a.flag("count_include_pad"));
    }

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        ops.put("conv1d", (in, a) -> List.of(Convolution.conv1d(in.x(), in.get("weight"), in.get("bias"), conv(a))));
        ops.put("conv2d", (in, a) -> List.of(Convolution.conv2d(in.x(), in.get("weight"), in.get("bias"), conv(a))));
        ops.put("conv3d", (in, a) -> List.of(Convolution.conv3d(in.x(), in.get("weight"), in.get("bias"), conv(a))));
        ops.put(
                "conv_transpose1d",
                (in, a) -> List.of(Convolution.convTranspose1d(
                        in.x(), in.get("weight"), in.get("bias"), conv(a), a.integers("output_padding"))));
        ops.put(
                "conv_transpose2d",
                (in, a) -> List.of(Convolution.convTranspose2d(
                        in.x(), in.get("weight"), in.get("bias"), conv(a), a.integers("output_padding"))));
        ops.put("max_pool1d", (in, a) -> List.of(Pooling.maxPool1d(in.x(), maxPool(a))));
        ops.put("max_pool2d", (in, a) -> List.of(Pooling.maxPool2d(in.x(), maxPool(a))));
        ops.put("avg_pool1d", (in, a) -> List.of(Pooling.avgPool1d(in.x(), avgPool(a))));
        ops.put("avg_pool2d", (in, a) -> List.of(Pooling.avgPool2d(in.x(), avgPool(a))));
        ops.put(
                "adaptive_avg_pool1d",
                (in, a) -> List.of(Pooling.adaptiveAvgPool1d(in.x(), a.integers("output_size")[0])));
        ops.put(
                "adaptive_avg_pool2d",
                (in, a) -> List.of(Pooling.adaptiveAvgPool2d(in.x(), a.integers("output_size"))));
        ops.put(
                "adaptive_max_pool2d",
                (in, a) -> List.of(Pooling.adaptiveMaxPool2d(in.x(), a.integers("output_size"))));
        ops.put(
                "upsample_nearest2d",
                (in, a) -> List.of(Resampling.upsampleNearest2d(in.x(), a.integers("size")[0], a.integers("size")[1])));
        ops.put(
                "upsample_bilinear2d",
                (in, a) -> List.of(Resampling.upsampleBilinear2d(
                        in.x(), a.integers("size")[0], a.integers("size")[1], a.flag("align_corners"))));
        ops.put("pixel_shuffle", (in, a) -> List.of(Resampling.pixelShuffle(in.x(), a.integer("factor"))));
        ops.put("unfold", (in, a) -> List.of(Convolution.unfold(in.x(), conv(a), a.integers("kernel"))));
    }
}
