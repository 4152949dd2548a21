package org.autodiff.array.nd4j;

import static org.bytedeco.openblas.global.openblas_full.cblas_somatcopy;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * Convolutions by ND4J's operations, which have an older oneDNN inside, in single precision over one or two axes; others by
 * products of matrices. Samples are shared out over the cores, in pieces that depend on the sizes alone.
 *
 * <p>ND4J has no operation for one transpose alone. That by the input is its deconvolution; that by the kernel is made of
 * products where {@link TapGradient} can, else the second result of the gradient of a deconvolution, whose first result, a
 * convolution, is not used. Deconvolutions need windows that leave nothing of the input over; else both transposes are taken
 * from the gradient of a convolution, again with one result too many.
 */
final class Nd4jConvolution {
    /** Multiply-adds that are worth a call of their own, and the most pieces that samples are divided into. */
    private static final long PIECE = 4_000_000;

    private static final int PIECES = 8;

    /** Samples of which oneDNN makes more than of fewer, where there are enough for two cores. */
    private static final int SAMPLES = 32;

    /** How much slower a multiply-add is with groups. */
    private static final int GROUPED = 8;

    private final NativeArrays backend;
    private final ColumnConvolution columns;
    private final boolean hasOneDnn = Natives.oneDnn();

    Nd4jConvolution(NativeArrays backend) {
        this.backend = backend;
        this.columns = new ColumnConvolution(backend);
    }

    private boolean isDirect(ConvolutionSizes s, DType dtype) {
        return hasOneDnn && dtype == DType.FLOAT32 && s.isPlain();
    }

    /** With a bias or, where that is null, without. Null where there is a bias and no kernel that adds it on the way. */
    Array conv(Array x, Array kernel, Array bias, ConvolutionSizes s) {
        boolean direct = isDirect(s, x.dtype());
        if (bias != null && (!direct || s.isDepthwise())) {
            return null;
        }
        Array a = backend.flat(x);
        Array w = direct ? laidOut(kernel, s) : backend.flat(kernel);
        Array b = bias == null ? null : backend.flat(bias);
        Array z = target(x.dtype(), s.y());
        if (!direct) {
            inPieces(s, (piece, from, count) -> columns.conv(a, w, z, s, from, count));
        } else if (s.isDepthwise()) {
            run(
                    "depthwise_conv2d",
                    s,
                    (call, from, count) -> call.read(a, from, count).read(w).write(z, from, count));
        } else {
            run("conv2d", s, (call, from, count) -> {
                call.read(a, from, count).read(w);
                if (b != null) {
                    call.vector(b);
                }
                call.writeTurned(z, from, count);
            });
        }
        NativeArrays.hold(a, w, b);
        return backend.settled(z);
    }

    Array transpose(Array y, Array kernel, ConvolutionSizes s) {
        Array g = backend.flat(y);
        Array z = target(y.dtype(), s.x());
        if (!isDirect(s, y.dtype()) || s.hasFewChannels()) {
            Array w = backend.flat(kernel);
            inPieces(s, (piece, from, count) -> columns.transpose(g, w, z, s, from, count));
            Reference.reachabilityFence(w);
        } else {
            Array w = laidOut(kernel, s);
            if (s.isExact() && !s.isDepthwise()) {
                run(
                        "deconv2d",
                        s,
                        (call, from, count) -> call.read(g, from, count).read(w).write(z, from, count));
            } else {
                run(
                        gradient(s),
                        s,
                        (call, from, count) -> call.readAny(s.x().with(0, count))
                                .read(w)
                                .read(g, from, count)
                                .write(z, from, count)
                                .drop(s.laidOut()));
            }
            Reference.reachabilityFence(w);
        }
        Reference.reachabilityFence(g);
        return backend.settled(z);
    }

    Array kernel(Array x, Array y, ConvolutionSizes s) {
        if (x.dtype() == DType.FLOAT32 && TapGradient.suits(s)) {
            return tapByTap(x, y, s);
        }
        Array a = backend.flat(x);
        Array g = backend.flat(y);
        int pieces = pieces(s);
        Array z = target(x.dtype(), perPiece(s, pieces));
        boolean direct = isDirect(s, x.dtype()) && !s.hasFewChannels() && keepsDigits(s);
        if (!direct) {
            inPieces(s, (piece, from, count) -> columns.kernel(a, g, z, piece, s, from, count));
        } else if (s.isExact() && !s.isDepthwise()) {
            run(
                    "deconv2d_bp",
                    s,
                    (call, from, count) -> call.read(g, from, count)
                            .readAny(s.laidOut())
                            .read(a, from, count)
                            .drop(s.y().with(0, count))
                            .writeKernel(z, s.laidOut()));
        } else {
            run(
                    gradient(s),
                    s,
                    (call, from, count) -> call.read(a, from, count)
                            .readAny(s.laidOut())
                            .read(g, from, count)
                            .drop(s.x().with(0, count))
                            .writeKernel(z, s.laidOut()));
        }
        NativeArrays.hold(a, g);
        return summed(z, s, pieces, direct);
    }

