package org.autodiff;

import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.linear;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Attrs.Axis;

/**
 * Running results along an axis: each element follows from those up to its place. All of them are differentiated by one
 * thing, a {@linkplain #recurrence linear recurrence} from the other end. It takes as many steps as there are elements,
 * divides by nothing and takes no exponential of anything positive, so gradients are exact with zeros and do not overflow.
 */
public sealed interface Scan permits Tensor {
    /** The axis along which a scan runs, and whether it begins at the end. */
    record Direction(int axis, boolean reverse) implements Attrs {
        @Override
        public Direction batched(int size) {
            return new Direction(axis + 1, reverse);
        }

        Direction opposite() {
            return new Direction(axis, !reverse);
        }

        @Override
        public void check(String op, Shape first) {
            Require.nonNull(first, "Direction.check", "first", "pass Shape.of(sizes)");
            new Axis(axis).check(op, first);
        }

        @Override
        public String toString() {
            return "axis=" + axis + (reverse ? " reverse" : "");
        }
    }

    OpDef CUMSUM = linear("cumsum")
            .forward(Direction.class, (b, x, out, d) -> b.accumulate(Binary.ADD, x[0], d.axis(), d.reverse()))
            .transpose((call, g, i) ->
                    Scan.CUMSUM.apply(call.attrs(Direction.class).opposite(), g))
            .samples(new Direction(0, false), "[3,4]", "[0,3]")
            .samples(new Direction(1, true), "[3,4]")
            .samples(new Direction(1, false), "[2,3,2]")
            .leading()
            .formula("\\sum_{j \\le i} x_j", "[j \\le i]")
            .define();

    /** The sums of all elements up to each one along an axis. */
    default Tensor cumsum(int axis) {
        return Reduced.along(me(), CUMSUM, axis, a -> new Direction(a, false));
    }

    OpDef RECURRENCE = custom("recurrence")
            .forward(Direction.class, (b, x, out, d) -> b.recurrence(x[0], x[1], d.axis(), d.reverse()))
            .shape((op, in, attrs) -> {
                if (!in[0].equals(in[1])) {
                    throw new ShapeException(op + ": the factors have shape " + in[0] + ", the terms " + in[1]
                            + "; they must be equal (expand one of them)");
                }
                return in[0];
            })
            .vjp((call, g) -> {
                Direction d = call.attrs(Direction.class);
                Tensor terms = Scan.RECURRENCE.apply(d.opposite(), moved(call.input(0), d.opposite(), 0), g);
                return new Tensor[] {call.needs(0) ? terms.mul(moved(call.output(), d, 0)) : null, terms};
            })
            .jvp((call, t) -> {
                Direction d = call.attrs(Direction.class);
                Tensor byFactors = t[0] == null ? null : t[0].mul(moved(call.output(), d, 0));
                Tensor terms = byFactors == null ? t[1] : t[1] == null ? byFactors : byFactors.add(t[1]);
                return Scan.RECURRENCE.apply(d, call.input(0), terms);
            })
            .saves(INPUT, OUTPUT)
            .domains(real(-2, 2), real(-2, 2))
            .samples(new Direction(0, false), "[4] [4]", "[1,3] [1,3]", "[0,3] [0,3]")
            .samples(new Direction(1, true), "[2,3,2] [2,3,2]")
            .rejects(new Direction(0, false), "must be equal", "[3] [4]")
            .leading()
            .formula("w_i = x_i w_{i-1} + y_i", "\\lambda_i w_{i-1}", "\\lambda_i = 1 + x_{i+1} \\lambda_{i+1}")
            .define();

    /**
     * The numbers {@code z[i] = factors[i] * z[i-1] + terms[i]} along an axis, the first being {@code terms[0]}: a sum
     * that forgets, a discounted return, a linear filter. Both have one shape.
     */
    static Tensor recurrence(Tensor factors, Tensor terms, int axis) {
        Require.nonNull(factors, "recurrence", "factors", "pass a tensor");
        return RECURRENCE.apply(new Direction(factors.shape().axis("recurrence", axis), false), factors, terms);
    }

