package org.autodiff.transform;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;

/**
 * Functions to their derivatives. Each transformed function can be transformed again, to any order, and may be called
 * inside a recorded computation, which then differentiates through it.
 */
public final class Autodiff {
    /** A function's value and its gradients by each input. */
    public record ValueAndGrad(Tensor value, List<Tensor> gradients) {
        /** The gradient of a function of one input. */
        public Tensor gradient() {
            return gradients.get(0);
        }
    }

    private Autodiff() {}

    /** The gradient of a function of one tensor whose value has one element: of the input's shape and type. */
    public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> f) {
        return x -> valueAndGrad(f).apply(x).gradient();
    }

    /** The value and the gradient of a function of one tensor, in one evaluation. */
    public static Function<Tensor, ValueAndGrad> valueAndGrad(UnaryOperator<Tensor> f) {
        return x -> valueAndGrad(xs -> f.apply(xs[0]), x);
    }

    /** The gradients of a function of several tensors at a point, by each of them. */
    public static List<Tensor> grad(TensorFunction f, Tensor... xs) {
        return valueAndGrad(f, xs).gradients();
    }

    /** The value and the gradients of a function of several tensors at a point. */
    public static ValueAndGrad valueAndGrad(TensorFunction f, Tensor... xs) {
        Tape outer = Tape.recording();
        if (outer != null) {
            // on the tape that is open, so that what is computed here can be differentiated in turn
            Tensor[] inner = new Tensor[xs.length];
            for (int i = 0; i < xs.length; i++) {
                Tensor variable = xs[i].isRecorded() ? xs[i] : xs[i].requiresGrad(true);
                // a node of its own: the gradient is by this argument, not by other uses of the same tensor
                inner[i] = variable.reshape(variable.shape().toArray());
            }
            Tensor y = f.apply(inner);
            return new ValueAndGrad(
                    y, y.isRecorded() ? outer.gradientsWithGraph(y, inner).all() : zeros(xs));
        }
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = Arrays.stream(xs).map(x -> x.requiresGrad(true)).toArray(Tensor[]::new);
            Tensor y = f.apply(leaves);
            List<Tensor> g = y.isRecorded() ? tape.gradients(y, leaves).all() : zeros(xs);
            return new ValueAndGrad(y.detach(), g.stream().map(Tensor::detach).toList());
        }
    }

    /** The gradients of a function that does not depend on its inputs. */
    private static List<Tensor> zeros(Tensor[] xs) {
        return Arrays.stream(xs)
                .map(x -> Tensor.zeros(x.dtype(), x.shape().toArray()))
                .toList();
    }

    /** The derivative of a function of one number at a point. */
    public static double derivative(UnaryOperator<Scalar> f, double x) {
        return gradient(xs -> f.apply(xs[0]), x)[0];
    }

    /** The gradient of a function of several numbers at a point. */
    public static double[] gradient(Function<Scalar[], Scalar> f, double... x) {
        try (Tape tape = Tape.record()) {
            Scalar[] leaves = Arrays.stream(x).mapToObj(tape::leaf).toArray(Scalar[]::new);
            return tape.gradients(f.apply(leaves), leaves);
        }
    }
}
