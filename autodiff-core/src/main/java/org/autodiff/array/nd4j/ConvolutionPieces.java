package org.autodiff.array.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.array.Shape;
import org.autodiff.array.Sliding;

/**
 * Divides a convolution into pieces that cores take one by one: some samples each, or, where there are too few of them, some
 * rows of one sample; or, where the kernel is larger than what it is applied to, a part of the kernel, of which
 * each core would else bring all into another layout. The sizes alone decide, so that results do not depend on the number of cores.
 */
final class ConvolutionPieces {
    /** Multiply-adds that are worth a piece of their own: about 20 us. */
    private static final long WORK = 1_000_000;

    /** Pieces that keep a few cores busy to the end, also where another program has a part of one. */
    private static final int ENOUGH = 8;

    /** Elements of a piece that its core's cache holds while they are brought from one layout to another. */
    private static final int CACHED = 1 << 18;

    /** Samples below which some cores would have much more to do than others. */
    private static final int FEW_SAMPLES = 4;

    /** Windows of a piece that make up for what it costs to bring the kernel into another layout. */
    private static final int FEWEST_WINDOWS = 512;

    /** Channels that fill the vectors of a core: a part of a kernel has a multiple of so many. */
    private static final int CHANNELS = 16;

    /** The most parts of a kernel. */
    private static final int PARTS = 4;

    /**
     * Windows over which a gradient by the kernel is added up in single precision by oneDNN, term by term: products of equal
     * numbers are off by 5e-5 then, by 1e-2 with a million windows, and end at 2^24.
     */
    static final int MOST_WINDOWS = 1 << 14;

    private final ConvolutionKind kind;
    private final ConvolutionSizes s;
    private final long wanted;

    /**
     * One of them: a convolution of its own, with the shapes (for as many samples) of the arrays of which it reads and writes
     * a part, and the elements of these at which the part begins.
     */
    record Piece(
            ConvolutionSizes sizes,
            Shape wholeX,
            Shape wholeKernel,
            Shape wholeY,
            int fromX,
            int fromKernel,
            int fromY,
            int fromBias) {
        /** With the whole kernel. */
        Piece(ConvolutionSizes sizes, Shape wholeX, Shape wholeY, int fromX, int fromY) {
            this(sizes, wholeX, sizes.kernel(), wholeY, fromX, 0, fromY, 0);
        }

        /** Whether it has a part of the kernel to itself. */
        boolean isOfChannels() {
            return !sizes.kernel().equals(wholeKernel);
        }
    }

    private ConvolutionPieces(ConvolutionKind kind, ConvolutionSizes s) {
        this.kind = kind;
        this.s = s;
        this.wanted = wanted(kind, s);
    }

    /** The pieces in the order of the samples and rows. */
    static List<Piece> of(ConvolutionKind kind, ConvolutionSizes s) {
        return new ConvolutionPieces(kind, s).divided();
    }

    /** Whether a gradient by the kernel over so many windows has lost digits. */
    static boolean losesDigits(long windows) {
        return windows > 2 * MOST_WINDOWS;
    }

    /** Whether the transposes of a convolution are better divided by rows, for which they have no operands in common. */
    static boolean wantRows(ConvolutionSizes s) {
        ConvolutionPieces byKernel = new ConvolutionPieces(ConvolutionKind.BY_KERNEL, s);
        return s.x().dim(0) < FEW_SAMPLES && byKernel.bands() > 1;
    }

    /** Whether the transposes are better divided by channels, one by those of the input, the other by those of the result. */
    static boolean wantChannels(ConvolutionSizes s) {
        return s.how().groups() == 1
                && s.kernel().size() > s.x().size() + s.y().size()
                && Math.min(s.kernel().dim(0), s.kernel().dim(1)) >= 2 * CHANNELS;
    }

    private List<Piece> divided() {
        if (kind != ConvolutionKind.BOTH && wantChannels(s)) {
            return byChannels();
        }
        int bands = bands();
        List<Piece> pieces = bands > 1 && kind != ConvolutionKind.BOTH ? byRows(bands) : null;
        return pieces != null ? pieces : bySamples();
    }

    private static long wanted(ConvolutionKind kind, ConvolutionSizes s) {
        long windows = s.x().dim(0) * s.windowCount();
        long elements = (long) s.x().size() + s.y().size();
        long wanted = Math.min(Math.max(ENOUGH, elements / CACHED), Math.max(2, windows / FEWEST_WINDOWS));
        wanted = Math.min(wanted, Math.max(1, s.work() / WORK));
        if (kind.isByKernel()) {
            wanted = Math.max(wanted, (windows - 1) / MOST_WINDOWS + 1);
            wanted = Math.min(wanted, Math.max(ENOUGH, elements / s.kernel().size())); // each piece has a kernel
        }
        return wanted;
    }

