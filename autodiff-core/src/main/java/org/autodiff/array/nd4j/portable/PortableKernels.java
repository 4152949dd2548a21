package org.autodiff.array.nd4j.portable;

import java.util.Arrays;
import org.autodiff.array.Binary;
import org.autodiff.array.Unary;
import org.autodiff.array.nd4j.Transforms;
import org.autodiff.error.BackendException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.Relu6;
import org.nd4j.linalg.api.ops.impl.scalar.ReplaceNans;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarSet;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.any.Assign;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's operations by the names of ours, called through its executioner. Methods of its array type are avoided: those
 * that take a number turn NaN into 1e-5, and leave an array of one element behind for the collector.
 *
 * <p>Not all of them are right on every build of ND4J; {@link Trials} finds out.
 */
final class PortableKernels {
    private PortableKernels() {}

    /** {@code z = f(x)}; false where ND4J has nothing for it. */
    static boolean unary(Unary f, INDArray x, INDArray z) {
        if (f == Unary.TANH) {
            run("tanh", z, x); // the custom operation, for which there may be a better kernel than for the old one
            return true;
        }
        if (f == Unary.STEP) {
            run(new ReplaceNans(x, z, 1)); // the step of NaN would be 0
            run(new Step(z, z, 0));
            return true;
        }
        Op op = operation(f, x, z);
        if (op != null) {
            run(op);
        }
        return op != null;
    }

    private static Op operation(Unary f, INDArray x, INDArray z) {
        if (f == Unary.RELU) {
            return new RectifiedLinear(x, z, 0);
        }
        if (f == Unary.RELU6) {
            return new Relu6(x, z, 0);
        }
        Op op = Transforms.of(f);
        if (op != null) {
            op.setX(x);
            op.setZ(z);
        }
        return op;
    }

    /** The operation that broadcasts both operands, or null where ND4J has none. */
    static String binary(Binary f) {
        return switch (f) {
            case ADD -> "add";
            case SUB -> "subtract";
            case MUL -> "multiply";
            case DIV -> "divide";
            case POW -> "Pow";
            case MAXIMUM -> "maximum";
            case MINIMUM -> "minimum";
            case ATAN2 -> "tf_atan2";
            default -> null;
        };
    }

    /** Copies elements, and converts them to the type of z. The shapes are equal; x may have strides of 0. */
    static void assign(INDArray x, INDArray z) {
        run(new Assign(x, z));
    }

    /** Sets every element. */
    static void fill(INDArray z, double value) {
        run(new ScalarSet(z, null, z, value));
    }

    private static void run(Op op) {
        try {
            Nd4j.getExecutioner().exec(op);
        } catch (RuntimeException e) {
            throw failed(op.opName(), e);
        } finally {
            if (op instanceof ScalarOp withNumber) {
                withNumber.scalar().close();
            }
        }
    }

    /** Runs an operation by its name; its inputs broadcast to the result. */
    static void run(String name, INDArray z, INDArray... inputs) {
        run(DynamicCustomOp.builder(name).addInputs(inputs).addOutputs(z).build());
    }

    /** The product of two matrices or of two equally long batches of them. */
    static void matmul(INDArray x, boolean transposeX, INDArray y, boolean transposeY, INDArray z) {
        int[] flags = {transposeX ? 1 : 0, transposeY ? 1 : 0, 0};
        run(DynamicCustomOp.builder("matmul")
                .addInputs(x, y)
                .addOutputs(z)
                .addIntegerArguments(flags)
                .build());
    }

    private static void run(CustomOp op) {
        try {
            Nd4j.getExecutioner().exec(op);
        } catch (RuntimeException e) {
            StringBuilder on = new StringBuilder(op.opName());
            for (INDArray x : op.inputArguments()) {
                on.append(' ').append(Arrays.toString(x.shape()));
            }
            throw failed(on.toString(), e);
        }
    }

    private static BackendException failed(String what, RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new BackendException("ND4J's operation " + what + " failed: " + cause.getMessage(), e);
    }
}
