package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.Stateful;

/**
 * An algorithm that updates parameters by their gradients. One thread at a time may use it, and no other one may use the
 * parameters during a step. This is not checked.
 *
 * <p>The training step is PyTorch's: {@code zeroGrad()}, forward, {@code backward()}, {@code step()}. A new rule
 * extends this class and defines {@link #update}, and {@link #stateEntries} if it keeps anything. Parameters stand in
 * groups, each with a learning rate; most optimizers have one.
 *
 * <p>Every rule of this package has PyTorch's defaults, and its constructors check as {@link #Optimizer} does and refuse
 * options that are null.
 */
public abstract class Optimizer implements Stateful {
    private static final String SHARED = "shared.";
    private static final String NAMES = "parameter.";

    private final List<ParameterGroup> groups = new ArrayList<>();
    private final List<ParameterState> states = new ArrayList<>();
    private final Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * An optimizer of one group of parameters.
     *
     * @param parameters not empty, each tensor once
     * @param learningRate finite and not negative
     * @throws ArgumentException if the list is null or empty, has null in it or names a tensor twice, or for a bad learning
     *     rate
     */
    protected Optimizer(List<Parameter> parameters, double learningRate) {
        add(parameters, learningRate, OptionalDouble.empty());
    }

    /** Adds a group with a learning rate of its own; checked as by the constructor. */
    public final void addGroup(List<Parameter> parameters, double learningRate) {
        add(parameters, learningRate, OptionalDouble.empty());
    }

    /** Adds a group with a learning rate and a weight decay of its own, such as biases without decay. */
    public final void addGroup(List<Parameter> parameters, double learningRate, double weightDecay) {
        add(parameters, learningRate, OptionalDouble.of(weightDecay));
    }

