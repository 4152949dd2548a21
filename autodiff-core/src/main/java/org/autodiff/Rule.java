package org.autodiff;

import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Span;
import org.autodiff.error.Require;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Saved;

/**
 * How an operation is differentiated. Each kind gives both directions: the pullback of a cotangent (vjp) and the push of
 * tangents (jvp). Rules are written on tensors, so what they compute is differentiable again; they ignore broadcasting,
 * for the sweep sums a cotangent back to the shape of its input.
 */
public sealed interface Rule {
    /** Fills in the cotangents of the inputs that need one, given that of the output. */
    void vjp(Call call, Tensor cotangent, Tensor[] into);

    /** The tangent of the output, given those of the inputs; null stands for zero, but not all are null. */
    Tensor jvp(Call call, Tensor[] tangents);

    /** The derivative of a function of one element, by input and output; what is not saved is null. */
    @FunctionalInterface
    interface Derivative {
        /** The derivative at x, where the function has the value y. */
        Tensor at(Tensor x, Tensor y);
    }

    /** A partial derivative of a function of two elements; what is not saved is null. */
    @FunctionalInterface
    interface Partial {
        /** The derivative at (x, y), where the function has the value z. */
        Tensor at(Tensor x, Tensor y, Tensor z);
    }

    /** The derivative of a function of one element that has attributes; what is not saved is null. */
    @FunctionalInterface
    interface Parametric<A extends Attrs> {
        /** The derivative at x, where the function with these attributes has the value y. */
        Tensor at(Tensor x, Tensor y, A attrs);
    }

    /** A partial derivative of a function of two elements that has attributes; what is not saved is null. */
    @FunctionalInterface
    interface ParametricPartial<A extends Attrs> {
        /** The derivative at (x, y), where the function with these attributes has the value z. */
        Tensor at(Tensor x, Tensor y, Tensor z, A attrs);
    }

    /** A partial derivative by all there is: both inputs, the output and the attributes. */
    @FunctionalInterface
    interface AnyPartial {
        /** The derivative at (x, y), where the function with these attributes has the value z. */
        Tensor at(Tensor x, Tensor y, Tensor z, Attrs attrs);
    }

    /** A derivative of a function of one element times a tangent or a cotangent; what is not saved is null. */
    @FunctionalInterface
    interface Product {
        /** The derivative at x, where the function has the value y, times t. */
        Tensor of(Tensor t, Tensor x, Tensor y);
    }

    /** A partial derivative of a function of two elements times a tangent or a cotangent; what is not saved is null. */
    @FunctionalInterface
    interface PartialProduct {
        /** The derivative at (x, y), where the function has the value z, times t. */
        Tensor of(Tensor t, Tensor x, Tensor y, Tensor z);
    }

    /** A partial derivative of a function of two elements that has attributes, times a tangent or a cotangent. */
    @FunctionalInterface
    interface ParametricProduct<A extends Attrs> {
        /** The derivative at (x, y), where the function with these attributes has the value z, times t. */
        Tensor of(Tensor t, Tensor x, Tensor y, Tensor z, A attrs);
    }

    /** The transpose of a linear operation by one of its inputs. */
    @FunctionalInterface
    interface Transpose {
        /** The cotangent of input i. */
        Tensor of(Call call, Tensor cotangent, int i);
    }

    /** The transpose of a bilinear operation by one input, the other one being held. */
    @FunctionalInterface
    interface HalfTranspose {
        /** The cotangent of one input, given that of the output and the other input. */
        Tensor of(Call call, Tensor cotangent, Tensor other);
    }

    /** A pullback written by hand. */
    @FunctionalInterface
    interface Vjp {
        /** The cotangents of all inputs; null for those without one. */
        Tensor[] of(Call call, Tensor cotangent);
    }

    /** A push forward written by hand. */
    @FunctionalInterface
    interface Jvp {
        /** The tangent of the output; the tangents of the inputs may be null, which stands for zero. */
        Tensor of(Call call, Tensor[] tangents);
    }

