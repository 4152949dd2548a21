package org.autodiff.nn;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.autodiff.InPlace;
import org.autodiff.ModuleCall;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;

/**
 * A function with state: a node of a tree of parameters, buffers and child modules. Several threads may evaluate one module
 * at once while none trains it, loads a state or changes its mode; only one thread may train it. This is not checked.
 *
 * <p>A subclass registers what it holds by name, in its field initialisers or its constructor, and defines {@link
 * #forward}:
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
 * <p>Registration is explicit so that names stay what they are when fields are renamed. A name is unique in its module, not
 * empty and has no dots; others are refused. Order is registration order, a module's own parameters before those of its
 * children, as in PyTorch's {@code torch.nn.Module}.
 *
 * <p>{@code java.lang} has a {@code Module} too: import this class by its name, not with a star.
 */
public abstract class Module implements Stateful {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Set<String> optional = new HashSet<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private final Map<String, SeedSequence> seeds = new LinkedHashMap<>();
    private boolean training = true;

    /* Where it was registered last. Weak: a part that is kept does not keep the whole. */
    private WeakReference<Module> parent = new WeakReference<>(null);
    private String nameInParent = "";

    private Consumer<Tensor> observer;

    /** A module without state, in training mode. */
    protected Module() {}

    /**
     * The module's value at {@code x}; recorded when a tape is open.
     *
     * @param x an input of the shape and element type that the module documents
     */
    public abstract Tensor forward(Tensor x);

    /**
     * {@link #forward}, in a way that errors name this module and {@link #summary} sees its result (PyTorch's {@code
     * module(x)}). The layers of this library do that anyway; for one's own modules inside others it is a choice.
     */
    public final Tensor call(Tensor x) {
        return observed(() -> forward(x));
    }

    /** {@link #observed(Supplier, Function)} of a computation whose result is a tensor. */
    protected final Tensor observed(Supplier<Tensor> body) {
        return observed(body, y -> y);
    }

    /**
     * Runs a computation as this module's: errors and {@link org.autodiff.Node#module} say {@link #path}, or the name of the
     * class where there is none, and {@link #summary} shows the shape of the result.
     *
     * @param shown the part of the result whose shape is shown
     */
    protected final <R> R observed(Supplier<R> body, Function<R, Tensor> shown) {
        R result;
        try {
            result = ModuleCall.of(() -> ModuleTree.place(this), body);
        } catch (AutodiffException e) {
            throw e.in(ModuleTree.place(this));
        }
        if (observer != null) {
            observer.accept(shown.apply(result));
        }
        return result;
    }

    /**
     * Registers a trainable tensor.
     *
     * <p>Training never changes a tensor of the caller's: this is a leaf of its own with the same values. Only a leaf that
     * requires its gradient already is taken as it is: that is how two modules share one parameter (weight tying).
     *
     * @param init the initial values, floating, of any shape
     * @return the leaf to use in {@link #forward}
     * @throws DTypeException if {@code init} is not floating
     */
    protected final Tensor parameter(String name, Tensor init) {
        checkEntry("parameter", name, init);
        if (!init.dtype().isFloating()) {
            throw new DTypeException(where("parameter", name) + ": a parameter must be FLOAT32 or FLOAT64, got "
                    + init.dtype() + "; convert it with to(...) or register it with buffer(...)");
        }
        Tensor leaf = init.requiresGrad() || InPlace.isFrozen(init) ? init : init.requiresGrad(true);
        parameters.put(name, leaf);
        return leaf;
    }

    /**
     * Registers a tensor that belongs to the state but is not trained, such as a running mean. The values are copied.
     *
     * @param init the initial values, of any element type and shape
     * @return the buffer; change it with {@link org.autodiff.InPlace} only
     */
    protected final Tensor buffer(String name, Tensor init) {
        checkEntry("buffer", name, init);
        Tensor copy = StateDict.copyOf(init);
        buffers.put(name, copy);
        return copy;
    }

    /** A {@link #buffer} that older files do not have: where a state lacks it, loading leaves it as it is. */
    protected final Tensor optionalBuffer(String name, Tensor init) {
        Tensor copy = buffer(name, init);
        optional.add(name);
        return copy;
    }

    /**
     * Registers a source of randomness that each call goes on with. It is no part of {@link #stateDict}, whose names are
     * PyTorch's; a checkpoint has it beside.
     *
     */
    protected final SeedSequence seeds(String name, Seed seed) {
        checkEntry("seeds", name, seed);
        SeedSequence sequence = new SeedSequence(seed);
        seeds.put(name, sequence);
        return sequence;
    }

