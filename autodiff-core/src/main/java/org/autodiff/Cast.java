package org.autodiff;

import static org.autodiff.OpDef.linear;
import static org.autodiff.op.Domain.real;

import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs.Type;

/** Conversion of the element type. */
public sealed interface Cast permits Tensor {
    OpDef CAST = linear("cast")
            .forward(Type.class, (b, x, out, to) -> b.cast(x[0], to.dtype()))
            .type((op, in, attrs) -> ((Type) attrs).dtype())
            .transpose((call, g, i) -> g.to(call.dtype(0)))
            .domain(real(-3, 3))
            .sample(new Type(DType.FLOAT64), Shape.of(3, 4))
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
