package org.autodiff.array.nd4j;

import java.util.EnumMap;
import java.util.Map;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Functions of one element by oneDNN, for one thread: those that it gets right for NaN, infinities and -0 and that are faster
 * than loops in Java. Its exponential, logarithm and rectifier are not right.
 */
final class Eltwise implements AutoCloseable {
    /** Elements of a call: one primitive of each kind serves arrays of any length, for the last call may begin earlier. */
    static final int LENGTH = 8192;

    private final Map<Unary, OneDnnProgram> programs = new EnumMap<>(Unary.class);

    /** Whether it has the function for so many elements in single precision. */
    static boolean has(Unary f, int n) {
        return n >= LENGTH && algorithm(f) >= 0 && OneDnn.isLoaded();
    }

    private static int algorithm(Unary f) {
        return switch (f) {
            case TANH -> dnnl.dnnl_eltwise_tanh;
            case SIGMOID -> dnnl.dnnl_eltwise_logistic;
            default -> -1;
        };
    }

    /** {@code z = f(x)} for the elements of blocks from one up to but without another, {@link #LENGTH} of them at least. */
    void apply(Unary f, Block x, Block z, int offset, int from, int to) {
        OneDnnProgram program = programs.computeIfAbsent(f, Eltwise::program);
        for (int at = from; at < to; at += LENGTH) {
            int start = Math.min(at, to - LENGTH);
            program.run(null, x.at(offset + start), z.at(start));
        }
    }

    private static OneDnnProgram program(Unary f) {
        OneDnnProgram program = new OneDnnProgram();
        Shape shape = Shape.of(LENGTH);
        dnnl_memory_desc layout = program.rowMajor(shape);
        dnnl_primitive_desc forward = new dnnl_primitive_desc(OneDnn.make(
                "function of one element",
                to -> dnnl.dnnl_eltwise_forward_primitive_desc_create(
                        to,
                        OneDnn.engine(),
                        dnnl.dnnl_forward_inference,
                        algorithm(f),
                        layout,
                        layout,
                        0,
                        0,
                        program.attributes())));
        program.call(forward)
                .with(dnnl.DNNL_ARG_SRC, program.operand(shape))
                .with(dnnl.DNNL_ARG_DST, program.operand(shape))
                .add();
        return program;
    }

    @Override
    public void close() {
        programs.values().forEach(OneDnnProgram::close);
        programs.clear();
    }
}
