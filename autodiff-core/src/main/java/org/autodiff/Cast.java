package org.autodiff;

import static org.autodiff.OpDef.linear;

import org.autodiff.array.DType;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs.Type;
import org.autodiff.op.Flops;

/** Conversion of the element type. */
public sealed interface Cast permits Tensor {
    OpDef CAST = linear("cast")
            .forward(Type.class, (b, x, out, to) -> b.cast(x[0], to.dtype()))
            .type((op, in, attrs) -> ((Type) attrs).dtype())
            .transpose((call, g, i) -> g.to(call.dtype(0)))
            .samples(new Type(DType.FLOAT64), "[3,4]")
            .leading()
            .flops(Flops.NONE)
            .formula("x", "1")
            .define();

    private Tensor me() {
        return (Tensor) this;
    }

    /** The elements converted to another type; the gradient is converted back. */
    default Tensor to(DType dtype) {
        Require.nonNull(dtype, "to", "the element type", "pass FLOAT32 or another one");
        return dtype == me().dtype() ? me() : CAST.apply(new Type(dtype), me());
    }
}