    /** The pieces of one sample. */
    private int bands() {
        return (int) Math.min((wanted - 1) / s.x().dim(0) + 1, rows() / (2 * s.extent(0)));
    }

    /** An even number, if there is one, for an even number of cores. */
    private int count() {
        int samples = s.x().dim(0);
        int count = (int) Math.min(samples, wanted);
        return count > 1 && count < samples ? count + count % 2 : count;
    }

    private List<Piece> bySamples() {
        int samples = s.x().dim(0);
        int count = count();
        List<Piece> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int from = share(samples, i, count);
            int n = share(samples, i + 1, count) - from;
            Shape x = s.x().with(0, n);
            Shape y = s.y().with(0, n);
            ConvolutionSizes sizes = new ConvolutionSizes(x, s.kernel(), y, s.how());
            pieces.add(new Piece(sizes, x, y, from * (x.size() / n), from * (y.size() / n)));
        }
        return pieces;
    }

    /** Where share i of so many begins; no two shares differ by more than one. */
    private static int share(int n, int i, int count) {
        return (int) ((long) n * i / count);
    }

    private List<Piece> byChannels() {
        int axis = kind == ConvolutionKind.BY_INPUT ? 1 : 0;
        int channels = s.kernel().dim(axis);
        int count = (int) Math.min(Math.min(PARTS, channels / CHANNELS), Math.max(1, s.work() / WORK));
        List<Piece> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int from = share(channels / CHANNELS, i, count) * CHANNELS;
            int to = i + 1 == count ? channels : share(channels / CHANNELS, i + 1, count) * CHANNELS;
            Shape kernel = s.kernel().with(axis, to - from);
            int line = s.kernel().size()
                    / s.kernel().dim(0)
                    / (axis == 0 ? 1 : s.kernel().dim(1));
            Shape x = axis == 1 ? s.x().with(1, to - from) : s.x();
            Shape y = axis == 0 ? s.y().with(1, to - from) : s.y();
            int fromX = from * (s.x().size() / s.x().dim(0) / s.x().dim(1));
            int fromY = from * (s.y().size() / s.y().dim(0) / s.y().dim(1));
            pieces.add(new Piece(
                    new ConvolutionSizes(x, kernel, y, s.how()),
                    s.x(),
                    s.kernel(),
                    s.y(),
                    axis == 1 ? fromX : 0,
                    from * line,
                    axis == 0 ? fromY : 0,
                    from));
        }
        return pieces;
    }

    /** Along the first spatial axis, of the result. */
    private int rows() {
        return kind == ConvolutionKind.BY_INPUT ? s.x().dim(2) : s.y().dim(2);
    }

    /** So many for each sample, or null where one of them would have nothing to read. */
    private List<Piece> byRows(int count) {
        List<Piece> pieces = new ArrayList<>();
        for (int sample = 0; sample < s.x().dim(0); sample++) {
            for (int i = 0; i < count; i++) {
                int from = share(rows(), i, count);
                int to = share(rows(), i + 1, count);
                Piece p = kind == ConvolutionKind.BY_INPUT ? band(sample, from, to) : windows(sample, from, to);
                if (p == null) {
                    return null;
                }
                pieces.add(p);
            }
        }
        return pieces;
    }

    /** Rows of windows, and the rows of the input that they read. */
    private Piece windows(int sample, int from, int to) {
        int stride = s.how().stride(0);
        int begin = from * stride - s.how().padding(0);
        int first = Math.max(0, begin);
        int end = Math.min(s.x().dim(2), begin + (to - from - 1) * stride + s.extent(0));
        return piece(sample, first, end, from, to, first - begin);
    }

    /** Rows of the input, and the rows of windows that read them. */
    private Piece band(int sample, int from, int to) {
        int stride = s.how().stride(0);
        int padding = s.how().padding(0);
        int first = Math.max(0, Math.floorDiv(from + padding - s.extent(0), stride) + 1);
        int end = Math.min(s.y().dim(2), (to - 1 + padding) / stride + 1);
        return piece(sample, from, to, first, end, from + padding - first * stride);
    }

    private Piece piece(int sample, int x0, int x1, int y0, int y1, int padding) {
        if (x1 <= x0 || y1 <= y0 || padding < 0) {
            return null;
        }
        int[] paddings = s.how().padding();
        paddings[0] = padding;
        Sliding how = new Sliding(
                s.how().stride(), paddings, s.how().dilation(), s.how().groups());
        Shape x = s.x().with(0, 1);
        Shape y = s.y().with(0, 1);
        ConvolutionSizes sizes = new ConvolutionSizes(x.with(2, x1 - x0), s.kernel(), y.with(2, y1 - y0), how);
        return new Piece(sizes, x, y, sample * x.size() + x0 * rowSize(x), sample * y.size() + y0 * rowSize(y));
    }

    private static int rowSize(Shape sample) {
        return sample.size() / (sample.dim(1) * sample.dim(2));
    }
}
