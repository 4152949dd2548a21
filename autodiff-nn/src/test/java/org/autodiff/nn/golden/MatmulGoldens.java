package org.autodiff.nn.golden;

import java.util.List;
import java.util.Map;
import org.autodiff.functional.Linear;
import org.autodiff.linalg.Einsum;

/** The operations of the reference group {@code matmul}. */
final class MatmulGoldens {
    private MatmulGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        ops.put("matmul", (in, a) -> List.of(in.x().matmul(in.y())));
        ops.put("linear", (in, a) -> List.of(Linear.linear(in.x(), in.get("weight"), in.get("bias"))));
        ops.put("einsum", (in, a) -> List.of(Einsum.einsum(a.text("equation"), in.numbered())));
        ops.put("bilinear", (in, a) -> List.of(Linear.bilinear(in.x(), in.y(), in.get("weight"), in.get("bias"))));
        ops.put("outer", (in, a) -> List.of(in.x().outer(in.y())));
        ops.put(
                "baddbmm",
                (in, a) -> List.of(in.get("c").baddbmm(in.x(), in.y(), a.number("beta"), a.number("alpha"))));
    }
}
