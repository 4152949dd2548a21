package org.autodiff.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.Vmap;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/**
 * Derivatives of functions: gradients, Jacobians, Hessians and their products with vectors. Any thread may call it:
 * each call has tapes of its own, on the thread that calls. Each transformed function can be transformed again, to any
 * order and in any mixture of forward and reverse, and may be called inside a recorded computation, which then
 * differentiates through it.
 *
 * <p>A derivative is by the arguments. What a function uses besides is held, and takes part in outer derivatives as usual.
 * Where no tape is open results are detached and the memory used on the way is given back. Where one is open everything is
 * recorded on it; put a {@link org.autodiff.Scope#noGrad} around a part of which only the values are wanted.
 *
 * <p>For {@code grad}, {@code jacobian}, {@code hessian} and {@code hvp} of tensors, an input that the value does not depend
 * on is an error: a derivative that is zero whatever the function is hides a mistake, such as a function that uses a captured
 * tensor instead of its argument. Where zeros are wanted, {@link #valueAndGrad} gives them, and says which inputs they
 * belong to; so do {@code vjp}, {@code jvp}, {@code linearize} and the transforms of scalars, which do not say.
 */
public final class Autodiff {
    /**
     * A function's value and its gradients by each input.
     *
     * @param connected for each input whether the value depends on it; where not, the gradient is zero and known to be
     */
    public record ValueAndGrad(Tensor value, List<Tensor> gradients, List<Boolean> connected) {
        /** Whether the value does not depend on an input at all. */
        public boolean isDisconnected(int input) {
            return !connected.get(Require.index(input, connected.size(), "isDisconnected", "input"));
        }

        /** The gradient of a function of one input. */
        public Tensor gradient() {
            return gradients.get(0);
        }
    }

    /** A function's value and its tangent. */
    public record ValueAndTangent(Tensor value, Tensor tangent) {}

    private Autodiff() {}

