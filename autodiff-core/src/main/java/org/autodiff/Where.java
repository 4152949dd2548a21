package org.autodiff;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.mask;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import java.util.Arrays;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;
import org.autodiff.op.ShapeRule;
import org.autodiff.op.TypeRule;

/** Choices between elements by a BOOL mask. */
public sealed interface Where permits Tensor {
    OpDef WHERE = custom("where")
            .forward((b, x, out, attrs) -> b.where(x[0], x[1], x[2], out))
            .broadcasts()
            .type(TypeRule.CONDITIONAL)
            .vjp((call, g) -> {
                Tensor zero = g.constant(0);
                Tensor c = call.input(0);
                return new Tensor[] {null, c.where(g, zero), c.where(zero, g)};
            })
            .jvp((call, t) -> {
                Tensor zero = (t[1] == null ? t[2] : t[1]).constant(0);
                Tensor chosen = call.input(0).where(t[1] == null ? zero : t[1], t[2] == null ? zero : t[2]);
                return chosen.expand(call.shape().toArray());
            })
            .saves(INPUT)
            .selects()
            .domains(mask(), real(-3, 3), real(-3, 3))
            .samples("[3,4] [3,4] [3,4]", "[3,1] [4] []")
            .formula("c \\mathbin{?} x : y", "0", "[c]", "[\\neg c]")
            .define();

    private Tensor me() {
        return (Tensor) this;
    }

    /** {@code x} where this mask is true, {@code y} elsewhere; the branch not taken gets gradient 0, never NaN. */
    default Tensor where(Tensor x, Tensor y) {
        return WHERE.apply(me(), x, y);
    }

    /** This with one number where a mask, which broadcasts to this shape, is true; nothing of what stood there gets through. */
    @Composite("m \\mathbin{?} c : x")
    default Tensor maskedFill(Tensor mask, double value) {
        Require.nonNull(mask, "maskedFill", "mask", "pass a tensor");
        requireMask("maskedFill", mask);
        if (mask.rank() > me().rank() || !mask.shape().broadcastsTo(me().shape())) {
            throw new ShapeException(
                    "maskedFill: the mask has shape " + mask.shape() + ", which does not broadcast to " + me().shape());
        }
        return mask.where(me().constant(value), me());
    }

    /** The elements where a mask is true, in row-major order of the shape that both broadcast to; rank 1. */
    @Composite("(x_i : m_i)")
    default Tensor maskedSelect(Tensor mask) {
        Require.nonNull(mask, "maskedSelect", "mask", "pass a tensor");
        requireMask("maskedSelect", mask);
        int[] dims = ShapeRule.BROADCAST
                .apply("maskedSelect", new Shape[] {me().shape(), mask.shape()}, Attrs.None.NONE)
                .toArray();
        boolean[] chosen = mask.expand(dims).toBooleans();
        long[] at = new long[chosen.length];
        int n = 0;
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i]) {
                at[n++] = i;
            }
        }
        return me().expand(dims).flatten().indexSelect(0, Tensor.of(Arrays.copyOf(at, n), n));
    }

    private static void requireMask(String op, Tensor mask) {
        if (mask.dtype() != DType.BOOL) {
            throw new DTypeException(op + ": the mask is " + mask.dtype() + "; it must be BOOL, as comparisons give");
        }
    }
}
