package org.autodiff.array.nd4j;

import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * Matrix products: tiny ones by Java loops, small ones by OpenBLAS on this thread, others by {@link Gemm}, and large ones and batches on all
 * cores. Without oneDNN's own natives the one inside ND4J computes large ones. Transposes are flags, never copies.
 */
final class NativeMatmul {
    /** Multiply-adds below which loops over Java arrays beat staging them through native memory. */
    private static final int TINY = 512;

    /** Multiply-adds from which oneDNN beats OpenBLAS. */
    private static final long LARGE = 1_000_000;

    /** Multiply-adds from which a product is shared out, and the rows of the result that are worth a core. */
    private static final long SHARED = 4_000_000;

    private static final int LEAST_ROWS = 32;

    /** Multiply-adds that are worth a group of rows of their own beyond the second: each packs the right operand anew. */
    private static final long GROUP = 250_000_000;

    /** Results from which a product of a transposed matrix with a vector is shared out by them. */
    private static final int WIDE = 512;

    /** Multiply-adds that take as long as one element of an elementwise kernel. */
    private static final int FLOPS_AN_ELEMENT = 16;

    private static final LongPointer[] FLAGS = {
        new LongPointer(new long[] {0, 0, 0}),
        new LongPointer(new long[] {0, 1, 0}),
        new LongPointer(new long[] {1, 0, 0}),
        new LongPointer(new long[] {1, 1, 0})
    };

    private final NativeArrays backend;
    private final boolean oneDnn = Natives.oneDnn();

    NativeMatmul(NativeArrays backend) {
        this.backend = backend;
    }

    /** An operand as BLAS reads its last two axes: whether transposed, and the distance between lines. */
    private record Operand(Array array, boolean transposed, int line) {
        /** The operand, or a dense copy of it where no flag describes its strides. */
        static Operand of(Array x, boolean transpose, NativeArrays backend) {
            Operand o = of(x, transpose);
            return o != null ? o : of(backend.dense(x), transpose);
        }

        private static Operand of(Array x, boolean transpose) {
            int[] s = x.strides();
            int rows = x.shape().dim(-2);
            int columns = x.shape().dim(-1);
            int down = s[s.length - 2];
            int along = s[s.length - 1];
            if ((columns == 1 || along == 1) && (rows == 1 || down >= columns)) {
                return new Operand(x, transpose, rows == 1 ? columns : down);
            }
            if ((rows == 1 || down == 1) && (columns == 1 || along >= rows)) {
                return new Operand(x, !transpose, columns == 1 ? rows : along);
            }
            return null;
        }

        int flag() {
            return transposed ? Blas.TRANS : Blas.NO_TRANS;
        }
    }

    Array matmul(Array x, Array y, boolean transposeX, boolean transposeY, Shape out) {
        int inner = x.shape().dim(transposeX ? -2 : -1);
        if (inner == 0 || out.size() == 0) {
            return backend.full(x.dtype(), out, 0);
        }
        long work = (long) out.size() * inner;
        if (work <= TINY && !NativeArrays.isHosted(x) && !NativeArrays.isHosted(y)) {
            return backend.heap().matmul(x, y, transposeX, transposeY, out);
        }
        Operand a = Operand.of(x, transposeX, backend);
        Operand b = Operand.of(y, transposeY, backend);
        boolean vector = out.dim(-2) == 1 || out.dim(-1) == 1;
        if (out.rank() == 2
                && work >= LARGE
                && (oneDnn || OneDnn.isLoaded())
                && x.dtype() == DType.FLOAT32
                && !vector) {
            return large(a, b, out, inner);
        }
        Array z = backend.allocate(x.dtype(), out);
        Block to = NativeArrays.isHosted(z) ? Block.of(z) : scratch(x.dtype(), 4, out.size());
        Block p = staged(a.array, 0);
        Block q = staged(b.array, 1);
        if (out.rank() == 2 && out.dim(1) == 1) {
            vector(a.transposed, a, p, out.dim(0), inner, q.at(b.array.offset()), b.transposed ? 1 : b.line, to);
        } else if (out.rank() == 2 && out.dim(0) == 1) {
            vector(!b.transposed, b, q, out.dim(1), inner, p.at(a.array.offset()), a.transposed ? a.line : 1, to);
        } else if (out.rank() == 2) {
            Product one = new Product(backend.kernel(), p, a, q, b, to, out, inner);
            one.at(0, 0, 0);
        } else {
            batch(a, p, b, q, to, out, inner, work);
        }
        if (!NativeArrays.isHosted(z)) {
            to.read(0, z.storage(), 0, z.size());
        }
        NativeArrays.hold(a.array, b.array);
        return z;
    }