    private Array tapByTap(Array x, Array y, ConvolutionSizes s) {
        Array a = backend.flat(x);
        Array g = backend.flat(y);
        int pieces = pieces(s);
        Array z = target(x.dtype(), perPiece(s, pieces));
        TapGradient taps = new TapGradient(s);
        inPieces(s, (piece, from, count) -> taps.run(a, g, z, piece, from, count, backend.kernel()));
        NativeArrays.hold(a, g);
        Array sum = (pieces == 1 ? z : backend.sum(z, 0)).reshape(taps.laidOut());
        return backend.settled(backend.copy(sum.permute(1, 2, 0)).reshape(s.kernel()));
    }

    /** Both transposes by one operation, or null where they are better computed each by itself. */
    Array[] both(Array x, Array kernel, Array y, ConvolutionSizes s) {
        if (!isDirect(s, x.dtype()) || s.hasFewChannels() || !keepsDigits(s)) {
            return null;
        }
        Array a = backend.flat(x);
        Array w = laidOut(kernel, s);
        Array g = backend.flat(y);
        int pieces = pieces(s);
        Array gx = target(x.dtype(), s.x());
        Array gw = target(x.dtype(), perPiece(s, pieces));
        run(
                gradient(s),
                s,
                (call, from, count) -> call.read(a, from, count)
                        .read(w)
                        .read(g, from, count)
                        .write(gx, from, count)
                        .writeKernel(gw, s.laidOut()));
        NativeArrays.hold(a, w, g);
        return new Array[] {backend.settled(gx), summed(gw, s, pieces, true)};
    }

    private static String gradient(ConvolutionSizes s) {
        return s.isDepthwise() ? "depthwise_conv2d_bp" : "conv2d_bp";
    }

    /** The kernel as ND4J's operations read it. */
    private Array laidOut(Array kernel, ConvolutionSizes s) {
        if (!s.isDepthwise()) {
            return backend.flat(kernel);
        }
        Array wide = backend.dense(kernel).reshape(ConvolutionSizes.withTwoAxes(s.kernel()));
        return backend.flat(backend.copy(wide.permute(2, 3, 0, 1)));
    }

    /** A native array, whatever its size. */
    private Array target(DType dtype, Shape shape) {
        return backend.allocateNative(dtype, shape);
    }

    /** The shape of one kernel for each piece. */
    private static Shape perPiece(ConvolutionSizes s, int pieces) {
        return Shape.of(pieces, s.kernel().size());
    }

    private Array summed(Array perPiece, ConvolutionSizes s, int pieces, boolean laidOut) {
        Array z = pieces == 1 ? perPiece : backend.sum(perPiece, 0);
        if (laidOut && s.isDepthwise()) {
            z = backend.copy(z.reshape(s.laidOut()).permute(2, 3, 0, 1));
        }
        return backend.settled(z.reshape(s.kernel()));
    }

    private static int pieces(ConvolutionSizes s) {
        int samples = s.x().dim(0);
        long cost = s.how().groups() == 1 ? s.work() : GROUPED * s.work(); // their kernels do less at a time
        int wanted = (int) Math.max(1, Math.min(Math.min(PIECES, samples), cost / PIECE));
        int enough = Math.max(2, samples / SAMPLES);
        int each = (samples - 1) / Math.min(wanted, enough) + 1;
        int exact = (int) Math.max(1, ConvolutionPieces.MOST_WINDOWS / s.windowCount());
        return (samples - 1) / Math.min(each, exact) + 1;
    }

    /** Whether gradients by the kernel keep their digits. */
    private static boolean keepsDigits(ConvolutionSizes s) {
        return !ConvolutionPieces.losesDigits(s.windowCount()); // of one sample at least; else of as many as suit
    }

    /** Work on some samples. */
    @FunctionalInterface
    private interface Piece {
        void run(int piece, int from, int count);
    }

    private void inPieces(ConvolutionSizes s, Piece body) {
        int samples = s.x().dim(0);
        int pieces = pieces(s);
        int each = (samples - 1) / pieces + 1;
        backend.workers().run(pieces, i -> body.run(i, i * each, Math.min(each, samples - i * each)));
    }

