package org.autodiff;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Locale;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Composition;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Saved;

/**
 * One recorded application of an operation, as its derivative rule sees it. It belongs to the thread whose sweep passes
 * it to a rule, and is not to be kept.
 */
public final class Call {
    private final Tape tape;
    private final OpDef op;
    private final Attrs attrs;
    private final int[] inputs;
    private final Tensor output;
    private final Sweep sweep;
    private final boolean selected;
    /** What the rule is to read in the place of the inputs and the output; null, also within, for what was recorded. */
    private final Tensor[] insteadOfInputs;

    private final Tensor insteadOfOutput;

    Call(Tape tape, OpDef op, Attrs attrs, int[] inputs, Tensor output, Sweep sweep, boolean selected) {
        this(tape, op, attrs, inputs, output, sweep, selected, null, null);
    }

    private Call(
            Tape tape,
            OpDef op,
            Attrs attrs,
            int[] inputs,
            Tensor output,
            Sweep sweep,
            boolean selected,
            Tensor[] insteadOfInputs,
            Tensor insteadOfOutput) {
        this.tape = tape;
        this.op = op;
        this.attrs = attrs;
        this.inputs = inputs;
        this.output = output;
        this.sweep = sweep;
        this.selected = selected;
        this.insteadOfInputs = insteadOfInputs;
        this.insteadOfOutput = insteadOfOutput;
    }

    /**
     * The same call, of which a rule reads other attributes, inputs or another output: the call that a wrong rule would see.
     * Tests make a rule wrong in this way to know whether they would notice.
     *
     * @param otherAttrs of the operation's own type; null for those of this call
     * @param otherInputs one for each input; null, also for a single one, for the value that was recorded
     * @param otherOutput of the output's shape; null for the value that was recorded
     */
    public Call reading(Attrs otherAttrs, Tensor[] otherInputs, Tensor otherOutput) {
        if (otherInputs != null && otherInputs.length != inputs.length) {
            throw new ArgumentException("Call.reading: " + otherInputs.length + " tensors for " + inputs.length
                    + " inputs; pass one for each, null for the value that was recorded");
        }
        if (otherAttrs != null && !op.attributes().isInstance(otherAttrs)) {
            throw new ArgumentException("Call.reading: the attributes are a "
                    + otherAttrs.getClass().getSimpleName() + ", those of " + op.name() + " a "
                    + op.attributes().getSimpleName());
        }
        return new Call(
                tape,
                op,
                otherAttrs == null ? attrs : otherAttrs,
                inputs,
                output,
                sweep,
                selected,
                otherInputs == null ? insteadOfInputs : otherInputs.clone(),
                otherOutput == null ? insteadOfOutput : otherOutput);
    }

    /** The number of inputs. */
    public int arity() {
        return inputs.length;
    }

    /** The value of an input; the operation must declare {@link Saved#INPUT}. */
    public Tensor input(int i) {
        require(Saved.INPUT);
        return insteadOfInputs != null && insteadOfInputs[i] != null ? insteadOfInputs[i] : tape.saved(inputs[i], op);
    }

    /** The value of the output; the operation must declare {@link Saved#OUTPUT}. */
    public Tensor output() {
        require(Saved.OUTPUT);
        return insteadOfOutput != null ? insteadOfOutput : output;
    }

    /** The shape of an input; always known. */
    public Shape shape(int i) {
        return tape.shape(inputs[i]);
    }

    /** The element type of an input; always known. */
    public DType dtype(int i) {
        return tape.dtype(inputs[i]);
    }

    /** The shape of the output; always known. */
    public Shape shape() {
        return output.shape();
    }

    /** The element type of the output; always known. */
    public DType dtype() {
        return output.dtype();
    }

    /** Whether anyone asks for the gradient by an input. A rule may give null for one that nobody asks for. */
    public boolean needs(int i) {
        return tape.isVariable(inputs[i]) && (sweep == null || sweep.asksFor(inputs[i]));
    }

    /**
     * The cotangent times a derivative, element by element, as the chain rule has it. Where an operation further on has
     * selected among its inputs, as {@code where} does, a cotangent of zero says that an element was not taken; then the
     * product is zero even if the derivative is infinite or NaN there.
     */
    public Tensor product(Tensor cotangent, Tensor derivative) {
        // The derivative is recorded where the product is to be differentiated; then it may be finite but have an
        // infinite derivative itself, so that only the guarded product is right.
        return selected && (tape.isRecording() || !isFinite(derivative))
                ? Arithmetic.CHAIN.apply(cotangent, derivative)
                : cotangent.mul(derivative);
    }

    /** Whether an operation further on has selected among its inputs, so that {@link #product} may have to guard. */
    boolean isSelected() {
        return selected;
    }

    /** Primitives of the backend that compute the gradients of an operation, or a part of them. */
    @FunctionalInterface
    public interface Kernel {
        /** The results for these inputs; null among them stands for nothing. */
        Array[] apply(Backend backend, Array[] inputs);
    }

