package org.autodiff.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Modules in a row, which whoever holds the list calls as it likes (PyTorch's {@code nn.ModuleList}). The children's names
 * are their places, {@code "0"}, {@code "1"}, ...
 */
public final class ModuleList<M extends Module> extends Module implements Iterable<M> {
    private final List<M> modules = new ArrayList<>();

    /** A list of the modules given. */
    @SafeVarargs
    public ModuleList(M... modules) {
        for (M module : given(modules)) {
            add(module);
        }
    }

    /** A list of the modules given. */
    public ModuleList(List<? extends M> modules) {
        given(modules).forEach(this::add);
    }

    private static <T> T given(T modules) {
        return Require.nonNull(modules, "ModuleList", "the modules", "pass none for an empty list");
    }

    /**
     * Adds a module at the end.
     *
     * @return the module
     * @throws ArgumentException if it is null, or contains this list
     */
    public M add(M module) {
        child(Integer.toString(modules.size()), module);
        modules.add(module);
        return module;
    }

    /** The number of modules. */
    public int size() {
        return modules.size();
    }

    /** The module at a place in [0, size). */
    public M get(int index) {
        return modules.get(Require.index(index, modules.size(), "ModuleList.get", "module"));
    }

    @Override
    public Iterator<M> iterator() {
        return Collections.unmodifiableList(modules).iterator();
    }

    /** A list does not say in which order its modules are to be called: always an {@link ArgumentException}. */
    @Override
    public Tensor forward(Tensor x) {
        return observed(() -> {
            throw new ArgumentException("a ModuleList has no forward; call its modules one by one, or use Sequential");
        });
    }
}
