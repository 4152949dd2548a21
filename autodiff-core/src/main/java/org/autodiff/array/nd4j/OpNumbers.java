package org.autodiff.array.nd4j;

import org.autodiff.array.Binary;
import org.nd4j.linalg.api.ops.impl.scalar.ReplaceNans;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.floating.RSqrt;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Ceil;
import org.nd4j.linalg.api.ops.impl.transforms.same.Floor;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.Reciprocal;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.same.Square;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ACos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ACosh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ASin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ATan;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ATanh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cosh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erfc;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Rint;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sinh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tan;

/** The numbers by which ND4J's native kernels are called: read from its classes where these state them. */
final class OpNumbers {
    static final int NEG = new Negative().opNum();
    static final int ABS = new Abs().opNum();
    static final int SIGN = new Sign().opNum();
    static final int SQUARE = new Square().opNum();
    static final int RECIPROCAL = new Reciprocal().opNum();
    static final int EXP = new Exp().opNum();
    static final int LOG = new Log().opNum();
    static final int SIN = new Sin().opNum();
    static final int COS = new Cos().opNum();
    static final int SIGMOID = new Sigmoid().opNum();
    static final int SQRT = new Sqrt().opNum();
    static final int RSQRT = new RSqrt().opNum();
    static final int FLOOR = new Floor().opNum();
    static final int CEIL = new Ceil().opNum();
    static final int RINT = new Rint().opNum();
    static final int TAN = new Tan().opNum();
    static final int ASIN = new ASin().opNum();
    static final int ACOS = new ACos().opNum();
    static final int ATAN = new ATan().opNum();
    static final int SINH = new Sinh().opNum();
    static final int COSH = new Cosh().opNum();
    static final int ACOSH = new ACosh().opNum();
    static final int ATANH = new ATanh().opNum();
    static final int ERF = new Erf().opNum();
    static final int ERFC = new Erfc().opNum();
    static final int SCALAR_REPLACE_NAN = new ReplaceNans().opNum();
    static final int SCALAR_STEP = new Step().opNum();

    /* ND4J has no Java class that states these; found by trying each number on known values. */
    static final int SCALAR_ADD = 0;
    static final int SCALAR_SUB = 1;
    static final int SCALAR_MUL = 2;
    static final int SCALAR_DIV = 3;
    static final int SCALAR_REVERSE_DIV = 4;
    static final int SCALAR_REVERSE_SUB = 5;
    static final int SCALAR_SET = 14;
    static final int SCALAR_POW = 31;
    static final int SCALAR_RELU = 39;

    private OpNumbers() {}

    /** The number of a pairwise kernel, or -1 where ND4J's is wrong (its maximum and minimum drop NaN) or missing. */
    static int pairwise(Binary f) {
        return switch (f) {
            case ADD -> 0;
            case DIV -> 2;
            case MUL -> 3;
            case POW -> 4;
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
            case POW -> SCALAR_POW;
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