    /**
     * What a kernel makes of tensors, for a derivative rule; null where one of them is being recorded. Nothing would lead back
     * through the kernel then, so that the rule has to compute the same with operations.
     */
    public static Tensor[] byKernel(Kernel kernel, Tensor... inputs) {
        Require.nonNulls(inputs, "Call.byKernel", "inputs", "pass tensors");
        Require.nonNull(kernel, "Call.byKernel", "kernel", "pass a function");
        if (Recorder.isWatched(inputs)) {
            return null;
        }
        Array[] arrays = new Array[inputs.length];
        Arrays.setAll(arrays, i -> inputs[i].array());
        Array[] all = Require.returned(kernel.apply(Backend.get(), arrays), "Call.byKernel", "the kernel");
        Reference.reachabilityFence(inputs); // their scopes own the memory that the kernel reads
        Scope scope = Scope.current();
        Tensor[] results = new Tensor[all.length];
        Arrays.setAll(results, i -> all[i] == null ? null : new Tensor(all[i], scope, -1));
        return results;
    }

    /**
     * The residual that the forward kernel has left with the output ({@link Array#residual}), whether or not the rule saves
     * the output; null where there is none.
     */
    public <R> R residual(Class<R> type) {
        return type.cast(output.array().residual());
    }

    /** The same for a tensor that an operation has just given. */
    public static <R> R residual(Tensor output, Class<R> type) {
        Require.nonNull(type, "Call.residual", "type", "pass a class");
        Require.nonNull(output, "Call.residual", "output", "pass a tensor");
        return Vmap.isSample(output) ? null : type.cast(output.array().residual());
    }

    /** What stands for a function that a rule applies. */
    private record Applied(OpDef op, Attrs attrs, Object what, boolean selected) {}

    /** A function of corresponding elements for the rule of an operation. */
    @FunctionalInterface
    public interface Pointwise {
        /** Its values; it depends on nothing but the call's attributes and these tensors. */
        Tensor of(Call call, Tensor... inputs);
    }

    /**
     * A function of corresponding elements, in one pass over them where nothing is recorded and the backend can do it. The
     * function is applied to symbols the first time, and what it does is remembered for this operation and these attributes.
     *
     * @param f a function without state of its own, the only one that this rule applies so
     */
    public Tensor inOnePass(Pointwise f, Tensor... inputs) {
        Require.nonNulls(inputs, "Call.inOnePass", "inputs", "pass tensors");
        Require.nonNull(f, "Call.inOnePass", "f", "pass a function");
        Tensor z = Recorder.isWatched(inputs) ? null : inOnePass("pointwise", f, inputs);
        return z != null ? z : f.of(this, inputs);
    }

    /** In one pass, for inputs of which none is watched; null where the backend cannot. */
    private Tensor inOnePass(Object what, Pointwise f, Tensor... inputs) {
        Composition whole = (b, symbols, out) -> {
            Tensor[] s = new Tensor[symbols.length];
            Arrays.setAll(s, k -> new Tensor(symbols[k], null, -1));
            return f.of(this, s).array();
        };
        Array[] arrays = new Array[inputs.length];
        Arrays.setAll(arrays, k -> inputs[k].array());
        Array z =
                Backend.of(arrays).inOnePass(new Applied(op, attrs, what, selected), whole, arrays, inputs[0].shape());
        Reference.reachabilityFence(inputs); // their scopes own the memory that the kernel reads
        return z == null ? null : new Tensor(z, Scope.current(), -1);
    }

    /** A derivative times a cotangent, by input and output; what is not saved is null. */
    @FunctionalInterface
    interface Product {
        /** The product at (x, y), where the function has the value z. */
        Tensor of(Tensor cotangent, Tensor x, Tensor y, Tensor z);
    }

    /**
     * The {@link #product} with the derivative of an operation of elements by input i, in one pass over the elements; null where
     * the product is to be recorded, or the backend cannot.
     */
    Tensor productInOnePass(Tensor cotangent, int i, Product product) {
        int in = op.saves().contains(Saved.INPUT) ? Math.min(2, inputs.length) : 0;
        int out = op.saves().contains(Saved.OUTPUT) ? 1 : 0;
        Tensor[] all = new Tensor[1 + in + out];
        all[0] = cotangent;
        for (int k = 0; k < in; k++) {
            all[1 + k] = input(k);
        }
        if (out > 0) {
            all[1 + in] = output();
        }
        if (Recorder.isWatched(all)) {
            return null;
        }
        Tensor kept = selected ? null : Slopes.product(cotangent, this.output);
        if (kept != null) {
            return kept;
        }
        Pointwise f =
                (call, s) -> product.of(s[0], in > 0 ? s[1] : null, in > 1 ? s[2] : null, out > 0 ? s[1 + in] : null);
        return inOnePass(i, f, all);
    }

    /** One pass over the elements; a sum that overflows only costs the guarded product. */
    private static boolean isFinite(Tensor given) {
        Tensor x = Vmap.numbers(given);
        Backend b = Backend.get();
        return Double.isFinite(b.item(Reduced.total(b, x.array())));
    }

    /** The attributes, of the operation's own type. */
    public <A extends Attrs> A attrs(Class<A> type) {
        return type.cast(attrs);
    }

    Tape tape() {
        return tape;
    }

    int[] inputs() {
        return inputs;
    }

    Attrs attrs() {
        return attrs;
    }

    OpDef op() {
        return op;
    }

    private void require(Saved what) {
        if (!op.saves().contains(what)) {
            throw new TapeException("the rule of " + op.name() + " reads its "
                    + what.name().toLowerCase(Locale.ROOT) + " but does not declare saves(" + what + ")");
        }
    }
}
