package org.autodiff.array.nd4j;

import org.autodiff.array.Binary;

/** The numbers by which ND4J's native kernels with two operands are called. */
final class OpNumbers {
    /* ND4J has no Java class that states these; found by trying each number on known values. */
    static final int SCALAR_ADD = 0;
    static final int SCALAR_SUB = 1;
    static final int SCALAR_MUL = 2;
    static final int SCALAR_DIV = 3;
    static final int SCALAR_REVERSE_DIV = 4;
    static final int SCALAR_REVERSE_SUB = 5;
    static final int SCALAR_SET = 14;

    private OpNumbers() {}

    /** The number of a pairwise kernel, or -1 where ND4J's is wrong (its maximum and minimum drop NaN) or missing. */
    static int pairwise(Binary f) {
        return switch (f) {
            case ADD -> 0;
            case DIV -> 2;
            case MUL -> 3;
            case SUB -> 6;
            default -> -1;
        };
    }

    /** The number of the kernel with one number on the right, or -1. */
    static int scalarRight(Binary f) {
        return switch (f) {
            case ADD -> SCALAR_ADD;
            case SUB -> SCALAR_SUB;
            case MUL -> SCALAR_MUL;
            case DIV -> SCALAR_DIV;
            default -> -1;
        };
    }

    /** The number of the kernel with one number on the left, or -1. */
    static int scalarLeft(Binary f) {
        return switch (f) {
            case ADD -> SCALAR_ADD;
            case SUB -> SCALAR_REVERSE_SUB;
            case MUL -> SCALAR_MUL;
            case DIV -> SCALAR_REVERSE_DIV;
            default -> -1;
        };
    }

    /** The custom operation that broadcasts, or null. */
    static String broadcast(Binary f) {
        return switch (f) {
            case ADD -> "add";
            case SUB -> "subtract";
            case MUL -> "multiply";
            case DIV -> "divide";
            default -> null;
        };
    }
}
