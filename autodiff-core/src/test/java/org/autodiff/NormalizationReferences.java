package org.autodiff;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.autodiff.References.Plain;
import org.autodiff.References.Reference;
import org.autodiff.functional.Normalization;
import org.autodiff.op.Attrs.Axes;

/** The plain-Java references of the parts of standardization. */
final class NormalizationReferences {
    static final Map<String, Reference> ALL = Map.ofEntries(
            Map.entry("center", (i, in, a) -> {
                double[] x = around(i, in.get(0), ((Axes) a).axes());
                return in.get(0).at(i) - Arrays.stream(x).sum() / x.length;
            }),
            Map.entry("inverseRms", (i, in, a) -> {
                Normalization.Rms rms = (Normalization.Rms) a;
                double[] x = around(i, in.get(0), rms.axes());
                double mean = Arrays.stream(x).map(v -> v * v).sum() / x.length;
                return 1 / Math.sqrt(mean + rms.eps());
            }),
            Map.entry("batchNorm", (i, in, a) -> {
                int[] axes = IntStream.range(0, in.get(0).shape().rank())
                        .filter(axis -> axis != 1)
                        .toArray();
                double[] x = around(i, in.get(0), axes);
                double mean = Arrays.stream(x).sum() / x.length;
                double var = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
                double z = (in.get(0).at(i) - mean) / Math.sqrt(var + ((Normalization.Eps) a).eps());
                return z * in.get(1).at(new int[] {i[1]}) + in.get(2).at(new int[] {i[1]});
            }));

    private NormalizationReferences() {}

    /** All elements that differ from an index in some axes only. */
    private static double[] around(int[] index, Plain x, int[] axes) {
        return References.reduced(index, x, new Axes(axes, true));
    }
}
