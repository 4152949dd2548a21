package org.autodiff;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Saved.OUTPUT;

import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.op.Attrs.Axis;
import org.autodiff.op.Composite;

/**
 * Values along an axis made to sum to one. Both are shifted by the maximum first, so that no exponential overflows; infinite
 * elements have equal shares, and the others none. NaN where all are minus infinity, as in PyTorch.
 */
public sealed interface Softmax permits Tensor {
    OpDef SOFTMAX = custom("softmax")
            .forward(Axis.class, (b, x, out, a) -> {
                Array rows = isLast(a.axis(), out) ? b.softmaxOfRows(x[0], out.dim(-1)) : null;
                if (rows != null) {
                    return rows;
                }
                Array e = b.unary(Unary.EXP, b.lessLargest(x[0], a.axis()));
                Array sum = b.sum(e, a.axis());
                return b.binary(Binary.DIV, e, sum, out);
            })
            .vjp((call, g) -> {
                Tensor y = call.output();
                Tensor rows = byRows(call, Backend::softmaxGradientOfRows, g);
                if (rows != null) {
                    return new Tensor[] {rows};
                }
                Tensor weighted = g.mul(y);
                return new Tensor[] {weighted.sub(y.mul(weighted.sum(true, axis(call))))};
            })
            .jvp((call, t) -> {
                Tensor y = call.output();
                Tensor weighted = t[0].mul(y);
                return weighted.sub(y.mul(weighted.sum(true, axis(call))));
            })
            .saves(OUTPUT)
            .samples(new Axis(1), "[3,4]", "[2,3,2]")
            .samples(new Axis(0), "[3,4]")
            .leading()
            .formula("e^{x_i} / \\sum_j e^{x_j}", "w_i([i = j] - w_j)")
            .define();

    OpDef LOG_SOFTMAX = custom("logSoftmax")
            .forward(Axis.class, (b, x, out, a) -> {
                Array rows = isLast(a.axis(), out) ? b.logSoftmaxOfRows(x[0], out.dim(-1)) : null;
                if (rows != null) {
                    return rows;
                }
                Array s = b.lessLargest(x[0], a.axis());
                Array sum = b.sum(b.unary(Unary.EXP, s), a.axis());
                return b.binary(Binary.SUB, s, b.unary(Unary.LOG, sum), out);
            })
            .vjp((call, g) -> {
                Tensor rows = byRows(call, Backend::logSoftmaxGradientOfRows, g);
                return new Tensor[] {
                    rows != null ? rows : g.sub(call.output().exp().mul(g.sum(true, axis(call))))
                };
            })
            .jvp((call, t) -> t[0].sub(t[0].mul(call.output().exp()).sum(true, axis(call))))
            .saves(OUTPUT)
            .samples(new Axis(1), "[3,4]", "[2,3,2]")
            .samples(new Axis(0), "[3,4]")
            .leading()
            .formula("x_i - \\ln \\sum_j e^{x_j}", "[i = j] - e^{w_j}")
            .define();

    private static boolean isLast(int axis, Shape shape) {
        return axis == shape.rank() - 1;
    }

    /** The gradient of rows, for the output and its cotangent. */
    @FunctionalInterface
    interface OfRows {
        /** It, or null where the backend has no loop for it. */
        Array of(Backend b, Array y, Array g, int n);
    }

    private static Tensor byRows(Call call, OfRows f, Tensor g) {
        if (!isLast(axis(call), call.shape())) {
            return null;
        }
        int n = call.shape().dim(-1);
        Tensor[] z = Call.byKernel((b, in) -> new Array[] {f.of(b, in[0], in[1], n)}, call.output(), g);
        return z == null ? null : z[0];
    }

    private static int axis(Call call) {
        return call.attrs(Axis.class).axis();
    }

    private Tensor me() {
        return (Tensor) this;
    }

    /** Positive values that sum to one along the axis. */
    default Tensor softmax(int axis) {
        return Reduced.along(me(), SOFTMAX, axis, Axis::new);
    }

    /** The softmax of the negative values: the smallest gets the largest weight. */
    @Composite("e^{-x_i} / \\sum_j e^{-x_j}")
    default Tensor softmin(int axis) {
        return me().neg().softmax(axis);
    }

    /** The logarithm of {@link #softmax}, computed stably. */
    default Tensor logSoftmax(int axis) {
        return Reduced.along(me(), LOG_SOFTMAX, axis, Axis::new);
    }
}