    /**
     * Element by element: the cotangent times the derivative, in one pass where it is not recorded. The products are stated, or
     * else the derivatives.
     */
    record Elementwise(List<AnyPartial> partials, List<ParametricProduct<Attrs>> products) implements Rule {
        @Override
        public void vjp(Call call, Tensor cotangent, Tensor[] into) {
            Require.nonNull(call, "Elementwise.vjp", "call", "pass one");
            for (int i = 0; i < arity(); i++) {
                if (call.needs(i)) {
                    int k = i;
                    into[i] = call.productInOnePass(cotangent, i, (t, x, y, z) -> product(call, k, t, x, y, z));
                    if (into[i] == null) {
                        into[i] = products.isEmpty() || call.isSelected()
                                ? call.product(cotangent, derivative(call, i))
                                : product(call, i, cotangent);
                    }
                }
            }
        }

        @Override
        public Tensor jvp(Call call, Tensor[] tangents) {
            Require.nonNull(tangents, "Elementwise.jvp", "tangents", "pass tensors");
            Require.nonNull(call, "Elementwise.jvp", "call", "pass one");
            Tensor sum = null;
            for (int i = 0; i < arity(); i++) {
                if (tangents[i] != null) {
                    // not taken: the tangent must not come through, be it infinite
                    Tensor term = call.op().selects()
                            ? Arithmetic.CHAIN.apply(derivative(call, i), tangents[i])
                            : products.isEmpty() ? tangents[i].mul(derivative(call, i)) : product(call, i, tangents[i]);
                    sum = sum == null ? term : sum.add(term);
                }
            }
            return sum;
        }

        private int arity() {
            return products.isEmpty() ? partials.size() : products.size();
        }

        /** Whether the gradient is the cotangent times {@link #slope}. */
        boolean hasSlope() {
            return products.isEmpty() && partials.size() == 1;
        }

        /** The derivative of a function of one element. */
        Tensor slope(OpDef op, Tensor x, Tensor value, Attrs attrs) {
            boolean in = op.saves().contains(Saved.INPUT);
            boolean out = op.saves().contains(Saved.OUTPUT);
            return partials.get(0).at(in ? x : null, null, out ? value : null, attrs);
        }

        private Tensor derivative(Call call, int i) {
            return saved(call, (x, y, z) -> derivative(call, i, x, y, z));
        }

        private Tensor product(Call call, int i, Tensor t) {
            return saved(call, (x, y, z) -> stated(call, i, t, x, y, z));
        }

        private Tensor saved(Call call, Partial f) {
            boolean in = call.op().saves().contains(Saved.INPUT);
            boolean out = call.op().saves().contains(Saved.OUTPUT);
            return f.at(
                    in ? call.input(0) : null, in && arity() > 1 ? call.input(1) : null, out ? call.output() : null);
        }

        private Tensor product(Call call, int i, Tensor t, Tensor x, Tensor y, Tensor z) {
            if (call.isSelected()) {
                return Arithmetic.CHAIN.apply(t, derivative(call, i, x, y, z));
            }
            return products.isEmpty() ? t.mul(derivative(call, i, x, y, z)) : stated(call, i, t, x, y, z);
        }

        /** The derivative, or where only products are stated that with 1. */
        private Tensor derivative(Call call, int i, Tensor x, Tensor y, Tensor z) {
            Tensor one = products.isEmpty() ? null : (x != null ? x : z).constant(1);
            return stated(call, i, one, x, y, z);
        }

        private Tensor stated(Call call, int i, Tensor t, Tensor x, Tensor y, Tensor z) {
            try {
                return products.isEmpty()
                        ? partials.get(i).at(x, y, z, call.attrs())
                        : products.get(i).of(t, x, y, z, call.attrs());
            } catch (NullPointerException e) {
                if (x != null && z != null) {
                    throw e;
                }
                throw new TapeException(
                        "the derivative of " + call.op().name() + " reads its " + (x != null ? "output" : "input")
                                + ", which is not saved; declare saves(" + (x != null ? "OUTPUT" : "INPUT") + ")",
                        e);
            }
        }
    }