    /**
     * The product by groups of rows of the result, each on one thread. Their number depends on the sizes alone, not on the
     * cores: OpenBLAS computes a row differently in another group.
     */
    private Array large(Operand x, Operand y, Shape out, int inner) {
        Array z = backend.flat(backend.allocate(x.array.dtype(), out));
        long work = (long) out.size() * inner;
        boolean shared = work >= SHARED && out.dim(0) >= 2 * LEAST_ROWS;
        int groups = shared ? (int) Math.min(Math.max(2, work / GROUP), out.dim(0) / LEAST_ROWS) : 1;
        int rows = (out.dim(0) + groups - 1) / groups;
        boolean own = gemm(x, y, rows, z.shape().dim(1), inner).fits(z.dtype()) || !oneDnn;
        RowGroup product = own || x.transposed && shared ? apart(x, y, z, inner) : oneDnn(x, y, z, inner);
        backend.workers()
                .run(
                        (out.dim(0) + rows - 1) / rows,
                        i -> product.rows(i * rows, Math.min(rows, out.dim(0) - i * rows)));
        NativeArrays.hold(x.array, y.array);
        return out.size() > NativeArrays.SMALL ? z : backend.onHeap(z);
    }

    /** Some rows of a product. */
    @FunctionalInterface
    private interface RowGroup {
        void rows(int from, int count);
    }

    private RowGroup oneDnn(Operand x, Operand y, Array z, int inner) {
        Array a = backend.flat(isTransposedView(x.array) ? x.array.permute(1, 0) : x.array);
        Array b = backend.flat(isTransposedView(y.array) ? y.array.permute(1, 0) : y.array);
        int n = z.shape().dim(1);
        LongPointer flags = FLAGS[(x.transposed ? 2 : 0) + (y.transposed ? 1 : 0)];
        Spread spread = backend.spread();
        return (from, count) -> {
            OpaqueDataBuffer[] on = new OpaqueDataBuffer[3];
            try {
                Shape left = x.transposed ? a.shape() : Shape.of(count, inner);
                on[0] = spread.view(Block.of(a), from * inner, left.size());
                on[1] = spread.view(Block.of(b), 0, b.size());
                on[2] = spread.view(Block.of(z), from * n, count * n);
                backend.kernel().custom("matmul", flags, a.dtype(), on, left, b.shape(), Shape.of(count, n));
            } finally {
                spread.delete(on);
                NativeArrays.hold(a, b);
            }
        };
    }

    private static Gemm gemm(Operand x, Operand y, int rows, int columns, int inner) {
        return new Gemm(x.transposed, y.transposed, rows, columns, inner, x.line, y.line, columns);
    }

    /** Without ND4J, whose entry would copy a transposed left operand. */
    private RowGroup apart(Operand x, Operand y, Array z, int inner) {
        Block a = staged(x.array, 0);
        Block b = staged(y.array, 1);
        Block to = Block.of(z);
        int n = z.shape().dim(1);
        return (from, count) -> {
            int first = x.array.offset() + from * (x.transposed ? 1 : x.line);
            gemm(x, y, count, n, inner).run(backend.kernel(), a, first, b, y.array.offset(), to, from * n);
        };
    }

    /**
     * The product of a matrix, or its transpose, that has so many results, with a vector: shared out by results, or, where these are
     * few, by terms, whose sums are added in their order.
     */
    private void vector(
            boolean transpose, Operand matrix, Block from, int results, int terms, Pointer by, int step, Block to) {
        int at = matrix.array.offset();
        int line = matrix.line;
        Spread spread = backend.spread();
        if (!transpose) {
            spread.ranges(
                    results,
                    terms,
                    (i, end) ->
                            Blas.gemv(Blas.NO_TRANS, end - i, terms, from.at(at + i * line), line, by, step, to.at(i)));
            return;
        }
        if (results >= WIDE || terms <= Blas.RUN) {
            int least = results >= WIDE ? terms : 0;
            spread.ranges(
                    results,
                    least,
                    (i, end) -> Blas.gemv(Blas.TRANS, terms, end - i, from.at(at + i), line, by, step, to.at(i)));
            return;
        }
        int parts = (terms - 1) / Blas.RUN + 1;
        Block sums = backend.take(to.dtype, parts * results);
        try {
            spread.ranges(parts, Blas.RUN * results, (first, end) -> {
                for (int i = first; i < end; i++) {
                    int start = i * Blas.RUN;
                    int rows = Math.min(Blas.RUN, terms - start);
                    Pointer some = element(by, (long) start * step);
                    Blas.gemv(
                            Blas.TRANS,
                            rows,
                            results,
                            from.at(at + start * line),
                            line,
                            some,
                            step,
                            sums.at(i * results));
                }
            });
            Blas.copy(results, sums.pointer, to.pointer);
            for (int i = 1; i < parts; i++) {
                Blas.axpy(results, 1, sums.at(i * results), to.pointer);
            }
        } finally {
            backend.give(sums);
        }
    }