    private void add(List<Parameter> parameters, double learningRate, OptionalDouble weightDecay) {
        ParameterGroup group = new ParameterGroup(name(), parameters, learningRate, weightDecay);
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Parameter parameter : parameters) {
            if (known.contains(parameter.tensor()) || !seen.add(parameter.tensor())) {
                throw new ArgumentException(name() + ": parameter '" + parameter.name()
                        + "' is in the list twice and would be moved twice; list each tensor once");
            }
        }
        known.addAll(seen);
        groups.add(group);
        parameters.forEach(p -> states.add(new ParameterState()));
    }

    /**
     * Moves every parameter that has a gradient; one without is left as it is, its state too.
     *
     * <p>Nothing is recorded, also while a tape is open. Gradients are not checked for NaN here.
     *
     * @throws ArgumentException if one gradient does not do, as for {@link LBFGS}
     */
    public final void step() {
        if (!stepsByParameter()) {
            throw new ArgumentException(
                    name()
                            + ": step() has one gradient only; call step(closure) with a closure that evaluates the loss again");
        }
        try (Scope scope = Scope.noGrad()) {
            int index = 0;
            for (ParameterGroup group : groups) {
                for (Parameter parameter : group.parameters()) {
                    Tensor tensor = parameter.tensor();
                    Tensor gradient = tensor.grad();
                    ParameterState state = states.get(index++);
                    if (gradient != null) {
                        if (state.step() == 0) {
                            state.begin(stateEntries(), tensor);
                        }
                        state.follow(tensor);
                        state.nextStep();
                        update(group, state, tensor, gradient);
                    }
                }
            }
        }
    }

    /**
     * Evaluates loss and gradients, then moves the parameters. Of the rules here only {@link LBFGS} evaluates them more than
     * once; for the others it is the closure and then {@link #step()}.
     *
     * @param closure forgets the gradients, computes the loss, runs {@code backward()} and returns the loss's value
     * @return the loss before the step
     */
    public double step(DoubleSupplier closure) {
        double loss = given(closure).getAsDouble();
        step();
        return loss;
    }

    /** Forgets the gradients of all parameters. */
    public final void zeroGrad() {
        groups.forEach(group -> group.parameters().forEach(p -> p.tensor().zeroGrad()));
    }

    /**
     * The hyperparameters, without the learning rates; empty by default. A training goes on only where all components are
     * the same.
     */
    public Record options() {
        return new None();
    }

    private record None() {}

    /** The rule, its options, and how many parameters each group has with which decay: {@code Adam[beta1=0.9, ...]}. */
    @Override
    public final String identity() {
        String options = options().toString();
        return name()
                + options.substring(options.indexOf('['))
                + groups.stream().map(ParameterGroup::toString).collect(Collectors.joining(", ", " of ", ""));
    }

    /** The parameters of all groups, in the order given. */
    public final List<Parameter> parameters() {
        return groups.stream().flatMap(group -> group.parameters().stream()).toList();
    }

    /** The groups, in the order given; unmodifiable. */
    public final List<ParameterGroup> groups() {
        return Collections.unmodifiableList(groups);
    }

    /** The first group's rate of the next step. */
    public final double learningRate() {
        return groups.get(0).learningRate();
    }

    /** Sets the rate of all groups from the next step on; finite and not negative. */
    public final void learningRate(double rate) {
        groups.forEach(group -> group.learningRate(rate));
    }

    /**
     * A copy of the state: {@code state.0.step}, {@code state.0.exp_avg}, ... by the number of the
     * parameter, with PyTorch's names, {@code parameter.fc1.weight} with the number and the group of the parameter of that
     * name, {@code group.0.learning_rate}, and {@code shared.*} for what a rule keeps for all parameters together. Of
     * parameters with the same name the second is called {@code weight#2}, and so on. The {@link #options} are not part of it.
     */
    @Override
    public final StateDict stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            all.put(rateName(i), Tensor.scalar(DType.FLOAT64, groups.get(i).learningRate()));
        }
        List<String> names = ParameterNumbers.names(parameters());
        for (int i = 0; i < states.size(); i++) {
            all.put(NAMES + names.get(i), Tensor.of(new long[] {i, groupOf(i)}));
            String prefix = prefix(i);
            states.get(i).save((name, tensor) -> all.put(prefix + name, tensor));
        }
        saveShared((name, tensor) -> all.put(SHARED + name, tensor));
        return StateDict.of(all);
    }

    /**
     * The entries of a state that do not fit an optimizer of this kind with these parameters, a line each. A parameter that
     * has not made a step has no entries.
     */
    @Override
    public final List<String> misfits(StateDict state) {
        return saved(state).misfits;
    }

    /**
     * Goes on from a state that an optimizer of the same kind with the same parameters has given. Parameters are found by
     * name, so their order within a group may be another one, except for {@link LBFGS}.
     *
     * @throws ArgumentException that lists all entries that are missing, unexpected, or of another shape, type or range; then
     *     nothing is changed
     */
    @Override
    public final void loadStateDict(StateDict state) {
        Saved saved = saved(state);
        if (!saved.misfits.isEmpty()) {
            throw new ArgumentException(name() + ".loadStateDict: the state does not fit, nothing was changed\n    "
                    + String.join("\n    ", saved.misfits)
                    + "\n  build the optimizer with the parameters and options that the state was saved with; this one has "
                    + states.size() + " parameters in " + groups.size() + " groups");
        }
        loadShared(saved.shared);
        List<Parameter> parameters = parameters();
        for (int i = 0; i < states.size(); i++) {
            states.get(i)
                    .load(saved.parts.get(i), stateEntries(), parameters.get(i).tensor());
        }
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).learningRate(saved.rates.number(rateName(i)));
        }
    }

    /** A state taken apart: the rates of the groups, what belongs to each parameter, and what belongs to all together. */
    private record Saved(SavedEntries rates, List<SavedEntries> parts, SavedEntries shared, List<String> misfits) {}

    private Saved saved(StateDict state) {
        Require.nonNull(state, name() + ".loadStateDict", "the state", "pass one that stateDict() has given");
        Map<String, Tensor> rest = new LinkedHashMap<>(state.asMap());
        List<String> misfits = new ArrayList<>();
        List<Parameter> parameters = parameters();
        List<SavedEntries> parts = new ArrayList<>();
        int[] groupOf = IntStream.range(0, parameters.size()).map(this::groupOf).toArray();
        ParameterNumbers numbers =
                ParameterNumbers.of(parameters, groupOf, !stepsByParameter(), part(rest, NAMES), NAMES);
        misfits.addAll(numbers.misfits());
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            String prefix = prefix(numbers.number(i));
            SavedEntries part = ofParameter(part(rest, prefix), parameter.tensor());
            parts.add(part);
            part.misfits(prefix).forEach(line -> misfits.add("parameter '" + parameter.name() + "': " + line));
        }
        SavedEntries shared = shared(part(rest, SHARED));
        misfits.addAll(shared.misfits(SHARED));
        Map<String, SavedEntries.Form> forms = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            forms.put(rateName(i), SavedEntries.Form.rate());
        }
        SavedEntries rates = new SavedEntries(rest, forms); // what is left beside them is of no parameter and no group
        misfits.addAll(rates.misfits(""));
        return new Saved(rates, parts, shared, misfits);
    }

    private SavedEntries ofParameter(Map<String, Tensor> part, Tensor parameter) {
        boolean fresh = part.isEmpty() || !stepsByParameter();
        return new SavedEntries(part, fresh ? Map.of() : ParameterState.forms(stateEntries(), parameter));
    }

    /** Whether parameters are moved one by one, each with a {@link ParameterState}. */
    boolean stepsByParameter() {
        return true;
    }

    /** Hands out what this rule keeps for all parameters together, by name; most keep nothing. */
    void saveShared(BiConsumer<String, Tensor> to) {}

    /** The entries of {@link #saveShared} with the forms that they must have. */
    SavedEntries shared(Map<String, Tensor> saved) {
        return new SavedEntries(saved, Map.of());
    }

    /** Takes what {@link #saveShared} has handed out, and all of it fits. */
    void loadShared(SavedEntries saved) {}

    /** The number of the group that a parameter, given by its number, stands in. */
    private int groupOf(int parameter) {
        int group = 0;
        int left = parameter;
        while (left >= groups.get(group).parameters().size()) {
            left -= groups.get(group++).parameters().size();
        }
        return group;
    }

    /** Takes out the entries with a prefix, which their names lose. */
    private static Map<String, Tensor> part(Map<String, Tensor> all, String prefix) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        all.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
            }
        });
        all.keySet().removeIf(name -> name.startsWith(prefix));
        return part;
    }

    private static String rateName(int group) {
        return "group." + group + ".learning_rate";
    }

    private static String prefix(int parameter) {
        return "state." + parameter + ".";
    }

    /**
     * The entries of each parameter's state beside the number of the step; none by default. It must be the same at every
     * call.
     */
    protected List<StateEntry> stateEntries() {
        return List.of();
    }

    /**
     * Moves one parameter in place. Called with recording off; tensors made here are freed after the step, unless
     * they are {@code detach()}ed.
     *
     * @param group the parameter's group, for its rates
     * @param state what this rule keeps for the parameter
     * @param tensor the parameter's leaf
     * @param gradient its gradient, of the same shape and element type
     */
    protected abstract void update(ParameterGroup group, ParameterState state, Tensor tensor, Tensor gradient);

    /** {@code running = keep * running + (1 - keep) * value}, in place. */
    static void blend(Tensor running, double keep, Tensor value) {
        InPlace.scale(running, keep);
        InPlace.addScaled(running, 1 - keep, value);
    }

    /** The options, which must not be null. */
    final <T extends Record> T given(T options) {
        return Require.nonNull(
                options, name(), "the options", "leave them out for PyTorch's defaults, or pass DEFAULT.with...(...)");
    }

    /** The closure, which must not be null. */
    final DoubleSupplier given(DoubleSupplier closure) {
        return Require.nonNull(
                closure, name() + ".step", "the closure", "pass one that evaluates the loss and its gradients");
    }

    private String name() {
        // an anonymous class has no name of its own
        String name = getClass().getSimpleName();
        return name.isEmpty() ? "Optimizer" : name;
    }
}
