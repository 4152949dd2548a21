package org.autodiff.check.mutation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.op.Attrs;
import org.autodiff.op.Sample;
import org.autodiff.op.Saved;

/** The ways in which the rules of an operation are made wrong. */
final class Changes {
    /** Of more inputs than these only the first are changed: operations of any number treat them alike. */
    private static final int INPUTS = 3;

    private static final double PER_CENT = 1.01;

    private Changes() {}

    /** All of them. */
    static List<Change> of(OpDef op) {
        List<Change> all = new ArrayList<>(ofResults());
        int arity = op.arity() < 0 ? INPUTS : Math.min(INPUTS, op.arity());
        if (op.saves().contains(Saved.INPUT)) {
            for (int j = 0; j < arity; j++) {
                all.addAll(ofInput(op, j));
            }
            all.add(Change.reading(
                    Flaw.WRONG_INPUT, "reads its output in the place of input 0", (c, i) -> outputForInput(op, c)));
        }
        if (op.saves().contains(Saved.OUTPUT)) {
            all.add(Change.reading(
                    Flaw.CONSTANT, "reads its output times 1.01", (c, i) -> output(c, y -> y.mul(PER_CENT))));
            all.add(Change.reading(
                    Flaw.STALE_VALUE, "reads its output one place off", (c, i) -> output(c, Changes::rolled)));
            all.add(Change.reading(
                    Flaw.DROPPED_TERM, "holds its output constant", (c, i) -> output(c, Tensor::stopGradient)));
        }
        attributes(op)
                .forEach(a -> all.add(Change.reading(
                        Flaw.WRONG_AXIS,
                        "reads the attributes {" + a + "}",
                        (c, i) -> a.equals(c.attrs(op.attributes())) ? null : c.reading(a, null, null))));
        return all;
    }

    private static List<Change> ofResults() {
        return List.of(
                Change.leaving(Flaw.SIGN, "negates its result", Tensor::neg),
                Change.leaving(Flaw.FACTOR, "doubles its result", r -> r.mul(2)),
                Change.leaving(Flaw.CONSTANT, "gives its result times 1.01", r -> r.mul(PER_CENT)),
                Change.leaving(
                        Flaw.CONSTANT,
                        "gives the last element times 1.01",
                        r -> r.size() < 2 ? null : r.mul(withLast(r, PER_CENT))),
                Change.leaving(Flaw.DROPPED_TERM, "gives zero", r -> r.mul(0)),
                Change.entering(
                        Flaw.DROPPED_TERM,
                        "drops the last element of what comes in",
                        t -> t.size() < 2 ? null : t.mul(withLast(t, 0))),
                Change.entering(Flaw.DROPPED_TERM, "holds constant what comes in", Tensor::stopGradient),
                Change.ofNextInput(Flaw.WRONG_INPUT, "gives the result by the next input"),
                Change.pulling(
                        Flaw.MISSING_SUM,
                        "takes the first part in the place of the sum",
                        (r, t, c, i) -> first(r, c.shape(i))),
                Change.pulling(
                        Flaw.MISSING_SUM,
                        "takes the mean in the place of the sum",
                        (r, t, c, i) -> mean(r, c.shape(i))),
                Change.leaving(Flaw.MISSING_TRANSPOSE, "transposes its result", Changes::transposed),
                Change.entering(Flaw.MISSING_TRANSPOSE, "transposes what comes in", Changes::transposed),
                Change.leaving(Flaw.OFF_BY_ONE, "gives its result one place off", r -> r.size() < 2 ? null : r.roll(1)),
                Change.entering(
                        Flaw.OFF_BY_ONE, "takes what comes in one place off", t -> t.size() < 2 ? null : t.roll(1)),
                Change.entering(
                        Flaw.MISSING_FACTOR,
                        "takes ones for what comes in",
                        t -> Tensor.ones(t.dtype(), t.shape().toArray())),
                Change.insteadOfResult(
                        Flaw.MISSING_FACTOR,
                        "gives what comes in",
                        (r, t) -> t.shape().equals(r.shape()) ? t : null));
    }

