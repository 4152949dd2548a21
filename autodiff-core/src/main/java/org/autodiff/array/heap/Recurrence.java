package org.autodiff.array.heap;

import java.lang.ref.Reference;
import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.RecurrentCell;
import org.autodiff.array.RowProduct;
import org.autodiff.array.Shape;

/**
 * Recurrent layers: the sequences of a batch do not depend on each other, so each piece of work is some of them from the first
 * step to the last. A step is one product with the weight and one pass over the gates, in the processor's cache; the gradient by the
 * weight is one product over all steps.
 */
interface Recurrence extends Hosting {
    /** The fewest sequences of a piece that make its products worth while. */
    int ROWS = 16;

    /** Multiply-adds below which all sequences are one piece. */
    long LITTLE = 1 << 20;

    @Override
    default Array recurrent(
            RecurrentCell cell, boolean reverse, Array fromInput, Array first, Array weight, Array bias) {
        RecurrentSteps.Sizes s = new RecurrentSteps.Sizes(cell, reverse, fromInput.shape());
        Array x = readable(fromInput);
        Array start = readable(first);
        Array w = readable(weight);
        Array b = readable(bias);
        Array z = draft(x.dtype(), Shape.of(cell.states(), s.times(), s.batch(), s.hidden()));
        Object kept = x.dtype().newArray(s.keeps() ? fromInput.size() : 0);
        pieces(s, (from, to) -> {
            try (RowProduct product = rowProduct(w, true, to - from)) {
                RecurrentSteps steps = new RecurrentSteps(s, this, x.dtype(), to - from);
                steps.begin(start, b, from);
                for (int i = 0; i < s.times(); i++) {
                    steps.forward(x, product, z, kept, s.time(i), from);
                }
            }
        });
        Reference.reachabilityFence(List.of(x, start, w, b));
        return placed(z).withResidual(kept);
    }

    @Override
    default Array[] recurrentGradient(
            RecurrentCell cell,
            boolean reverse,
            Array fromInput,
            Array first,
            Array weight,
            Array states,
            Object residual,
            Array g) {
        RecurrentSteps.Sizes s = new RecurrentSteps.Sizes(cell, reverse, fromInput.shape());
        Array x = readable(fromInput);
        Array start = readable(first);
        Array w = readable(weight);
        Array y = readable(states);
        Array given = readable(g);
        Array byInput = draft(x.dtype(), x.shape());
        Array byProduct = cell == RecurrentCell.GRU ? draft(x.dtype(), x.shape()) : byInput;
        Array byFirst = draft(x.dtype(), first.shape());
        pieces(s, (from, to) -> {
            try (RowProduct product = rowProduct(w, false, to - from)) {
                RecurrentSteps steps = new RecurrentSteps(s, this, x.dtype(), to - from);
                for (int i = s.times() - 1; i >= 0; i--) {
                    steps.previous(start, y, i, from);
                    steps.backward(x, given, product, y, residual, byInput, byProduct, s.time(i), from);
                }
                steps.end(byFirst, from);
            }
        });
        Array dz = placed(byProduct);
        Shape rows = Shape.of(s.times() * s.batch(), s.width());
        Array flat = dz.reshape(rows);
        Array byWeight = matmul(flat, before(s, first, states), true, false, weight.shape());
        Array byBias = sum(flat, 0).reshape(Shape.of(s.width()));
        Reference.reachabilityFence(List.of(x, start, w, y, given));
        return new Array[] {byProduct == byInput ? dz : placed(byInput), placed(byFirst), byWeight, byBias};
    }

    /** The hidden states that the steps begin with, at the times of their inputs: [T * B, H]. */
    private Array before(RecurrentSteps.Sizes s, Array first, Array states) {
        Shape one = Shape.of(1, s.batch(), s.hidden());
        Array begin = first.slice(0, 0, 1, 1).viewAs(one);
        Array all = states.slice(0, 0, 1, 1).viewAs(Shape.of(s.times(), s.batch(), s.hidden()));
        Array rest = all.slice(0, s.reverse() ? 1 : 0, s.times() - 1, 1);
        List<Array> parts = s.reverse() ? List.of(rest, begin) : List.of(begin, rest);
        return concat(parts, 0, all.shape()).reshape(Shape.of(s.times() * s.batch(), s.hidden()));
    }

    private void pieces(RecurrentSteps.Sizes s, Range work) {
        long adds = (long) s.times() * s.batch() * s.width() * s.hidden();
        int count = adds < LITTLE ? 1 : Math.max(1, s.batch() / ROWS);
        if (s.batch() > 0) {
            share(count, i -> work.run(s.batch() * i / count, s.batch() * (i + 1) / count));
        }
    }

    /** Products with a matrix, or with its transpose, of at most so many rows. */
    default RowProduct rowProduct(Array matrix, boolean transposed, int rows) {
        int down = matrix.shape().dim(transposed ? 1 : 0);
        int along = matrix.shape().dim(transposed ? 0 : 1);
        int line = matrix.shape().dim(1);
        Strided m = transposed
                ? new Strided(matrix.storage(), matrix.offset(), 1, line)
                : new Strided(matrix.storage(), matrix.offset(), line, 1);
        return (x, z, n) -> {
            Elements.fill(z, 0, n * along, 0);
            Strided a = new Strided(x, 0, down, 1);
            if (z instanceof float[] to) {
                FloatLoops.matmul(a, m, to, 0, n, down, along);
            } else {
                DoubleLoops.matmul(a, m, (double[]) z, 0, n, down, along);
            }
        };
    }

    /** This thread's registers. */
    Registers registers(DType dtype);
}