    OpDef CUMPROD = custom("cumprod")
            .forward(Axis.class, (b, x, out, a) -> b.accumulate(Binary.MUL, x[0], a.axis(), false))
            .vjp((call, g) -> {
                Direction d = forward(call);
                Tensor after = Scan.RECURRENCE.apply(d.opposite(), moved(call.input(0), d.opposite(), 0), g);
                return new Tensor[] {after.mul(moved(call.output(), d, 1))};
            })
            .jvp((call, t) -> {
                Direction d = forward(call);
                return Scan.RECURRENCE.apply(d, call.input(0), t[0].mul(moved(call.output(), d, 1)));
            })
            .saves(INPUT, OUTPUT)
            .domain(real(-2, 2))
            .samples(new Axis(0), "[4]", "[1,3]", "[0,3]")
            .samples(new Axis(1), "[2,3,2]")
            .leading()
            .formula("\\prod_{j \\le i} x_j", "\\prod_{k \\le i, k \\ne j} x_k")
            .define();

    /** The products of all elements up to each one along an axis; the gradient is exact with zeros among them. */
    default Tensor cumprod(int axis) {
        return Reduced.along(me(), CUMPROD, axis, Axis::new);
    }

    OpDef LOG_CUMSUM_EXP = custom("logCumsumExp")
            .forward(Axis.class, (b, x, out, a) -> b.accumulate(Binary.LOG_ADD_EXP, x[0], a.axis(), false))
            .vjp((call, g) -> {
                Tensor[] ownAndPast = shares(call);
                Direction d = forward(call).opposite();
                return new Tensor[] {
                    Scan.RECURRENCE.apply(d, moved(ownAndPast[1], d, 0), g).mul(ownAndPast[0])
                };
            })
            .jvp((call, t) -> {
                Tensor[] ownAndPast = shares(call);
                return Scan.RECURRENCE.apply(forward(call), ownAndPast[1], t[0].mul(ownAndPast[0]));
            })
            .saves(INPUT)
            .samples(new Axis(0), "[4]", "[1,3]", "[0,3]")
            .samples(new Axis(1), "[2,3,2]")
            .leading()
            .formula("\\ln \\sum_{j \\le i} e^{x_j}", "[j \\le i] e^{x_j - w_i}")
            .define();

    /** The logarithms of the running sums of exponentials along an axis, without overflow. */
    default Tensor logCumsumExp(int axis) {
        return Reduced.along(me(), LOG_CUMSUM_EXP, axis, Axis::new);
    }

    private static Direction forward(Call call) {
        return new Direction(call.attrs(Axis.class).axis(), false);
    }

    /** At each place what x has at the place before, in the order of a scan; {@code first} at the first place. */
    private static Tensor moved(Tensor x, Direction d, double first) {
        int n = x.shape().dim(d.axis());
        if (n == 0) {
            return x;
        }
        Tensor rest = d.reverse() ? x.slice(d.axis(), 1, n) : x.slice(d.axis(), 0, n - 1);
        return joined(rest, d, first);
    }

    private static Tensor joined(Tensor rest, Direction d, double first) {
        Tensor edge =
                Tensor.full(rest.dtype(), first, rest.shape().with(d.axis(), 1).toArray());
        return d.reverse() ? Tensor.concat(d.axis(), rest, edge) : Tensor.concat(d.axis(), edge, rest);
    }

    /**
     * What the sum of exponentials up to each place is made of: the share of the element at the place itself, and that of the
     * sum up to the place before. They come from the elements less the largest one so far, never from the rounded logarithms,
     * which have no digits left for them where they are large. Up to the first element that is not minus infinity there is no
     * sum, and both are 0.
     */
    private static Tensor[] shares(Call call) {
        Tensor x = call.input(0);
        Direction d = forward(call);
        if (x.size() == 0) {
            return new Tensor[] {x, x};
        }
        Tensor top = Call.byKernel(
                (b, in) -> new Array[] {b.accumulate(Binary.MAXIMUM, in[0], d.axis(), false)}, x.stopGradient())[0];
        Tensor zero = x.constant(0);
        Tensor none = top.eq(Double.NEGATIVE_INFINITY);
        Tensor tie = x.eq(top).logicalAnd(top.isInf());
        Tensor term = none.where(zero, tie.where(zero, x.sub(top)).exp());
        Tensor before = moved(top, d, Double.NEGATIVE_INFINITY);
        Tensor factor = before.eq(top).where(zero, before.sub(top)).exp();
        Tensor sum = Scan.RECURRENCE.apply(d, factor, term);
        Tensor safe = none.where(x.constant(1), sum);
        return new Tensor[] {term.div(safe), factor.mul(moved(sum, d, 0)).div(safe)};
    }

    private Tensor me() {
        return (Tensor) this;
    }
}
