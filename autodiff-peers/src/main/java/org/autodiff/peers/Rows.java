package org.autodiff.peers;

import java.util.List;
import java.util.stream.Stream;

/** All rows of the comparison, in the order of its page. */
final class Rows {
    private Rows() {}

    static List<Row> all() {
        return Stream.of(
                        ElementRows.all(),
                        ReductionRows.all(),
                        MovementRows.all(),
                        MatrixRows.all(),
                        LayerRows.all(),
                        NetworkRows.all())
                .flatMap(List::stream)
                .toList();
    }
}
