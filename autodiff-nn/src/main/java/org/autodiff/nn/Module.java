package org.autodiff.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;

/**
 * A function with state: a node of a tree of parameters, buffers and child modules.
 *
 * <p>A subclass registers what it holds by name, in its field initialisers or its constructor, and defines
 * {@link #forward}:
 *
 * <pre>{@code
 * final class Mlp extends Module {
 *     private final Linear fc1 = child("fc1", new Linear(784, 128, Seed.of(1)));
 *     private final Linear fc2 = child("fc2", new Linear(128, 10, Seed.of(2)));
 *
 *     @Override
 *     public Tensor forward(Tensor x) {
 *         return fc2.forward(fc1.forward(x).relu());
 *     }
 * }
 * }</pre>
 *
 * <p>Registration is explicit so that names stay what they are when fields are renamed. Order is registration order,
 * a module's own parameters before those of its children, as in PyTorch's {@code torch.nn.Module}. A module is not
 * safe for use by several threads while it is being trained.
 *
 * <p>{@code java.lang} has a {@code Module} too: import this class by its name, not with a star.
 */
public abstract class Module {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private boolean training = true;

    /** A module without state, in training mode. */
    protected Module() {}

    /**
     * The module's value at {@code x}; recorded when a tape is open.
     *
     * @param x an input of the shape and element type that the module documents
     */
    public abstract Tensor forward(Tensor x);

    /**
     * Registers a trainable tensor.
     *
     * <p>The values are copied, so that training never changes a tensor of the caller's. Only a leaf that requires
     * its gradient already is taken as it is: that is how two modules share one parameter (weight tying).
     *
     * @param name unique in this module, not empty, without dots
     * @param init the initial values, floating, of any shape
     * @return the leaf to use in {@link #forward}
     * @throws ArgumentException if the name is empty, has a dot or is taken, or if {@code init} is null
     * @throws DTypeException if {@code init} is not floating
     */
    protected final Tensor parameter(String name, Tensor init) {
        checkEntry("parameter", name, init);
        if (!init.dtype().isFloating()) {
            throw new DTypeException(where("parameter", name) + ": a parameter must be FLOAT32 or FLOAT64, got "
                    + init.dtype() + "; convert it with to(...) or register it with buffer(...)");
        }
        Tensor leaf = init.requiresGrad() ? init : StateDict.copyOf(init).requiresGrad(true);
        parameters.put(name, leaf);
        return leaf;
    }

    /**
     * Registers a tensor that belongs to the state but is not trained, such as a running mean. The values are copied.
     *
     * @param name unique in this module, not empty, without dots
     * @param init the initial values, of any element type and shape
     * @return the buffer; change it with {@link org.autodiff.InPlace} only
     * @throws ArgumentException if the name is empty, has a dot or is taken, or if {@code init} is null
     */
    protected final Tensor buffer(String name, Tensor init) {
        checkEntry("buffer", name, init);
        Tensor copy = StateDict.copyOf(init);
        buffers.put(name, copy);
        return copy;
    }

    /**
     * Registers a child module.
     *
     * @param name unique in this module, not empty, without dots
     * @param module the child; its type is kept for the field that holds it
     * @return {@code module}
     * @throws ArgumentException if the name is empty, has a dot or is taken, if {@code module} is null, or if this
     *     module is inside {@code module} (the tree would be a circle)
     */
    protected final <M extends Module> M child(String name, M module) {
        checkEntry("child", name, module);
        if (ModuleTree.contains(module, this)) {
            throw new ArgumentException(where("child", name) + ": " + module.name()
                    + " contains this module, so the tree would be a circle; register it in one direction only");
        }
        children.put(name, module);
        return module;
    }

    /**
     * All parameters of the tree, depth first in registration order, with dotted names. A tensor that is registered
     * in several places appears once, under its first name, so that an optimizer steps it once.
     */
    public final List<Parameter> parameters() {
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Parameter> found = new ArrayList<>();
        ModuleTree.visit(
                this,
                (prefix, module) -> module.parameters.forEach((name, tensor) -> {
                    if (seen.add(tensor)) {
                        found.add(new Parameter(prefix + name, tensor));
                    }
                }));
        return List.copyOf(found);
    }

