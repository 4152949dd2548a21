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
                return ranked(in[0].line(i, order.axis()), i[order.axis()], order.descending());
            },
            Sorting.TOPK,
            (i, in, a) -> {
                Sorting.Leading first = (Sorting.Leading) a;
                return ranked(in[0].line(i, first.axis()), i[first.axis()], first.largest());
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

    /** Where the element of that rank stands; samples have no ties. */
    private static int ranked(double[] line, int rank, boolean descending) {
        double[] sorted = line.clone();
        Arrays.sort(sorted);
        double wanted = sorted[descending ? sorted.length - 1 - rank : rank];
        int at = 0;
        while (line[at] != wanted) {
            at++;
        }
        return at;
    }
}
