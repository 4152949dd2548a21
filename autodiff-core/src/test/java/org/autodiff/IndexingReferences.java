package org.autodiff;

import java.util.Arrays;
import java.util.Map;
import org.autodiff.op.Attrs;
import org.autodiff.op.Reference;
import org.autodiff.op.Reference.Plain;

/** What the operations of {@link Indexing} must compute: for each element of the result a search through all there is. */
final class IndexingReferences {
    static final Map<OpDef, Reference> ALL = Map.of(
            Indexing.INDEX_SELECT,
            (i, in, a) -> {
                int axis = ((Attrs.Axis) a).axis();
                return in[0].at(Reference.with(i, axis, (int) in[1].values()[i[axis]]));
            },
            Indexing.GATHER,
            (i, in, a) -> {
                int axis = ((Attrs.Axis) a).axis();
                return in[0].at(Reference.with(i, axis, (int) in[1].at(i)));
            },
            Indexing.INDEX_ADD,
            (i, in, a) -> {
                int axis = ((Indexing.Into) a).axis();
                double sum = 0;
                for (int k = 0; k < in[1].values().length; k++) {
                    sum += in[1].values()[k] == i[axis] ? in[0].at(Reference.with(i, axis, k)) : 0;
                }
                return sum;
            },
            Indexing.SCATTER_ADD,
            (i, in, a) -> added(i, in[0], in[1], ((Indexing.Into) a).axis()),
            Sorting.ARGSORT,
            (i, in, a) -> {
                Sorting.SortOrder order = (Sorting.SortOrder) a;
                double[] line = in[0].line(i, order.axis());
                double[] sorted = line.clone();
                Arrays.sort(sorted);
                int rank = order.descending() ? sorted.length - 1 - i[order.axis()] : i[order.axis()];
                int at = 0;
                while (line[at] != sorted[rank]) {
                    at++; // samples have no ties
                }
                return at;
            },
            Indexing.ONE_HOT,
            (i, in, a) -> in[0].at(Arrays.copyOf(i, i.length - 1)) == i[i.length - 1] ? 1 : 0);

    private IndexingReferences() {}

    /** The sum of all elements whose place, with the index along the axis, is this one. */
    private static double added(int[] place, Plain source, Plain index, int axis) {
        double sum = 0;
        int[] at = new int[place.length];
        for (double value : source.values()) {
            int[] target = Reference.with(at, axis, (int) index.at(at));
            sum += Arrays.equals(target, place) ? value : 0;
            Reference.next(at, source.shape());
        }
        return sum;
    }
}