    /**
     * Registers a child module.
     *
     * @param module the child; its type is kept for the field that holds it
     * @return {@code module}
     * @throws ArgumentException if this module is inside {@code module}: the tree would be a circle
     */
    protected final <M extends Module> M child(String name, M module) {
        checkEntry("child", name, module);
        if (ModuleTree.contains(module, this)) {
            throw new ArgumentException(where("child", name) + ": " + module.owner()
                    + " contains this module, so the tree would be a circle; register it in one direction only");
        }
        children.put(name, module);
        Module registered = module;
        registered.parent = new WeakReference<>(this);
        registered.nameInParent = name;
        return module;
    }

    /**
     * The dotted name of this module in the tree that it is part of, as {@code net.2.conv1}; empty for the root. Of a module
     * that is registered in several places it is the last one.
     */
    public final String path() {
        Module above = parent.get();
        if (above == null) {
            return "";
        }
        String prefix = above.path();
        return prefix.isEmpty() ? nameInParent : prefix + "." + nameInParent;
    }

    /**
     * All parameters of the tree, depth first in registration order, with dotted names; frozen ones too. A tensor that is
     * registered in several places appears once, under its first name, so that an optimizer steps it once.
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

    /** All sources of randomness of the tree by dotted name, depth first in registration order; unmodifiable. */
    public final Map<String, SeedSequence> seedSequences() {
        Map<String, SeedSequence> found = new LinkedHashMap<>();
        ModuleTree.visit(this, (prefix, module) -> module.seeds.forEach((name, own) -> found.put(prefix + name, own)));
        return Collections.unmodifiableMap(found);
    }

