package org.autodiff.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Modules by name, which whoever holds them calls as it likes (PyTorch's {@code nn.ModuleDict}). The children's names are
 * the keys.
 */
public final class ModuleDict<M extends Module> extends Module {
    private final Map<String, M> modules;

    /**
     * The modules given, in the map's order.
     *
     * @param modules by name, in a map that keeps its order, such as a {@link LinkedHashMap}
     * @throws ArgumentException if a module is null, or a name empty or with a dot
     */
    public ModuleDict(Map<String, ? extends M> modules) {
        this.modules = new LinkedHashMap<>(
                Require.nonNull(modules, "ModuleDict", "the modules", "pass an empty map for none"));
        this.modules.forEach(this::child);
    }

    /**
     * Adds a module.
     *
     * @return the module
     * @throws ArgumentException if it is null, or if its name is empty, has a dot or is taken
     */
    public M put(String name, M module) {
        child(name, module);
        modules.put(name, module);
        return module;
    }

    /** The number of modules. */
    public int size() {
        return modules.size();
    }

    /** The module of a name, which must be one of this table. */
    public M get(String name) {
        M module = modules.get(name);
        if (module == null) {
            throw new ArgumentException(
                    "ModuleDict.get(\"" + name + "\"): there is no such module; there are " + modules.keySet());
        }
        return module;
    }

    /** Names do not say in which order the modules are to be called: always an {@link ArgumentException}. */
    @Override
    public Tensor forward(Tensor x) {
        return observed(() -> {
            throw new ArgumentException("a ModuleDict has no forward; call its modules by name");
        });
    }
}