    /** The gradient of a reduction of rows by primitives of the backend. */
    @FunctionalInterface
    interface RowKernel {
        /**
         * The gradient by rows x of n elements each, for one result and one cotangent a row; null where the backend has none.
         */
        Array of(Backend b, Array x, Array result, Array g, int n);
    }

    /** Over axes: the cotangent, spread along them, times the derivative of the result by each element. */
    record Reduction(AnyPartial derivative, RowKernel kernel) implements Rule {
        @Override
        public void vjp(Call call, Tensor cotangent, Tensor[] into) {
            Require.nonNull(call, "Reduction.vjp", "call", "pass one");
            Require.nonNull(cotangent, "Reduction.vjp", "cotangent", "pass a tensor");
            Require.nonNull(into, "Reduction.vjp", "into", "pass tensors");
            Tensor rows = byRows(call, cotangent);
            if (rows != null) {
                into[0] = rows;
                return;
            }
            Tensor spread = Reduced.spread(cotangent, call.shape(0), axes(call));
            into[0] = call.product(spread, derivative(call));
        }

        @Override
        public Tensor jvp(Call call, Tensor[] tangents) {
            Require.nonNull(call, "Reduction.jvp", "call", "pass one");
            Require.nonNull(tangents, "Reduction.jvp", "tangents", "pass tensors");
            Tensor d = derivative(call);
            Tensor t = tangents[0];
            return Reduced.sum(call.op().selects() ? Arithmetic.CHAIN.apply(d, t) : t.mul(d), call, axes(call));
        }

        /** By a kernel, where there is one and the elements that come together lie together. */
        private Tensor byRows(Call call, Tensor cotangent) {
            Span s = kernel == null || call.shape(0).size() == 0 ? null : Span.of(call.shape(0), axes(call));
            if (s == null || s.inner() != 1) {
                return null;
            }
            Tensor[] z = Call.byKernel(
                    (b, in) -> new Array[] {kernel.of(b, in[0], in[1], in[2], s.count())},
                    call.input(0),
                    call.output(),
                    cotangent);
            return z == null ? null : z[0];
        }

        private static int[] axes(Call call) {
            return call.attrs(Attrs.Axes.class).axes();
        }

        private Tensor derivative(Call call) {
            boolean in = call.op().saves().contains(Saved.INPUT);
            boolean out = call.op().saves().contains(Saved.OUTPUT);
            return derivative.at(
                    in ? call.input(0) : null,
                    null,
                    out ? Reduced.kept(call.output(), call.shape(0), axes(call)) : null,
                    call.attrs());
        }
    }

    /** Linear in all floating-point inputs together: the tangent goes through the operation itself. */
    record Linear(Transpose transpose) implements Rule {
        @Override
        public void vjp(Call call, Tensor cotangent, Tensor[] into) {
            Require.nonNull(into, "Linear.vjp", "into", "pass tensors");
            Require.nonNull(call, "Linear.vjp", "call", "pass one");
            for (int i = 0; i < into.length; i++) {
                if (call.needs(i)) {
                    into[i] = transpose.of(call, cotangent, i);
                }
            }
        }

        @Override
        public Tensor jvp(Call call, Tensor[] tangents) {
            Require.nonNull(tangents, "Linear.jvp", "tangents", "pass tensors");
            Require.nonNull(call, "Linear.jvp", "call", "pass one");
            Tensor any = null;
            for (Tensor t : tangents) {
                any = t != null ? t : any;
            }
            Tensor[] all = new Tensor[tangents.length];
            for (int i = 0; i < all.length; i++) {
                boolean index = !call.dtype(i).isFloating(); // not a variable: part of what the map is
                all[i] = tangents[i] != null
                        ? tangents[i]
                        : index
                                ? call.input(i)
                                : Tensor.zeros(any.dtype(), call.shape(i).toArray());
            }
            return call.op().apply(call.attrs(), all);
        }
    }

