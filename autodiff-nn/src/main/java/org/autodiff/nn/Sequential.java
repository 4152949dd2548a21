package org.autodiff.nn;

import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Modules one after the other: {@code y = m_{n-1}(... m_1(m_0(x)))}. For threads the rules of {@link Module} hold.
 *
 * <p>The children's names are their places, {@code "0"}, {@code "1"}, ..., so that parameters are called
 * {@code 0.weight} as in PyTorch's {@code nn.Sequential}. Without modules it is the identity.
 */
public final class Sequential extends Module {
    private final Module[] modules;

    /** Chains the modules in the order given. */
    public Sequential(Module... modules) {
        this.modules = Require.nonNull(modules, "Sequential", "the modules", "pass none for the identity")
                .clone();
        for (int i = 0; i < modules.length; i++) {
            child(Integer.toString(i), modules[i]);
        }
    }

    /**
     * Chains modules under names of their own, in the map's order (PyTorch's {@code Sequential(OrderedDict(...))}).
     *
     * @param named by name, in a map that keeps its order, such as a {@link java.util.LinkedHashMap}
     * @throws ArgumentException if a module is null, or a name empty or with a dot
     */
    public Sequential(Map<String, ? extends Module> named) {
        this.modules = Require.nonNull(named, "Sequential", "the modules", "pass an empty map for the identity")
                .values()
                .toArray(Module[]::new);
        named.forEach(this::child);
    }

    /** The last module's value: each module is given the value of the one before it, the first one {@code x}. */
    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x;
        for (Module module : modules) {
            y = module.call(y);
        }
        return y;
    }

    /** The number of modules. */
    public int size() {
        return modules.length;
    }

    /** The module at a place in [0, size). */
    public Module get(int index) {
        return modules[Require.index(index, modules.length, "Sequential.get", "module")];
    }
}
