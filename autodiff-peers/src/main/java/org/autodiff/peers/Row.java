package org.autodiff.peers;

import java.util.List;
import java.util.function.Supplier;

/**
 * One line of the comparison: the same function of the same inputs, by this library and by libtorch. A run computes its value
 * and, where an input or a parameter is a variable, the gradients by all of them. Only one of the two is ever linked in a
 * process, so that the natives of both do not meet.
 *
 * @param name kind, slash, function, and the sizes
 * @param inputs the tensors that are made once, before the runs
 * @param ours makes the function, with parameters of its own if it has any
 * @param theirs the same for libtorch
 */
record Row(String name, List<Input> inputs, Supplier<Ours> ours, Supplier<Theirs> theirs) {
    /** A function of this library's tensors. */
    @FunctionalInterface
    interface Ours {
        org.autodiff.Tensor of(org.autodiff.Tensor... x);
    }

    /** The same function of libtorch's tensors. */
    @FunctionalInterface
    interface Theirs {
        org.bytedeco.pytorch.Tensor of(org.bytedeco.pytorch.Tensor... x);
    }

    /** A function without parameters. */
    static Row of(String name, List<Input> inputs, Ours ours, Theirs theirs) {
        return new Row(name, inputs, () -> ours, () -> theirs);
    }
}