    /** Linear in each of two inputs. */
    record Bilinear(HalfTranspose left, HalfTranspose right) implements Rule {
        @Override
        public void vjp(Call call, Tensor cotangent, Tensor[] into) {
            Require.nonNull(call, "Bilinear.vjp", "call", "pass one");
            if (call.needs(0)) {
                into[0] = left.of(call, cotangent, call.input(1));
            }
            if (call.needs(1)) {
                into[1] = right.of(call, cotangent, call.input(0));
            }
        }

        @Override
        public Tensor jvp(Call call, Tensor[] tangents) {
            Require.nonNull(tangents, "Bilinear.jvp", "tangents", "pass tensors");
            Require.nonNull(call, "Bilinear.jvp", "call", "pass one");
            Tensor a = tangents[0] == null ? null : call.op().apply(call.attrs(), tangents[0], call.input(1));
            Tensor b = tangents[1] == null ? null : call.op().apply(call.attrs(), call.input(0), tangents[1]);
            return a == null ? b : b == null ? a : a.add(b);
        }
    }

    /** Both directions written by hand, or the push forward derived from the pullback where it is null. */
    record Custom(Vjp pullback, Jvp push) implements Rule {
        @Override
        public void vjp(Call call, Tensor cotangent, Tensor[] into) {
            Require.nonNull(into, "Custom.vjp", "into", "pass tensors");
            Require.nonNull(cotangent, "Custom.vjp", "cotangent", "pass a tensor");
            Require.nonNull(call, "Custom.vjp", "call", "pass one");
            Tensor[] all = pullback.of(call, cotangent);
            System.arraycopy(all, 0, into, 0, into.length);
        }

        @Override
        public Tensor jvp(Call call, Tensor[] tangents) {
            if (push != null) {
                return push.of(call, tangents);
            }
            if (call.tape().isRecording()) {
                return transposed(call.tape(), call, tangents, true);
            }
            try (Tape part = Tape.nested()) {
                return call.tape().adopt(transposed(part, call, tangents, false));
            }
        }

        /** The pullback is linear in its cotangent, so its own pullback is the push forward. */
        private Tensor transposed(Tape on, Call call, Tensor[] tangents, boolean createGraph) {
            Tensor u = Tensor.zeros(call.dtype(), call.shape().toArray()).requiresGrad(true);
            int reads = on.notes().reads();
            Tensor[] products = pullback.of(call, u);
            Tensor sum = null;
            for (int i = 0; i < tangents.length; i++) {
                if (tangents[i] != null && products[i] != null) {
                    Tensor term = products[i].mul(tangents[i]).sum();
                    sum = sum == null ? term : sum.add(term);
                }
            }
            if (on.notes().reads() != reads) {
                throw OnceDifferentiable.error(call.op(), "in forward mode");
            }
            return sum == null || !sum.isRecorded()
                    ? Tensor.zeros(call.dtype(), call.shape().toArray())
                    : on.gradients(createGraph, sum, Sweep.one(sum), u).of(u);
        }
    }

    /** Piecewise constant: nothing is recorded, and the result counts as a constant. */
    record Discrete() implements Rule {
        @Override
        public void vjp(Call call, Tensor cotangent, Tensor[] into) {
            Require.nonNull(call, "Discrete.vjp", "call", "pass one");
            throw new IllegalStateException(call.op().name() + " is never recorded");
        }

        @Override
        public Tensor jvp(Call call, Tensor[] tangents) {
            Require.nonNull(call, "Discrete.jvp", "call", "pass one");
            throw new IllegalStateException(call.op().name() + " is never recorded");
        }
    }
}
