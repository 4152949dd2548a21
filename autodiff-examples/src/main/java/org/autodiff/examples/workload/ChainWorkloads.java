package org.autodiff.examples.workload;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;

/** Long chains of small operations: what recording and the reverse sweep cost where the arithmetic costs little. */
final class ChainWorkloads {
    /** 1,000 operations, since each link is two. */
    private static final int TENSOR_LINKS = 500;

    /** A million operations. */
    private static final int SCALAR_LINKS = 500_000;

    private ChainWorkloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        for (int n : new int[] {1, 100, 10_000}) {
            all.add(tensors("mul-add", n, (h, w, x) -> h.mul(w).add(x)));
            all.add(tensors("mul-tanh", n, (h, w, x) -> h.mul(w).tanh()));
        }
        all.add(new Workload("scalar/mul-add-1M-ops", () -> ChainWorkloads::scalars));
        return all;
    }

    /** One more link of a chain: the next value from the last one, a parameter and a constant. */
    private interface Link {
        Tensor apply(Tensor h, Tensor w, Tensor x);
    }

    private static Workload tensors(String name, int size, Link link) {
        return new Workload("chain/" + name + "-1000ops-n" + size, () -> {
            Inputs inputs = new Inputs();
            Tensor x = inputs.uniform(0, size);
            Tensor w = inputs.parameter(0.5, size);
            return () -> {
                try (Tape tape = Tape.record()) {
                    Tensor h = x;
                    for (int i = 0; i < TENSOR_LINKS; i++) {
                        h = link.apply(h, w, x);
                    }
                    h.sum().backward();
                }
            };
        });
    }

    private static void scalars() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(1.0001);
            Scalar w = tape.leaf(0.9999);
            Scalar h = x;
            for (int i = 0; i < SCALAR_LINKS; i++) {
                h = h.mul(w).add(x);
            }
            h.backward();
        }
    }
}
