package org.autodiff.array.nd4j;

import org.autodiff.array.DType;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/**
 * Products of two row-major matrices by one thread: by oneDNN's own interface where it is there, which takes half the time of OpenBLAS, and a
 * quarter for few rows, since it does not pack the operands at each call; else by OpenBLAS.
 *
 * @param transA whether the left matrix is read as its transpose
 * @param lineA the distance between rows of the left matrix as it lies there
 */
record Gemm(boolean transA, boolean transB, int m, int n, int inner, int lineA, int lineB, int lineC) {
    /** Multiply-adds from which a call of a program is worth it. */
    private static final long LEAST = 1 << 16;

    /** The most terms that oneDNN is to add up in single precision. */
    private static final int TERMS = 4096;

    /** The program, or null where oneDNN has no fast one. */
    OneDnnProgram program() {
        OneDnnProgram program = new OneDnnProgram();
        OneDnnProgram.Place a = program.matrix(m, inner, lineA, transA);
        OneDnnProgram.Place b = program.matrix(inner, n, lineB, transB);
        OneDnnProgram.Place c = program.matrix(m, n, lineC, false);
        dnnl_primitive_desc d = program.descriptor(
                "product",
                to -> dnnl.dnnl_matmul_primitive_desc_create(
                        to, OneDnn.engine(), a.layout(), b.layout(), null, c.layout(), program.attributes()));
        if (d == null || !program.fits()) {
            program.close();
            return null;
        }
        program.call(d)
                .with(dnnl.DNNL_ARG_SRC, a)
                .with(dnnl.DNNL_ARG_WEIGHTS, b)
                .with(dnnl.DNNL_ARG_DST, c)
                .add();
        return program;
    }

    /** Whether oneDNN may compute such products, of this type. */
    boolean fits(DType dtype) {
        return dtype == DType.FLOAT32
                && (long) m * n * inner >= LEAST
                && inner <= TERMS
                && n > 1
                && m > 1
                && OneDnn.isLoaded();
    }

    /** {@code c = a b}, each beginning at an element of its block. */
    void run(Kernels k, Block a, int fromA, Block b, int fromB, Block c, int fromC) {
        OneDnnProgram program = fits(a.dtype) ? k.programs().get(this) : null;
        if (program == null) {
            int left = transA ? Blas.TRANS : Blas.NO_TRANS;
            int right = transB ? Blas.TRANS : Blas.NO_TRANS;
            Blas.gemm(left, right, m, n, inner, a.at(fromA), lineA, b.at(fromB), lineB, 0, c.at(fromC), lineC);
            return;
        }
        Pointer x = a.at(fromA);
        Pointer y = b.at(fromB);
        Pointer z = c.at(fromC);
        if (program.stagedElements() == 0) {
            program.run(null, x, y, z);
        } else {
            k.staged(DType.FLOAT32, program.stagedElements(), s -> program.run(s, x, y, z));
        }
    }
}