    /** The direct children by name, in registration order; an unmodifiable view. */
    public final Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    /** All modules of the tree by dotted name, parents first; this one under the empty name. Unmodifiable. */
    public final Map<String, Module> modules() {
        Map<String, Module> found = new LinkedHashMap<>();
        ModuleTree.visit(
                this,
                (prefix, module) ->
                        found.put(prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1), module));
        return Collections.unmodifiableMap(found);
    }

    /**
     * The module at a dotted name below this one, such as {@code layer1.0.conv1}.
     *
     * @throws ArgumentException if there is none; it names the nearest one and what that has
     */
    public final Module module(String path) {
        Require.nonNull(path, "Module.module", "path", "pass a text");
        Module at = this;
        for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
            Module next = at.children.get(name);
            if (next == null) {
                throw new ArgumentException(owner() + ".module(\"" + path + "\"): " + at.owner() + " has no child '"
                        + name + "'; there are " + at.children.keySet());
            }
            at = next;
        }
        return at;
    }

    /** Calls {@code action} with every module of the tree, children before their parents, and returns this module. */
    public final Module apply(Consumer<Module> action) {
        Require.nonNull(action, "Module.apply", "action", "pass a function");
        children.values().forEach(child -> child.apply(action));
        action.accept(this);
        return this;
    }

    /** Puts the whole tree into training mode (the initial one) and returns this module. */
    public final Module train() {
        return mode(true);
    }

    /** Puts the whole tree into evaluation mode and returns this module. */
    public final Module eval() {
        return mode(false);
    }

    /** Runs something with the whole tree in evaluation mode; afterwards each module is in the mode that it was in. */
    public final <T> T evaluating(Supplier<T> body) {
        return ModuleTree.evaluating(this, body);
    }

    /** Runs something that may change modes; afterwards each module of the tree is in the one that it was in. */
    public final <T> T keepingModes(Supplier<T> body) {
        return ModuleTree.keepingModes(this, body);
    }

    /**
     * Remembers the modes of the whole tree.
     *
     * @return puts each module that is in the tree now into the mode that it is in now, as often as it is run
     */
    public final Runnable modes() {
        return ModuleTree.modes(this);
    }

    /** Whether the module is in training mode. */
    public final boolean isTraining() {
        return training;
    }

    /**
     * Takes all parameters of the tree out of training and returns this module: they count as constants, get no gradient,
     * and no optimizer moves them. Gradients that they have are dropped. Running statistics still follow in training mode.
     */
    public final Module freeze() {
        parameters().forEach(parameter -> InPlace.freeze(parameter.tensor()));
        return this;
    }

    /** Puts all parameters of the tree back into training and returns this module. */
    public final Module unfreeze() {
        parameters().forEach(parameter -> InPlace.unfreeze(parameter.tensor()));
        return this;
    }

    /**
     * Converts all floating-point parameters and buffers of the tree in place, as {@link InPlace#convert}, and returns this
     * module. Gradients are dropped; the state of an optimizer follows at its next step.
     */
    public final Module to(DType dtype) {
        ModuleTree.convert(this, dtype);
        return this;
    }

    /** Forgets the gradients of all parameters of the tree. */
    public final void zeroGrad() {
        parameters().forEach(parameter -> parameter.tensor().zeroGrad());
    }

    /** The number of numbers in the parameters of the tree, frozen or not; a shared parameter counts once. */
    public final long parameterCount() {
        return parameters().stream()
                .mapToLong(parameter -> parameter.tensor().size())
                .sum();
    }

    /** The number of numbers in the parameters of the tree that are not frozen. */
    public final long trainableCount() {
        return parameters().stream()
                .filter(parameter -> !parameter.isFrozen())
                .mapToLong(parameter -> parameter.tensor().size())
                .sum();
    }

    /**
     * A copy of the whole state: every module's parameters, then its buffers, then its children's, with dotted names
     * (PyTorch's {@code state_dict()}). Shared parameters appear under each of their names.
     */
    @Override
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
    @Override
    public final void loadStateDict(StateDict state) {
        loadStateDict(state, true);
    }

    /** The missing, unexpected and misfitting entries of a state, a line each; none if it can be loaded. */
    @Override
    public final List<String> misfits(StateDict state) {
        Require.nonNull(state, "Module.misfits", "state", "pass one");
        return state.comparedWith(state(), mayBeMissing()).lines();
    }

    /**
     * Copies a state into this tree's parameters and buffers, all of it or, when it does not fit, nothing.
     *
     * @param strict whether the names must be exactly those of {@link #stateDict()}; else those that both have are loaded
     * @return the names that the state lacks, and those that this tree lacks; none if {@code strict}
     * @throws ArgumentException that lists every entry of another shape or element type and, if {@code strict}, every
     *     missing and unexpected one
     */
    public final StateDict.Difference loadStateDict(StateDict state, boolean strict) {
        if (state == null) {
            throw new ArgumentException(owner() + ".loadStateDict: the state must not be null");
        }
        return state.copyInto(owner(), state(), mayBeMissing(), strict);
    }

    private Set<String> mayBeMissing() {
        Set<String> names = new HashSet<>();
        ModuleTree.visit(this, (prefix, module) -> module.optional.forEach(name -> names.add(prefix + name)));
        return names;
    }

    /**
     * Runs the tree on an example, in evaluation mode and without recording, and tells what came out of each module.
     *
     * @param x an input as for {@link #forward}
     */
    public final Summary summary(Tensor x) {
        return Summary.of(this, x);
    }

    /**
     * {@link #summary(Tensor)} for zeros of a shape, the batch first. They are of the parameters' element type, FLOAT32
     * where there are none.
     */
    public final Summary summary(int... shape) {
        return Summary.of(this, shape);
    }

    /**
     * The text between the parentheses of a printed module, such as {@code in=784, out=128}; PyTorch's
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

    /** The tree as {@link #extraRepr} prints its parts, so that another activation or probability of dropout shows. */
    @Override
    public final String identity() {
        return ModuleTree.format(this);
    }

    /** The tree with the number of parameters of each module, and the shapes of its own parameters and buffers. */
    public final String tree() {
        return ModuleTree.formatWithShapes(this);
    }

    /** The simple name of the class, with which errors begin; of an anonymous class, that of the class it extends. */
    protected final String owner() {
        Class<?> type = getClass();
        return type.isAnonymousClass() ? type.getSuperclass().getSimpleName() : type.getSimpleName();
    }

    /** Own parameters by name. */
    final Map<String, Tensor> ownParameters() {
        return parameters;
    }

    /** Own buffers by name. */
    final Map<String, Tensor> ownBuffers() {
        return buffers;
    }

    /** Has results shown to {@code next}, null for nobody; gives back who was shown them before. */
    final Consumer<Tensor> observer(Consumer<Tensor> next) {
        Consumer<Tensor> before = observer;
        observer = next;
        return before;
    }

    /** Sets the mode of this module alone. */
    final void ownMode(boolean train) {
        training = train;
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
        if (parameters.containsKey(name)
                || buffers.containsKey(name)
                || children.containsKey(name)
                || seeds.containsKey(name)) {
            throw new ArgumentException(where(kind, name) + ": the name is taken; parameters, buffers and children of"
                    + " a module share one set of names");
        }
        if (value == null) {
            throw new ArgumentException(where(kind, name) + ": got null; leave out what the module does not have");
        }
    }

    private String where(String kind, String name) {
        return owner() + "." + kind + "(" + (name == null ? "null" : "\"" + name + "\"") + ")";
    }
}
