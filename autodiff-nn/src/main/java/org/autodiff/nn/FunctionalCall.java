package org.autodiff.nn;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/**
 * A module as a function of its parameters, as PyTorch's {@code torch.func.functional_call}: evaluated with other tensors in
 * the place of its own, through which derivatives of any order flow. The module itself stays as it is.
 *
 * <pre>{@code
 * TensorFunction loss = FunctionalCall.ofParameters(model, () -> Loss.crossEntropy(model.forward(x), y));
 * Tensor[] weights = FunctionalCall.parameters(model);
 * List<Tensor> gradients = Autodiff.grad(loss, weights);
 * List<Tensor> curvature = Autodiff.hvp(loss, weights, vectors);
 * }</pre>
 *
 * <p>One module is evaluated so by one thread at a time.
 */
public final class FunctionalCall {
    private FunctionalCall() {}

    /**
     * The value of a module at an input with other parameters and buffers.
     *
     * @param tensors by name, as {@link Module#parameters} and {@link Module#buffers} have them, each of the shape and type of
     *     the one that it stands for; what is not named keeps the module's own value
     * @throws ArgumentException if there is no parameter or buffer of a name
     */
    public static Tensor functionalCall(Module module, Map<String, Tensor> tensors, Tensor x) {
        Require.nonNull(module, "functionalCall", "the module", "pass one");
        Require.nonNull(tensors, "functionalCall", "the map of tensors", "pass Map.of() for none");
        Require.nonNulls(
                tensors.keySet(), "functionalCall", "the names of the tensors", "those of parameters and buffers");
        Require.nonNulls(tensors.values(), "functionalCall", "the tensors", "leave out those that keep their values");
        List<Parameter> parameters = module.parameters();
        Map<String, Tensor> buffers = module.buffers();
        Set<String> unknown = new TreeSet<>(tensors.keySet());
        parameters.forEach(p -> unknown.remove(p.name()));
        unknown.removeAll(buffers.keySet());
        if (!unknown.isEmpty()) {
            throw new ArgumentException("functionalCall: the module has no parameter or buffer " + unknown + "; it has "
                    + parameters.stream().map(Parameter::name).toList() + " and " + buffers.keySet());
        }
        Tensor[] own = new Tensor[tensors.size()];
        Tensor[] values = new Tensor[tensors.size()];
        int n = 0;
        for (Parameter p : parameters) {
            if (tensors.containsKey(p.name())) {
                own[n] = p.tensor();
                values[n++] = tensors.get(p.name());
            }
        }
        for (Map.Entry<String, Tensor> b : buffers.entrySet()) {
            if (tensors.containsKey(b.getKey())) {
                own[n] = b.getValue();
                values[n++] = tensors.get(b.getKey());
            }
        }
        return Scope.substituting(own, values, () -> module.forward(x));
    }

    /**
     * A computation with a module as a function of the module's parameters, for transforms: it takes one tensor for each
     * parameter, in the order of {@link #parameters(Module)}.
     *
     * @param value computes with the module, for example the loss of a batch
     */
    public static TensorFunction ofParameters(Module module, Supplier<Tensor> value) {
        Require.nonNull(module, "ofParameters", "the module", "pass one");
        Require.nonNull(value, "ofParameters", "the computation", "pass for example () -> module.forward(x)");
        return tensors -> {
            Require.nonNulls(tensors, "ofParameters", "the tensors", "pass one for each parameter");
            Tensor[] own = parameters(module);
            if (tensors.length != own.length) {
                throw new ShapeException("ofParameters: " + tensors.length + " tensors for " + own.length
                        + " parameters; pass one for each, as FunctionalCall.parameters(module) gives them");
            }
            return Scope.substituting(own, tensors, value);
        };
    }

    /** The tensors of a module's parameters, in order: the point at which transforms differentiate. */
    public static Tensor[] parameters(Module module) {
        Require.nonNull(module, "FunctionalCall.parameters", "module", "pass one");
        return module.parameters().stream().map(Parameter::tensor).toArray(Tensor[]::new);
    }
}
