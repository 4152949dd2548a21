package org.autodiff.nn.golden;

import java.util.List;
import java.util.Map;

/** The operations of the reference group {@code unary}. */
final class UnaryGoldens {
    private UnaryGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        ops.put("exp", (in, a) -> List.of(in.x().exp()));
    }
}
