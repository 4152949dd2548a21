package org.autodiff.array.nd4j;

import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.nd4j.ConvolutionPieces.Piece;
import org.bytedeco.javacpp.Pointer;

/**
 * Convolutions in single precision by oneDNN's own interface, in pieces that are shared out over the cores. Each method
 * returns null where there is a better way.
 */
final class OneDnnConvolution {
    /** Channels of a group from which it fills its vectors. */
    private static final int GROUPED_CHANNELS = 8;

    private final NativeArrays backend;

    OneDnnConvolution(NativeArrays backend) {
        this.backend = backend;
    }

    /** With a bias or, where that is null, without. */
    Array conv(Array x, Array kernel, Array bias, ConvolutionSizes s) {
        ConvolutionKind kind = bias == null ? ConvolutionKind.FORWARD : ConvolutionKind.BIASED;
        List<Piece> pieces = pieces(kind, x.dtype(), s);
        if (pieces == null) {
            return null;
        }
        Array a = backend.flat(x);
        Array w = backend.flat(kernel);
        Array b = bias == null ? null : backend.flat(bias);
        Array z = backend.allocateNative(x.dtype(), s.y());
        run(
                kind,
                pieces,
                b == null
                        ? (i, p) -> new Pointer[] {at(a, p.fromX()), at(w, p.fromKernel()), at(z, p.fromY())}
                        : (i, p) -> new Pointer[] {
                            at(a, p.fromX()), at(w, p.fromKernel()), at(b, p.fromBias()), at(z, p.fromY())
                        });
        NativeArrays.hold(a, w, b);
        return backend.settled(z);
    }

    /** The transpose by the input. */
    Array transpose(Array y, Array kernel, ConvolutionSizes s) {
        List<Piece> pieces = pieces(ConvolutionKind.BY_INPUT, y.dtype(), s);
        return pieces == null ? null : transpose(y, kernel, s, pieces);
    }

    private Array transpose(Array y, Array kernel, ConvolutionSizes s, List<Piece> pieces) {
        Array g = backend.flat(y);
        Array w = backend.flat(kernel);
        Array z = backend.allocateNative(y.dtype(), s.x());
        run(ConvolutionKind.BY_INPUT, pieces, (i, p) ->
                new Pointer[] {at(g, p.fromY()), at(w, p.fromKernel()), at(z, p.fromX())});
        NativeArrays.hold(g, w);
        return backend.settled(z);
    }

    /** The transpose by the kernel. */
    Array kernel(Array x, Array y, ConvolutionSizes s) {
        List<Piece> pieces = pieces(ConvolutionKind.BY_KERNEL, x.dtype(), s);
        return pieces == null ? null : kernel(x, y, s, pieces);
    }

    private Array kernel(Array x, Array y, ConvolutionSizes s, List<Piece> pieces) {
        Array a = backend.flat(x);
        Array g = backend.flat(y);
        int n = s.kernel().size();
        boolean parts = pieces.get(0).isOfChannels();
        Array z = backend.allocateNative(x.dtype(), Shape.of(parts ? 1 : pieces.size(), n));
        run(ConvolutionKind.BY_KERNEL, pieces, (i, p) ->
                new Pointer[] {at(a, p.fromX()), at(g, p.fromY()), at(z, parts ? p.fromKernel() : i * n)});
        NativeArrays.hold(a, g);
        return summed(z, s);
    }

    /** Both, by the input and by the kernel. */
    Array[] both(Array x, Array kernel, Array y, ConvolutionSizes s) {
        boolean apart = ConvolutionPieces.wantRows(s) || ConvolutionPieces.wantChannels(s);
        List<Piece> pieces = apart ? null : pieces(ConvolutionKind.BOTH, x.dtype(), s);
        return pieces == null ? apart(x, kernel, y, s) : together(x, kernel, y, s, pieces);
    }

    private Array[] apart(Array x, Array kernel, Array y, ConvolutionSizes s) {
        List<Piece> byInput = pieces(ConvolutionKind.BY_INPUT, x.dtype(), s);
        List<Piece> byKernel = byInput == null ? null : pieces(ConvolutionKind.BY_KERNEL, x.dtype(), s);
        return byKernel == null ? null : new Array[] {transpose(y, kernel, s, byInput), kernel(x, y, s, byKernel)};
    }

    private Array[] together(Array x, Array kernel, Array y, ConvolutionSizes s, List<Piece> pieces) {
        Array a = backend.flat(x);
        Array w = backend.flat(kernel);
        Array g = backend.flat(y);
        int n = s.kernel().size();
        Array zx = backend.allocateNative(x.dtype(), s.x());
        Array zw = backend.allocateNative(x.dtype(), Shape.of(pieces.size(), n));
        run(ConvolutionKind.BOTH, pieces, (i, p) ->
                new Pointer[] {at(a, p.fromX()), at(w, 0), at(g, p.fromY()), at(zx, p.fromX()), at(zw, i * n)});
        NativeArrays.hold(a, w, g);
        return new Array[] {backend.settled(zx), summed(zw, s)};
    }

    private static Pointer at(Array a, int element) {
        return Block.of(a).at(element);
    }

    private Array summed(Array kernels, ConvolutionSizes s) {
        Array z = kernels.shape().dim(0) == 1 ? kernels : backend.sum(kernels, 0);
        return backend.settled(z.reshape(s.kernel()));
    }

    /** The pieces, or null where oneDNN is not there, is not fast, or does not have the precision. */
    private List<Piece> pieces(ConvolutionKind kind, DType dtype, ConvolutionSizes s) {
        if (dtype != DType.FLOAT32
                || hasSmallGroups(s)
                || kind.isByInput() && s.hasFewChannels()
                || !OneDnn.isLoaded()) {
            return null;
        }
        List<Piece> pieces = ConvolutionPieces.of(kind, s);
        ConvolutionPrograms programs = backend.kernel().programs();
        for (Piece p : pieces) {
            ConvolutionSizes part = p.sizes();
            boolean exact = !kind.isByKernel()
                    || !ConvolutionPieces.losesDigits(part.x().dim(0) * part.windowCount());
            if (!exact || programs.get(kind, p) == null) {
                return null;
            }
        }
        return pieces;
    }

    /** Names the operands of a piece. */
    @FunctionalInterface
    private interface Operands {
        Pointer[] of(int number, Piece piece);
    }

    private void run(ConvolutionKind kind, List<Piece> pieces, Operands operands) {
        backend.workers().run(pieces.size(), i -> {
            Piece piece = pieces.get(i);
            Kernels k = backend.kernel();
            OneDnnProgram program = k.programs().get(kind, piece);
            k.staged(DType.FLOAT32, program.stagedElements(), b -> program.run(b, operands.of(i, piece)));
        });
    }

    private static boolean hasSmallGroups(ConvolutionSizes s) {
        int groups = s.how().groups();
        int least = Math.min(s.x().dim(1), s.y().dim(1)) / groups;
        return groups > 1 && least < GROUPED_CHANNELS && !s.isDepthwise();
    }
}