    /** Names the buffers of a call for some samples. */
    @FunctionalInterface
    private interface Binding {
        void bind(Call call, int from, int count);
    }

    /** Runs one of ND4J's operations for each piece. */
    private void run(String op, ConvolutionSizes s, Binding binding) {
        long[] integers = s.integers();
        inPieces(s, (piece, from, count) -> {
            try (Call call = new Call(piece);
                    LongPointer numbers = new LongPointer(integers)) {
                binding.bind(call, from, count);
                backend.kernel().custom(op, numbers, call.results, call.buffers(), call.infos());
                call.turn();
            }
        });
    }

    /** The buffers of one call, inputs first. */
    private final class Call implements AutoCloseable {
        private static final int MOST = 5;

        /** Elements of a result that is turned, for each thread keeps memory for one. */
        private static final int MOST_TURNED = 1 << 22;

        private final int piece;
        private final OpaqueDataBuffer[] on = new OpaqueDataBuffer[MOST];
        private final OpaqueDataBuffer[] views = new OpaqueDataBuffer[MOST];
        private final LongPointer[] infos = new LongPointer[MOST];
        private int n;
        private int scratch;
        private int results;
        private Runnable turn = () -> {};

        Call(int piece) {
            this.piece = piece;
        }

        private void add(OpaqueDataBuffer buffer, Shape shape) {
            add(buffer, backend.natives().shapeInfo(DType.FLOAT32, ConvolutionSizes.withTwoAxes(shape)));
        }

        private void add(OpaqueDataBuffer buffer, LongPointer info) {
            on[n] = buffer;
            infos[n++] = info;
        }

        private Call view(Array a, int offset, Shape shape) {
            views[n] = backend.spread().view(Block.of(a), offset, shape.size());
            add(views[n], shape);
            return this;
        }

        /** Samples of an array as the next input. */
        Call read(Array a, int from, int count) {
            Shape some = a.shape().with(0, count);
            return view(a, from * (some.size() / count), some);
        }

        /** A whole array as the next input. */
        Call read(Array a) {
            return view(a, 0, a.shape());
        }

        /** A whole vector as the next input. */
        Call vector(Array a) {
            views[n] = backend.spread().view(Block.of(a), 0, a.size());
            add(views[n], backend.natives().shapeInfo(DType.FLOAT32, a.shape()));
            return this;
        }

        /** An input whose values do not matter, for only results are used that do not depend on it. */
        Call readAny(Shape shape) {
            add(backend.kernel().scratch(DType.FLOAT32, scratch++, shape.size()).handle, shape);
            return this;
        }

        /** Samples of an array as the next result. */
        Call write(Array a, int from, int count) {
            results++;
            return read(a, from, count);
        }

        /**
         * The same, computed with channels last and then turned: {@code conv2d} computes so, and would first bring the memory
         * of a row-major result, with whatever is in it, into that order. Very large ones are not worth memory of their own.
         */
        Call writeTurned(Array a, int from, int count) {
            Shape some = ConvolutionSizes.withTwoAxes(a.shape().with(0, count));
            if (some.size() > MOST_TURNED) {
                return write(a, from, count);
            }
            Block turned = backend.kernel().scratch(DType.FLOAT32, scratch++, some.size());
            add(turned.handle, backend.natives().channelsLast(DType.FLOAT32, some));
            results++;
            int channels = some.dim(1);
            int positions = some.dim(2) * some.dim(3);
            turn = () -> turn(turned, Block.of(a), from, count, channels, positions);
            return this;
        }

        private static void turn(Block turned, Block to, int first, int count, int channels, int positions) {
            try (FloatPointer x = (FloatPointer) turned.cursor();
                    FloatPointer z = (FloatPointer) to.cursor()) {
                long sample = (long) channels * positions;
                for (int i = 0; i < count; i++) {
                    x.position(i * sample);
                    z.position((first + i) * sample);
                    cblas_somatcopy(Blas.ROW_MAJOR, Blas.TRANS, positions, channels, 1, x, channels, z, positions);
                }
            }
        }

        /** Brings a result into row-major order that was computed with channels last. */
        void turn() {
            turn.run();
        }

        /** This piece's kernel as the next result. */
        Call writeKernel(Array perPiece, Shape kernel) {
            results++;
            return view(perPiece, piece * kernel.size(), kernel);
        }

        /** A result that is not used. */
        Call drop(Shape shape) {
            results++;
            return readAny(shape);
        }

        OpaqueDataBuffer[] buffers() {
            return Arrays.copyOf(on, n);
        }

        LongPointer[] infos() {
            return Arrays.copyOf(infos, n);
        }

        @Override
        public void close() {
            backend.spread().delete(views);
        }
    }
}
