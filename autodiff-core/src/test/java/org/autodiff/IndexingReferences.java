package org.autodiff;

import java.util.Arrays;
import java.util.Map;
import org.autodiff.References.Plain;
import org.autodiff.References.Reference;
import org.autodiff.op.Attrs;

/** What the operations of {@link Indexing} must compute: for each element of the result a search through all there is. */
final class IndexingReferences {
    static final Map<String, Reference> ALL = Map.of(
            "indexSelect",
            (i, in, a) -> {
                int axis = ((Attrs.Axis) a).axis();
                return in.get(0).at(References.with(i, axis, (int) in.get(1).values()[i[axis]]));
            },
            "gather",
            (i, in, a) -> {
                int axis = ((Attrs.Axis) a).axis();
                return in.get(0).at(References.with(i, axis, (int) in.get(1).at(i)));
            },
            "indexAdd",
            (i, in, a) -> {
                int axis = ((Indexing.Into) a).axis();
                double sum = 0;
                for (int k = 0; k < in.get(1).values().length; k++) {
                    sum += in.get(1).values()[k] == i[axis] ? in.get(0).at(References.with(i, axis, k)) : 0;
                }
                return sum;
            },
            "scatterAdd",
            (i, in, a) -> added(i, in.get(0), in.get(1), ((Indexing.Into) a).axis()),
            "argsort",
            (i, in, a) -> {
                Sorting.SortOrder order = (Sorting.SortOrder) a;
                double[] line = References.line(i, in.get(0), order.axis());
                double[] sorted = line.clone();
                Arrays.sort(sorted);
                int rank = order.descending() ? sorted.length - 1 - i[order.axis()] : i[order.axis()];
                int at = 0;
                while (line[at] != sorted[rank]) {
                    at++; // samples have no ties
                }
                return at;
            },
            "oneHot",
            (i, in, a) -> in.get(0).at(Arrays.copyOf(i, i.length - 1)) == i[i.length - 1] ? 1 : 0);

    private IndexingReferences() {}

    /** The sum of all elements whose place, with the index along the axis, is this one. */
    private static double added(int[] place, Plain source, Plain index, int axis) {
        double sum = 0;
        int[] at = new int[place.length];
        for (double value : source.values()) {
            int[] target = References.with(at, axis, (int) index.at(at));
            sum += Arrays.equals(target, place) ? value : 0;
            References.next(at, source.shape());
        }
        return sum;
    }
}
