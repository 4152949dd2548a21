package org.autodiff;

import java.util.Arrays;
import java.util.Map;
import org.autodiff.References.Plain;
import org.autodiff.References.Reference;
import org.autodiff.op.Attrs.Axes;

/** The plain-Java references of the parts of standardization. */
final class StandardizationReferences {
    static final Map<String, Reference> ALL = Map.ofEntries(
            Map.entry("center", (i, in, a) -> {
                double[] x = around(i, in.get(0), ((Axes) a).axes());
                return in.get(0).at(i) - Arrays.stream(x).sum() / x.length;
            }),
            Map.entry("inverseRms", (i, in, a) -> {
                Standardization.Rms rms = (Standardization.Rms) a;
                double[] x = around(i, in.get(0), rms.axes());
                double mean = Arrays.stream(x).map(v -> v * v).sum() / x.length;
                return 1 / Math.sqrt(mean + rms.eps());
            }));

    private StandardizationReferences() {}

    /** All elements that differ from an index in some axes only. */
    private static double[] around(int[] index, Plain x, int[] axes) {
        return References.reduced(index, x, new Axes(axes, true));
    }
}
