package org.autodiff.nn.golden;

import java.util.Map;

/** The operations of the reference group {@code shape}. */
final class ShapeGoldens {
    private ShapeGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {}
}