    private static Pointer element(Pointer p, long i) {
        return p instanceof FloatPointer f ? f.getPointer(i) : ((DoublePointer) p).getPointer(i);
    }

    /** Whether {@link Operand} has read the strides of this matrix the other way round. */
    private static boolean isTransposedView(Array x) {
        return Operand.of(x, false).transposed;
    }

    private Block scratch(DType dtype, int number, int n) {
        return backend.kernel().scratch(dtype, number, n);
    }

    /** The block with the operand's storage: its own, or this thread's copy of a Java array, whole, so strides hold. */
    private Block staged(Array x, int number) {
        if (NativeArrays.isHosted(x)) {
            return Block.of(x);
        }
        Object storage = x.storage();
        int n = storage instanceof float[] f ? f.length : ((double[]) storage).length;
        Block b = scratch(x.dtype(), number, n);
        b.write(0, storage, 0, n);
        return b;
    }

    private void batch(Operand a, Block p, Operand b, Block q, Block z, Shape out, int inner, long work) {
        int matrices = out.size() / (out.dim(-1) * out.dim(-2));
        int[] xs = NativeArrays.matrices(a.array, out);
        int[] ys = NativeArrays.matrices(b.array, out);
        int size = out.dim(-1) * out.dim(-2);
        int weight = (int) Math.min(Integer.MAX_VALUE / matrices, work / matrices / FLOPS_AN_ELEMENT);
        backend.spread().groups(matrices, weight, (from, end) -> {
            Product product = new Product(backend.kernel(), p, a, q, b, z, out, inner);
            for (int i = from; i < end; i++) {
                product.at(xs[i], ys[i], i * size);
            }
        });
    }

    /** The product of one pair of matrices, with pointers of its own that may be moved. */
    private static final class Product {
        private final Kernels kernels;
        private final Block left;
        private final Block right;
        private final Block to;
        private final Operand a;
        private final Operand b;
        private final Pointer x;
        private final Pointer y;
        private final Pointer z;
        private final Gemm byPrograms;
        /** Not one of a batch. */
        private final boolean single;

        private final int m;
        private final int n;
        private final int inner;

        Product(Kernels kernels, Block p, Operand a, Block q, Operand b, Block to, Shape out, int inner) {
            boolean moves = out.rank() > 2;
            Gemm gemm = gemm(a, b, out.dim(-2), out.dim(-1), inner);
            this.byPrograms = gemm.fits(p.dtype) ? gemm : null;
            this.kernels = kernels;
            this.left = p;
            this.right = q;
            this.to = to;
            this.single = !moves;
            this.a = a;
            this.b = b;
            this.x = moves ? p.cursor() : p.at(a.array.offset());
            this.y = moves ? q.cursor() : q.at(b.array.offset());
            this.z = moves ? to.cursor() : to.pointer;
            this.m = out.dim(-2);
            this.n = out.dim(-1);
            this.inner = inner;
        }

        void at(int xo, int yo, int zo) {
            if (byPrograms != null) {
                byPrograms.run(
                        kernels, left, single ? a.array.offset() : xo, right, single ? b.array.offset() : yo, to, zo);
                return;
            }
            if (!single) {
                move(x, xo);
                move(y, yo);
                move(z, zo);
            }
            Blas.gemm(a.flag(), b.flag(), m, n, inner, x, a.line, y, b.line, 0, z, n);
        }

        private static void move(Pointer p, int offset) {
            if (p.position() != offset) {
                p.position(offset); // only pointers of this object's own are ever elsewhere than at 0
            }
        }
    }
}