    /** All buffers of the tree by dotted name, depth first in registration order; unmodifiable. */
    public final Map<String, Tensor> buffers() {
        Map<String, Tensor> found = new LinkedHashMap<>();
        ModuleTree.visit(
                this, (prefix, module) -> module.buffers.forEach((name, tensor) -> found.put(prefix + name, tensor)));
        return Collections.unmodifiableMap(found);
    }

    /** The direct children by name, in registration order; an unmodifiable view. */
    public final Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    /** Puts the whole tree into training mode (the initial one) and returns this module. */
    public final Module train() {
        return mode(true);
    }

    /** Puts the whole tree into evaluation mode and returns this module. */
    public final Module eval() {
        return mode(false);
    }

    /** Whether the module is in training mode. */
    public final boolean isTraining() {
        return training;
    }

    /** Forgets the gradients of all parameters of the tree. */
    public final void zeroGrad() {
        parameters().forEach(parameter -> parameter.tensor().zeroGrad());
    }

    /** The number of trainable numbers in the tree; a shared parameter counts once. */
    public final long parameterCount() {
        return parameters().stream()
                .mapToLong(parameter -> parameter.tensor().size())
                .sum();
    }

    /**
     * A copy of the whole state: every module's parameters, then its buffers, then its children's, with dotted names
     * (PyTorch's {@code state_dict()}). Shared parameters appear under each of their names.
     */
    public final StateDict stateDict() {
        return StateDict.of(state());
    }

    /**
     * Copies a state into this tree's parameters and buffers. All or nothing: when anything does not fit, nothing is
     * changed. Gradients and optimizer state are left alone.
     *
     * @param state exactly the names, shapes and element types of {@link #stateDict()}
     * @throws ArgumentException that lists every missing, unexpected and misfitting entry
     */
    public final void loadStateDict(StateDict state) {
        if (state == null) {
            throw new ArgumentException(name() + ".loadStateDict: the state must not be null");
        }
        state.copyInto(name(), state());
    }

    /**
     * What {@link #toString} prints between the parentheses of a module, such as {@code in=784, out=128}; PyTorch's
     * {@code extra_repr}. Empty by default.
     */
    protected String extraRepr() {
        return "";
    }

    /** The tree as PyTorch prints it: one line for a module without children, else one indented line for each child. */
    @Override
    public String toString() {
        return ModuleTree.format(this);
    }

    /** The simple name of the class; what an anonymous class extends. */
    final String name() {
        Class<?> type = getClass();
        return type.isAnonymousClass() ? type.getSuperclass().getSimpleName() : type.getSimpleName();
    }

    private Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        ModuleTree.visit(this, (prefix, module) -> {
            module.parameters.forEach((name, tensor) -> state.put(prefix + name, tensor));
            module.buffers.forEach((name, tensor) -> state.put(prefix + name, tensor));
        });
        return state;
    }

    private Module mode(boolean train) {
        ModuleTree.visit(this, (prefix, module) -> module.training = train);
        return this;
    }

    private void checkEntry(String kind, String name, Object value) {
        if (name == null || name.isBlank()) {
            throw new ArgumentException(where(kind, name) + ": the name must not be empty; use the field's name");
        }
        if (name.indexOf('.') >= 0) {
            throw new ArgumentException(where(kind, name)
                    + ": the name must not contain a dot; dots join the names of nested modules in a state dict");
        }
        if (parameters.containsKey(name) || buffers.containsKey(name) || children.containsKey(name)) {
            throw new ArgumentException(where(kind, name) + ": the name is taken; parameters, buffers and children of"
                    + " a module share one set of names");
        }
        if (value == null) {
            throw new ArgumentException(where(kind, name) + ": got null; leave out what the module does not have");
        }
    }

    private String where(String kind, String name) {
        return name() + "." + kind + "(" + (name == null ? "null" : "\"" + name + "\"") + ")";
    }
}
