package org.autodiff.array.nd4j;

import org.autodiff.array.Unary;
import org.nd4j.linalg.api.ops.TransformOp;
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
import org.nd4j.linalg.api.ops.impl.transforms.strict.ASinh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ATan;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ATanh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cosh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erfc;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Rint;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sinh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.SoftPlus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tan;

/** ND4J's functions of one element by the names of ours. Not all of them are right everywhere. */
public final class Transforms {
    private Transforms() {}

    /** A new operation without operands, or null where ND4J has none of this kind. */
    public static TransformOp of(Unary f) {
        return switch (f) {
            case NEG -> new Negative();
            case ABS -> new Abs();
            case SIGN -> new Sign();
            case SQUARE -> new Square();
            case RECIPROCAL -> new Reciprocal();
            case EXP -> new Exp();
            case EXPM1 -> new Expm1();
            case LOG -> new Log();
            case LOG1P -> new Log1p();
            case SIN -> new Sin();
            case COS -> new Cos();
            case TAN -> new Tan();
            case ASIN -> new ASin();
            case ACOS -> new ACos();
            case ATAN -> new ATan();
            case SINH -> new Sinh();
            case COSH -> new Cosh();
            case ASINH -> new ASinh();
            case ACOSH -> new ACosh();
            case ATANH -> new ATanh();
            case SIGMOID -> new Sigmoid();
            case SOFTPLUS -> new SoftPlus();
            case SQRT -> new Sqrt();
            case RSQRT -> new RSqrt();
            case FLOOR -> new Floor();
            case CEIL -> new Ceil();
            case ROUND -> new Rint();
            case ERF -> new Erf();
            case ERFC -> new Erfc();
            default -> null;
        };
    }
}
