package org.autodiff.functional;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.autodiff.OpDef;
import org.autodiff.functional.NormalizationRules.Rms;
import org.autodiff.op.Attrs.Axes;
import org.autodiff.op.Reference;
import org.autodiff.op.Reference.Plain;

/** The plain-Java references of the parts of standardization. */
public final class NormalizationReferences {
    public static final Map<OpDef, Reference> ALL = Map.ofEntries(
            Map.entry(Normalization.CENTER, (i, in, a) -> {
                double[] x = around(i, in[0], ((Axes) a).axes());
                return in[0].at(i) - Arrays.stream(x).sum() / x.length;
            }),
            Map.entry(Normalization.INVERSE_RMS, (i, in, a) -> {
                Rms rms = (Rms) a;
                double[] x = around(i, in[0], rms.axes());
                double mean = Arrays.stream(x).map(v -> v * v).sum() / x.length;
                return 1 / Math.sqrt(mean + rms.eps());
            }),
            Map.entry(Normalization.BATCH_NORM, (i, in, a) -> {
                int[] axes = IntStream.range(0, in[0].shape().rank())
                        .filter(axis -> axis != 1)
                        .toArray();
                double[] x = around(i, in[0], axes);
                double mean = Arrays.stream(x).sum() / x.length;
                double var = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
                double z = (in[0].at(i) - mean) / Math.sqrt(var + ((Normalization.Eps) a).eps());
                return z * in[1].at(new int[] {i[1]}) + in[2].at(new int[] {i[1]});
            }),
            Map.entry(Normalization.GROUP_NORM, (i, in, a) -> {
                Normalization.Grouped by = (Normalization.Grouped) a;
                int[] axes = IntStream.range(2, in[0].shape().rank()).toArray();
                int each = in[0].shape().dim(1) / by.groups();
                double[] x = IntStream.range(i[1] / each * each, (i[1] / each + 1) * each)
                        .mapToObj(c -> {
                            int[] at = i.clone();
                            at[1] = c;
                            return around(at, in[0], axes);
                        })
                        .flatMapToDouble(Arrays::stream)
                        .toArray();
                double mean = Arrays.stream(x).sum() / x.length;
                double var = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
                double z = (in[0].at(i) - mean) / Math.sqrt(var + by.eps());
                return z * in[1].at(new int[] {i[1]}) + in[2].at(new int[] {i[1]});
            }));

    private NormalizationReferences() {}

    /** All elements that differ from an index in some axes only. */
    private static double[] around(int[] index, Plain x, int[] axes) {
        return x.over(index, new Axes(axes, true));
    }
}