    /** The gradient of a function of one tensor whose value has one element: of the input's shape and type. */
    public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> f) {
        return x -> grad(ofOne(f), x).get(0);
    }

    /** The value and the gradient of a function of one tensor, in one evaluation. */
    public static Function<Tensor, ValueAndGrad> valueAndGrad(UnaryOperator<Tensor> f) {
        return x -> valueAndGrad(xs -> f.apply(xs[0]), x);
    }

    /** The gradients of a function of several tensors at a point, by each of them. */
    public static List<Tensor> grad(TensorFunction f, Tensor... xs) {
        Require.nonNull(xs, "Autodiff.grad", "xs", "pass tensors");
        Require.nonNull(f, "Autodiff.grad", "f", "pass a function");
        ValueAndGrad all = valueAndGrad(f, xs);
        for (int i = 0; i < xs.length; i++) {
            if (all.isDisconnected(i)) {
                throw Linearized.disconnected("grad", i, xs[i]);
            }
        }
        return all.gradients();
    }

    /** The value and the gradients of a function of several tensors at a point; the value has one element. */
    public static ValueAndGrad valueAndGrad(TensorFunction f, Tensor... xs) {
        Require.nonNull(xs, "Autodiff.valueAndGrad", "xs", "pass tensors");
        Require.nonNull(f, "Autodiff.valueAndGrad", "f", "pass a function");
        try (Linearized map = linearize(f, xs)) {
            Tensor y = map.value();
            if (y.size() != 1) {
                throw new ShapeException("grad: the function's value has shape " + y.shape()
                        + ", not one element; reduce it, or take vjp or jacobian");
            }
            return map.pull(Tensor.ones(y.dtype(), y.shape().toArray()));
        }
    }

    /** The value of a function of one tensor, and the product of its Jacobian with a tangent (of the input's shape). */
    public static ValueAndTangent jvp(UnaryOperator<Tensor> f, Tensor x, Tensor tangent) {
        Require.nonNull(f, "Autodiff.jvp", "f", "pass a function");
        return jvp(ofOne(f), new Tensor[] {x}, tangent);
    }

    /** The linearization of a function at a point: its value, and its derivative in both directions. Close it after use. */
    public static Linearized linearize(TensorFunction f, Tensor... xs) {
        Require.nonNull(xs, "Autodiff.linearize", "xs", "pass tensors");
        Require.nonNull(f, "Autodiff.linearize", "f", "pass a function");
        return Linearized.of(f, xs);
    }

    /** The value, and the products of a cotangent (of the value's shape) with the Jacobian by each input. */
    public static ValueAndGrad vjp(TensorFunction f, Tensor cotangent, Tensor... xs) {
        Require.nonNull(xs, "Autodiff.vjp", "xs", "pass tensors");
        Require.nonNull(f, "Autodiff.vjp", "f", "pass a function");
        try (Linearized map = linearize(f, xs)) {
            return map.pull(cotangent);
        }
    }

    /** The value, and the product of the Jacobian with tangents (of the inputs' shapes; null for zero). */
    public static ValueAndTangent jvp(TensorFunction f, Tensor[] xs, Tensor... tangents) {
        Require.nonNull(xs, "Autodiff.jvp", "xs", "pass tensors");
        Require.nonNull(f, "Autodiff.jvp", "f", "pass a function");
        try (Linearized map = linearize(f, xs)) {
            return new ValueAndTangent(map.value(), map.jvp(tangents));
        }
    }

    /**
     * The Jacobian of a function at a point, swept forward where the inputs have fewer elements than the value, else in
     * reverse.
     */
    public static Jacobian jacobian(TensorFunction f, Tensor... xs) {
        Require.nonNull(xs, "Autodiff.jacobian", "xs", "pass tensors");
        Require.nonNull(f, "Autodiff.jacobian", "f", "pass a function");
        return Jacobian.of(true, null, f, xs);
    }

    /**
     * The Jacobian of a function of one tensor as such a function itself, that can be transformed again: of the value's shape
     * followed by the input's.
     */
    public static UnaryOperator<Tensor> jacobian(UnaryOperator<Tensor> f) {
        Require.nonNull(f, "Autodiff.jacobian", "f", "pass a function");
        return x -> jacobian(ofOne(f), new Tensor[] {x}).matrix();
    }

    /** The Jacobian of a function at a point, swept in the given direction; both give the same up to rounding. */
    public static Jacobian jacobian(Jacobian.Direction direction, TensorFunction f, Tensor... xs) {
        Require.nonNull(xs, "Autodiff.jacobian", "xs", "pass tensors");
        Require.nonNull(f, "Autodiff.jacobian", "f", "pass a function");
        return Jacobian.of(true, direction, f, xs);
    }

    /** The Hessian-vector product of a function of one tensor whose value has one element; the vector has the input's shape. */
    public static Tensor hvp(UnaryOperator<Tensor> f, Tensor x, Tensor vector) {
        Require.nonNull(f, "Autodiff.hvp", "f", "pass a function");
        return hvp(ofOne(f), new Tensor[] {x}, vector).get(0);
    }

    /** The Hessian-vector products of a function whose value has one element, by each input; no Hessian is made. */
    public static List<Tensor> hvp(TensorFunction f, Tensor[] xs, Tensor... vectors) {
        Require.nonNull(xs, "Autodiff.hvp", "xs", "pass tensors");
        Require.nonNull(f, "Autodiff.hvp", "f", "pass a function");
        try (Linearized map = linearize(f, xs)) {
            return map.hvp(vectors);
        }
    }

    /** The Hessian of a function of one tensor as such a function itself, that can be transformed again: of the input's shape twice. */
    public static UnaryOperator<Tensor> hessian(UnaryOperator<Tensor> f) {
        Require.nonNull(f, "Autodiff.hessian", "f", "pass a function");
        return x -> hessian(f, x);
    }

    /** The Hessian of a function of one tensor whose value has one element: of the input's shape twice. */
    public static Tensor hessian(UnaryOperator<Tensor> f, Tensor x) {
        Require.nonNull(f, "Autodiff.hessian", "f", "pass a function");
        return hessian(ofOne(f), new Tensor[] {x}).get(0).get(0);
    }

    /**
     * The Hessian of a function of several tensors whose value has one element: in row i and column j a tensor of the
     * shape of input i followed by that of input j.
     */
    public static List<List<Tensor>> hessian(TensorFunction f, Tensor... xs) {
        Require.nonNull(xs, "Autodiff.hessian", "xs", "pass tensors");
        Require.nonNull(f, "Autodiff.hessian", "f", "pass a function");
        TensorFunction gradient = all -> Tensor.concat(
                0, grad(f, all).stream().map(g -> g.reshape(g.size())).toArray(Tensor[]::new));
        // a linear function's gradient is constant
        List<Tensor> all = Jacobian.of(false, null, gradient, xs).blocks();
        // some second derivatives, as of functions of equal eigenvalues, are known to forward over reverse only
        boolean known = all.stream().noneMatch(Autodiff::hasNan);
        List<Tensor> columns = known
                ? all
                : Jacobian.of(false, Jacobian.Direction.FORWARD, gradient, xs).blocks();
        List<List<Tensor>> rows = new ArrayList<>();
        int from = 0;
        for (Tensor x : xs) {
            List<Tensor> row = new ArrayList<>();
            for (int j = 0; j < xs.length; j++) {
                int[] dims = Arrays.copyOf(x.shape().toArray(), x.rank() + xs[j].rank());
                System.arraycopy(xs[j].shape().toArray(), 0, dims, x.rank(), xs[j].rank());
                Tensor block = columns.get(j).slice(0, from, from + x.size()).reshape(dims);
                row.add(block.isRecorded() ? block : block.detach());
            }
            rows.add(List.copyOf(row));
            from += x.size();
        }
        return List.copyOf(rows);
    }

    private static boolean hasNan(Tensor x) {
        return x.size() > 0 && Double.isNaN(Vmap.numbers(x).stopGradient().sum().item());
    }

    /**
     * The per-sample gradients of a function over a batch: for each parameter a tensor with the samples along
     * a new first axis. The function is evaluated once for each sample, and may read numbers; {@link #vmapAll} of {@link #grad} computes
     * all samples at once.
     *
     * @param f of the parameters followed by one sample of each batch, which has lost the first axis; its value has one
     *     element
     * @param parameters what the gradients are taken by
     * @param batches tensors with the samples along their first axis, all of the same number
     */
    public static List<Tensor> perSampleGrad(TensorFunction f, Tensor[] parameters, Tensor... batches) {
        Require.nonNulls(batches, "Autodiff.perSampleGrad", "batches", "pass tensors");
        Require.nonNulls(parameters, "Autodiff.perSampleGrad", "parameters", "pass tensors");
        Require.nonNull(f, "Autodiff.perSampleGrad", "f", "pass a function");
        int n = samples(batches);
        List<List<Tensor>> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int sample = i;
            all.add(grad(
                    ps -> {
                        Tensor[] arguments = Arrays.copyOf(ps, ps.length + batches.length);
                        for (int b = 0; b < batches.length; b++) {
                            int[] rest = Arrays.copyOfRange(batches[b].shape().toArray(), 1, batches[b].rank());
                            arguments[ps.length + b] =
                                    batches[b].slice(0, sample, sample + 1).reshape(rest);
                        }
                        return f.apply(arguments);
                    },
                    parameters));
        }
        List<Tensor> stacked = new ArrayList<>();
        for (int p = 0; p < parameters.length; p++) {
            int[] one = new int[parameters[p].rank() + 1];
            one[0] = 1;
            System.arraycopy(parameters[p].shape().toArray(), 0, one, 1, one.length - 1);
            int k = p;
            Tensor rows = Tensor.concat(
                    0, all.stream().map(g -> g.get(k).reshape(one)).toArray(Tensor[]::new));
            stacked.add(rows.isRecorded() ? rows : rows.detach());
        }
        return List.copyOf(stacked);
    }

    /**
     * A function of one sample as a function of many, all computed at once: {@link Vmap}. The samples lie along axis 0 of the
     * argument and of the value.
     */
    public static UnaryOperator<Tensor> vmap(UnaryOperator<Tensor> f) {
        Require.nonNull(f, "Autodiff.vmap", "f", "pass a function");
        return x -> vmap(ofOne(f), x);
    }

    /** The values of a function of several tensors for many samples, which lie along axis 0 of each argument and of the value. */
    public static Tensor vmap(TensorFunction f, Tensor... xs) {
        return vmap(Vmap.Options.DEFAULT, f, xs);
    }

    /** The same along other axes, or with arguments that are the same for all samples. */
    public static Tensor vmap(Vmap.Options options, TensorFunction f, Tensor... xs) {
        Require.nonNull(f, "Autodiff.vmap", "f", "pass a function");
        return Vmap.apply(options, all -> List.of(Require.returned(f.apply(all), "vmap", "the function")), xs)
                .get(0);
    }

    /** The same of a function with several values, such as the gradients by several arguments. */
    public static List<Tensor> vmapAll(Vmap.Options options, Vmap.Body f, Tensor... xs) {
        return Vmap.apply(options, f, xs);
    }

    private static int samples(Tensor[] batches) {
        int n = batches.length == 0 || batches[0].rank() == 0
                ? 0
                : batches[0].shape().dim(0);
        for (Tensor b : batches) {
            if (b.rank() == 0 || b.shape().dim(0) != n) {
                n = 0;
            }
        }
        if (n == 0) {
            throw new ShapeException("perSampleGrad: batches of shapes "
                    + Arrays.stream(batches).map(Tensor::shape).toList()
                    + "; all need the samples along their first axis, the same number, at least one");
        }
        return n;
    }

    /** The value of a checkpointed function of one tensor: computed again when a sweep comes to it, instead of being kept. */
    public static Tensor checkpoint(UnaryOperator<Tensor> f, Tensor x) {
        Require.nonNull(f, "Autodiff.checkpoint", "f", "pass a function");
        return ofOne(f).checkpointed().apply(x);
    }

    /**
     * The value of a checkpointed function: computed again when a sweep comes to it, instead of being kept:
     * {@link TensorFunction#checkpointed}.
     */
    public static Tensor checkpoint(TensorFunction f, Tensor... xs) {
        Require.nonNull(xs, "Autodiff.checkpoint", "xs", "pass tensors");
        Require.nonNull(f, "Autodiff.checkpoint", "f", "pass a function");
        return Require.returned(f.checkpointed(), "Autodiff.checkpoint", "checkpointed()")
                .apply(xs);
    }

    /** A function with the given derivative in place of that of its operations: {@link TensorFunction#withVjp}. */
    public static TensorFunction withVjp(String name, TensorFunction f, TensorFunction.Pullback vjp) {
        Require.nonNull(vjp, "Autodiff.withVjp", "vjp", "pass a function");
        Require.nonNull(f, "Autodiff.withVjp", "f", "pass a function");
        return f.withVjp(name, vjp);
    }

    /** The same values, which derivatives of every order take as a constant: {@link Tensor#stopGradient}. */
    public static Tensor stopGradient(Tensor x) {
        Require.nonNull(x, "Autodiff.stopGradient", "x", "pass a tensor");
        return x.stopGradient();
    }

    private static TensorFunction ofOne(UnaryOperator<Tensor> f) {
        return xs -> f.apply(xs[0]);
    }

    /** The derivative of a function of one number at a point. */
    public static double derivative(UnaryOperator<Scalar> f, double x) {
        Require.nonNull(f, "Autodiff.derivative", "f", "pass a function");
        return gradient(xs -> f.apply(xs[0]), x)[0];
    }

    /**
     * The derivative of a function of one number as such a function itself, recorded where its argument is: it can be
     * differentiated again, and used inside other functions. What {@code f} uses besides its argument is held.
     */
    public static UnaryOperator<Scalar> derivative(UnaryOperator<Scalar> f) {
        UnaryOperator<Scalar[]> gradient = gradient(xs -> f.apply(xs[0]));
        return x -> gradient.apply(new Scalar[] {x})[0];
    }

    /** The gradient of a function of several numbers as a function that can be differentiated again; see the derivative. */
    public static UnaryOperator<Scalar[]> gradient(Function<Scalar[], Scalar> f) {
        return xs -> {
            if (xs.length == 0) {
                return xs;
            }
            // nodes of their own, so that a use of the same numbers outside of the arguments is held
            Scalar[] own = Arrays.stream(xs).map(x -> x.mul(1)).toArray(Scalar[]::new);
            Scalar y = Require.nonNull(f.apply(own), "gradient", "the function's value", "return a scalar of its tape");
            return xs[0].tape().gradientsWithGraph(y, own);
        };
    }

    /** The second derivatives of a function of several numbers at a point: row i, column j. */
    public static double[][] hessian(Function<Scalar[], Scalar> f, double... x) {
        Require.nonNull(x, "Autodiff.hessian", "x", "pass numbers");
        Require.nonNull(f, "Autodiff.hessian", "f", "pass a function");
        try (Tape tape = Tape.record()) {
            Scalar[] leaves = Arrays.stream(x).mapToObj(tape::leaf).toArray(Scalar[]::new);
            return Arrays.stream(gradient(f).apply(leaves))
                    .map(g -> tape.gradients(g, leaves))
                    .toArray(double[][]::new);
        }
    }

    /** The gradient of a function of several numbers at a point. */
    public static double[] gradient(Function<Scalar[], Scalar> f, double... x) {
        Require.nonNull(x, "Autodiff.gradient", "x", "pass numbers");
        Require.nonNull(f, "Autodiff.gradient", "f", "pass a function");
        try (Tape tape = Tape.record()) {
            Scalar[] leaves = Arrays.stream(x).mapToObj(tape::leaf).toArray(Scalar[]::new);
            Scalar y =
                    Require.nonNull(f.apply(leaves), "gradient", "the function's value", "return a scalar of its tape");
            return tape.gradients(y, leaves);
        }
    }
}
