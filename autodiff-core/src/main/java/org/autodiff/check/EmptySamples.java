package org.autodiff.check;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.OpDef;
import org.autodiff.array.Shape;
import org.autodiff.op.Sample;

/** The samples of an operation with the first axis emptied: in all inputs that share its size, and in the first input alone. */
final class EmptySamples {
    private EmptySamples() {}

    static List<Sample> of(OpDef op) {
        List<Sample> all = new ArrayList<>();
        for (Sample s : op.samples()) {
            Shape first = s.shapes().get(0);
            if (first.rank() > 0) {
                all.add(emptied(s, first.dim(0), s.shapes().size()));
                all.add(emptied(s, first.dim(0), 1));
            }
        }
        return all;
    }

    private static Sample emptied(Sample sample, int size, int inputs) {
        List<Shape> all = new ArrayList<>(sample.shapes());
        for (int i = 0; i < inputs; i++) {
            int[] dims = all.get(i).toArray();
            if (dims.length > 0 && dims[0] == size) {
                dims[0] = 0;
                all.set(i, Shape.of(dims));
            }
        }
        return new Sample(sample.attrs(), all);
    }
}