    private static List<Change> ofInput(OpDef op, int j) {
        String input = "input " + j;
        return List.of(
                Change.reading(
                        Flaw.CONSTANT, "reads " + input + " times 1.01", (c, i) -> input(c, j, x -> x.mul(PER_CENT))),
                Change.reading(
                        Flaw.STALE_VALUE, "reads " + input + " one place off", (c, i) -> input(c, j, Changes::rolled)),
                Change.reading(
                        Flaw.DROPPED_TERM, "holds " + input + " constant", (c, i) -> input(c, j, Tensor::stopGradient)),
                Change.reading(Flaw.MISSING_FACTOR, "reads ones for " + input, (c, i) -> input(c, j, Changes::ones)),
                Change.reading(Flaw.WRONG_INPUT, "reads the next input for " + input, (c, i) -> nextForInput(c, j)),
                Change.reading(Flaw.OFF_BY_ONE, "reads the indices of " + input + " plus 1", (c, i) -> next(op, c, j)));
    }

    /** Attributes of the operation's other samples, and the same with other axes. */
    private static List<Attrs> attributes(OpDef op) {
        List<Attrs> all = new ArrayList<>();
        for (Sample s : op.samples()) {
            all.add(s.attrs());
            if (s.shapes().isEmpty() || s.shapes().get(0).rank() < 2) {
                continue;
            }
            int rank = s.shapes().get(0).rank();
            if (s.attrs() instanceof Attrs.Axis a) {
                all.add(new Attrs.Axis((a.axis() + 1) % rank));
            } else if (s.attrs() instanceof Attrs.Axes a) {
                int[] next = Arrays.stream(a.axes())
                        .map(k -> (k + 1) % rank)
                        .sorted()
                        .toArray();
                all.add(new Attrs.Axes(next, a.keepDims()));
            }
        }
        return all.stream().distinct().filter(a -> a != Attrs.None.NONE).toList();
    }

    private static Call input(Call call, int j, UnaryOperator<Tensor> to) {
        if (j >= call.arity() || !call.dtype(j).isFloating()) {
            return null;
        }
        Tensor[] inputs = new Tensor[call.arity()];
        inputs[j] = to.apply(call.input(j));
        return inputs[j] == null ? null : call.reading(null, inputs, null);
    }

    private static Call nextForInput(Call call, int j) {
        int next = (j + 1) % call.arity();
        boolean fits = j < call.arity()
                && next != j
                && call.shape(next).equals(call.shape(j))
                && call.dtype(next) == call.dtype(j);
        return fits ? input(call, j, x -> call.input(next)) : null;
    }

    private static Call next(OpDef op, Call call, int j) {
        if (j >= call.arity() || call.dtype(j) != DType.INT64) {
            return null;
        }
        long end = (long) op.domains().get(j).high();
        Tensor[] inputs = new Tensor[call.arity()];
        long[] index = call.input(j).toLongs();
        for (int k = 0; k < index.length; k++) {
            index[k] = (index[k] + 1) % end;
        }
        inputs[j] = Tensor.of(index).reshape(call.shape(j).toArray());
        return call.reading(null, inputs, null);
    }

    private static Call output(Call call, UnaryOperator<Tensor> to) {
        Tensor y = to.apply(call.output());
        return y == null ? null : call.reading(null, null, y);
    }

    private static Call outputForInput(OpDef op, Call call) {
        boolean fits = op.saves().contains(Saved.OUTPUT) && call.shape().equals(call.shape(0));
        return fits ? input(call, 0, x -> call.output()) : null;
    }

    /** Another value of the same kind: the elements one place off, so that they stay in the domain. */
    private static Tensor rolled(Tensor x) {
        return x.size() < 2 ? x.mul(0.9) : x.roll(1);
    }

    private static Tensor ones(Tensor x) {
        return Tensor.ones(x.dtype(), x.shape().toArray());
    }

    private static Tensor transposed(Tensor x) {
        return x.rank() < 2 ? null : x.transpose(-2, -1).reshape(x.shape().toArray());
    }

    private static Tensor withLast(Tensor like, double last) {
        double[] all = new double[like.size()];
        Arrays.fill(all, 1);
        all[all.length - 1] = last;
        return Tensor.of(all, all.length).reshape(like.shape().toArray()).to(like.dtype());
    }

    /** Of the axes that were added or repeated the first place only. */
    private static Tensor first(Tensor r, Shape to) {
        if (r.shape().equals(to)) {
            return null;
        }
        int more = r.rank() - to.rank();
        Tensor part = r;
        for (int axis = 0; axis < r.rank(); axis++) {
            if (axis < more || to.dim(axis - more) == 1) {
                part = part.slice(axis, 0, 1);
            }
        }
        return part.reshape(to.toArray());
    }

    private static Tensor mean(Tensor r, Shape to) {
        return r.shape().equals(to) || to.size() == 0 ? null : r.mul((double) to.size() / r.size());
    }
}
