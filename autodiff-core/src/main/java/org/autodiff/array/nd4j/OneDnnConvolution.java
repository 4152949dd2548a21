package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.nd4j.ConvolutionProgram.Kind;
import org.bytedeco.javacpp.Pointer;

/**
 * Convolutions in single precision by oneDNN's own interface. Samples are shared out over the cores in pieces that depend on
 * the sizes alone. Each method returns null where there is a better way.
 */
final class OneDnnConvolution {
    /** Multiply-adds that are worth a piece of their own: about 20 us. */
    private static final long PIECE = 1_000_000;

    /** Pieces that keep a few cores busy to the end, also where another program has a part of one. */
    private static final int PIECES = 8;

    /** Elements of a piece that its core's cache holds while they are brought from one layout to another. */
    private static final int CACHED = 1 << 18;

    /** Windows of a piece that make up for what it costs to bring the kernel into another layout. */
    private static final int WINDOWS = 512;

    /** Channels of a group from which it fills its vectors. */
    private static final int GROUPED_CHANNELS = 8;

    /** Channels up to which a product is faster than the transpose by the input, which fills them up to sixteen. */
    private static final int FEW_CHANNELS = 4;

    private final NativeBackend backend;

    OneDnnConvolution(NativeBackend backend) {
        this.backend = backend;
    }

    /** With a bias or, where that is null, without. */
    Array conv(Array x, Array kernel, Array bias, ConvolutionSizes s) {
        Kind kind = bias == null ? Kind.FORWARD : Kind.BIASED;
        Pieces p = pieces(s);
        if (!p.have(kind, x.dtype())) {
            return null;
        }
        Array a = backend.flat(x);
        Array w = backend.flat(kernel);
        Array z = backend.allocateNative(x.dtype(), s.y());
        if (bias == null) {
            p.run(kind, (i, from) -> new Pointer[] {sample(a, from), first(w), sample(z, from)});
        } else {
            Array b = backend.flat(bias);
            p.run(kind, (i, from) -> new Pointer[] {sample(a, from), first(w), first(b), sample(z, from)});
            Reference.reachabilityFence(b);
        }
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(w);
        return backend.settled(z);
    }

    /** The transpose by the input. */
    Array transpose(Array y, Array kernel, ConvolutionSizes s) {
        Pieces p = pieces(s);
        if (hasFewChannels(s) || !p.have(Kind.BY_INPUT, y.dtype())) {
            return null;
        }
        Array g = backend.flat(y);
        Array w = backend.flat(kernel);
        Array z = backend.allocateNative(y.dtype(), s.x());
        p.run(Kind.BY_INPUT, (i, from) -> new Pointer[] {sample(g, from), first(w), sample(z, from)});
        Reference.reachabilityFence(g);
        Reference.reachabilityFence(w);
        return backend.settled(z);
    }

    /** The transpose by the kernel. */
    Array kernel(Array x, Array y, ConvolutionSizes s) {
        Pieces p = pieces(s);
        if (!p.have(Kind.BY_KERNEL, x.dtype())) {
            return null;
        }
        Array a = backend.flat(x);
        Array g = backend.flat(y);
        Array z = backend.allocateNative(x.dtype(), p.kernels());
        p.run(Kind.BY_KERNEL, (i, from) -> new Pointer[] {sample(a, from), sample(g, from), sample(z, i)});
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(g);
        return p.summed(z);
    }

    /** Both, by the input and by the kernel. */
    Array[] both(Array x, Array kernel, Array y, ConvolutionSizes s) {
        Pieces p = pieces(s);
        if (hasFewChannels(s) || !p.have(Kind.BOTH, x.dtype())) {
            return null;
        }
        Array a = backend.flat(x);
        Array w = backend.flat(kernel);
        Array g = backend.flat(y);
        Array zx = backend.allocateNative(x.dtype(), s.x());
        Array zw = backend.allocateNative(x.dtype(), p.kernels());
        p.run(Kind.BOTH, (i, from) ->
                new Pointer[] {sample(a, from), first(w), sample(g, from), sample(zx, from), sample(zw, i)});
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(w);
        Reference.reachabilityFence(g);
        return new Array[] {backend.settled(zx), p.summed(zw)};
    }

    private static boolean hasFewChannels(ConvolutionSizes s) {
        return s.x().dim(1) <= FEW_CHANNELS && !s.isDepthwise();
    }

    private static boolean hasSmallGroups(ConvolutionSizes s) {
        int groups = s.how().groups();
        int least = Math.min(s.x().dim(1), s.y().dim(1)) / groups;
        return groups > 1 && least < GROUPED_CHANNELS && !s.isDepthwise();
    }

    private static Pointer first(Array a) {
        return NativeBackend.block(a).at(0);
    }

    private static Pointer sample(Array a, int i) {
        return NativeBackend.block(a).at(i * (a.size() / a.shape().dim(0)));
    }

    private Pieces pieces(ConvolutionSizes s) {
        long windows = s.y().size() / s.y().dim(1);
        long cached = ((long) s.x().size() + s.y().size()) / CACHED;
        long wanted = Math.min(Math.max(PIECES, cached), Math.max(2, windows / WINDOWS));
        long most = Math.min(Math.min(s.x().dim(0), wanted), Math.max(1, s.work() / PIECE));
        return new Pieces(s, (int) Long.highestOneBit(most));
    }

    /** Names the operands of a piece, which begins with that sample. */
    @FunctionalInterface
    private interface Operands {
        Pointer[] of(int piece, int from);
    }

    /** The samples in so many pieces, of which no two differ by more than one. */
    private final class Pieces {
        private final ConvolutionSizes s;
        private final int count;

        Pieces(ConvolutionSizes s, int count) {
            this.s = s;
            this.count = count;
        }

        private int first(int piece) {
            return (int) ((long) piece * s.x().dim(0) / count);
        }

        private ConvolutionSizes sizes(int piece) {
            return s.withSamples(first(piece + 1) - first(piece));
        }

        /** Whether oneDNN has fast programs for all of them: the first is of the fewest samples, the last of the most. */
        boolean have(Kind kind, DType dtype) {
            if (dtype != DType.FLOAT32 || hasSmallGroups(s) || !OneDnn.isLoaded()) {
                return false;
            }
            ConvolutionPrograms programs = backend.kernel().programs();
            return programs.get(kind, sizes(0)) != null && programs.get(kind, sizes(count - 1)) != null;
        }

        void run(Kind kind, Operands operands) {
            backend.workers().run(count, i -> {
                Kernels k = backend.kernel();
                OneDnnProgram program = k.programs().get(kind, sizes(i));
                k.staged(DType.FLOAT32, program.stagedElements(), b -> program.run(b, operands.of(i, first(i))));
            });
        }

        /** The shape of one kernel for each piece. */
        Shape kernels() {
            return Shape.of(count, s.kernel().size());
        }

        Array summed(Array kernels) {
            Array z = count == 1 ? kernels : backend.sum(kernels, 0);
            return backend.settled(z.reshape(s.kernel()));
        }
    }
}
