package org.autodiff.array.vector;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * {@code a b + c}, with one rounding where the processor has an instruction for it: half as many instructions in a polynomial.
 * {@link Math#fma} would be computed with big decimals elsewhere.
 */
final class MultiplyAdd {
    /** Whether there is such an instruction. */
    static final boolean FUSED = isFused();

    private MultiplyAdd() {}

    private static boolean isFused() {
        try {
            HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return options != null
                    && Boolean.parseBoolean(options.getVMOption("UseFMA").getValue());
        } catch (IllegalArgumentException | LinkageError none) {
            return false; // a virtual machine of another maker
        }
    }

    static float of(float a, float b, float c) {
        return FUSED ? Math.fma(a, b, c) : a * b + c;
    }

    static double of(double a, double b, double c) {
        return FUSED ? Math.fma(a, b, c) : a * b + c;
    }

    /** What the rounding of the square of a takes away from it, exactly; square is that rounded square. */
    static float lost(float a, float square) {
        return FUSED ? Math.fma(a, a, -square) : (float) ((double) a * a - square);
    }
}
