package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.autodiff.array.Arena;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Sliding;
import org.autodiff.array.nd4j.ConvolutionPieces.Piece;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs of oneDNN are made once for each size, used again, and given up when there are many. */
class ConvolutionProgramsTest {
    private static final Sliding PLAIN = new Sliding(new int[] {1, 1}, new int[] {1, 1}, new int[] {1, 1}, 1);

    @BeforeEach
    void needsOneDnn() {
        assumeTrue(Backend.get() instanceof NativeBackend, "another backend is tested");
        assumeTrue(OneDnn.isLoaded(), "oneDNN's natives are not on the class path");
    }

    private static ConvolutionSizes sizes(int samples, int channels, int side) {
        Shape x = Shape.of(samples, channels, side, side);
        Sliding same = new Sliding(
                PLAIN.stride().clone(),
                PLAIN.padding().clone(),
                PLAIN.dilation().clone(),
                PLAIN.groups());
        return new ConvolutionSizes(x, Shape.of(16, channels, 3, 3), x.with(1, 16), same);
    }

    private static Piece only(ConvolutionSizes s) {
        return new Piece(s, s.x(), s.y(), 0, 0);
    }

    @Test
    void oneForEachSizeAndKind() {
        try (ConvolutionPrograms programs = new ConvolutionPrograms()) {
            OneDnnProgram program = programs.get(ConvolutionKind.FORWARD, only(sizes(2, 16, 8)));

            assertThat(program).isNotNull();
            assertThat(programs.get(ConvolutionKind.FORWARD, only(sizes(2, 16, 8))))
                    .isSameAs(program);
            assertThat(programs.get(ConvolutionKind.BIASED, only(sizes(2, 16, 8))))
                    .isNotSameAs(program);
            assertThat(programs.get(ConvolutionKind.FORWARD, only(sizes(2, 16, 9))))
                    .isNotSameAs(program);
            ConvolutionSizes s = sizes(2, 16, 8);
            Piece upperHalf = new Piece(s, s.x().with(2, 16), s.y().with(2, 16), 0, 0);
            assertThat(programs.get(ConvolutionKind.FORWARD, upperHalf)).isNotSameAs(program);
        }
    }

    @Test
    void manySizesGiveUpTheOldest() {
        try (ConvolutionPrograms programs = new ConvolutionPrograms()) {
            OneDnnProgram first = programs.get(ConvolutionKind.FORWARD, only(sizes(1, 3, 20)));
            for (int side = 21; side < 20 + ConvolutionPrograms.MOST; side++) {
                programs.get(ConvolutionKind.FORWARD, only(sizes(1, 3, side)));
            }
            assertThat(programs.size()).isEqualTo(ConvolutionPrograms.MOST);
            assertThat(programs.get(ConvolutionKind.FORWARD, only(sizes(1, 3, 20))))
                    .isSameAs(first);

            programs.get(ConvolutionKind.FORWARD, only(sizes(1, 4, 20)));
            OneDnnProgram second = programs.get(ConvolutionKind.FORWARD, only(sizes(1, 3, 21)));
            assertThat(second.isClosed()).isFalse();
            assertThat(programs.size()).isEqualTo(ConvolutionPrograms.MOST);
            assertThat(first.isClosed()).isFalse();
            for (int side = 20; side < 20 + ConvolutionPrograms.MOST; side++) {
                programs.get(ConvolutionKind.BIASED, only(sizes(1, 3, side)));
            }
            assertThat(first.isClosed()).isTrue();
            assertThat(second.isClosed()).isTrue();
        }
    }

    @Test
    void warmConvolutionsTakeNoMemoryFromTheSystem() {
        NativeBackend backend = (NativeBackend) Backend.get();
        ConvolutionSizes s = sizes(8, 16, 24);
        Array x = backend.full(DType.FLOAT32, s.x(), 1);
        Array w = backend.full(DType.FLOAT32, s.kernel(), 1);
        Array y = backend.full(DType.FLOAT32, s.y(), 1);
        Runnable convolutions = () -> {
            Arena arena = Arena.open(s);
            backend.conv(x, w, PLAIN, s.y());
            backend.convBoth(x, w, y, PLAIN);
            arena.close();
        };
        for (int i = 0; i < 50; i++) {
            convolutions.run();
        }
        long inUse = backend.memoryInUse();
        long allocations = backend.systemAllocations();
        for (int i = 0; i < 200; i++) {
            convolutions.run();
        }
        assertThat(backend.memoryInUse()).isLessThanOrEqualTo(inUse);
        // A core that had no time before takes its first block for staging.
        assertThat(backend.systemAllocations())
                .isLessThan(allocations + backend.natives().cores());
        Reference.reachabilityFence(List.of(x, w, y));
    }

    /** Threads come and go; each has its own programs. */
    @Test
    void everyThreadComputesTheSame() throws Exception {
        Backend backend = Backend.get();
        ConvolutionSizes s = sizes(4, 16, 24);
        float[] values = new float[s.x().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        Array x = backend.of(values, s.x());
        Array w = backend.of(Arrays.copyOf(values, s.kernel().size()), s.kernel());
        float[] expected = (float[]) backend.elements(backend.conv(x, w, PLAIN, s.y()));
        for (int i = 0; i < 20; i++) {
            AtomicReference<Object> actual = new AtomicReference<>();
            Thread thread = new Thread(() -> actual.set(backend.elements(backend.conv(x, w, PLAIN, s.y()))));
            thread.start();
            thread.join();
            assertThat((float[]) actual.get()).isEqualTo(expected);
        }
    }

    @Test
    void piecesCoverAllSamplesAndRowsOnce() {
        for (ConvolutionSizes s :
                List.of(sizes(1, 32, 60), sizes(3, 32, 60), sizes(13, 32, 30), sizes(64, 32, 9), sizes(7, 16, 181))) {
            for (ConvolutionKind kind : ConvolutionKind.values()) {
                int[] x = new int[s.x().size()];
                int[] y = new int[s.y().size()];
                for (Piece p : ConvolutionPieces.of(kind, s)) {
                    count(x, p.fromX(), p.sizes().x(), p.wholeX());
                    count(y, p.fromY(), p.sizes().y(), p.wholeY());
                }
                assertThat(kind == ConvolutionKind.BY_INPUT ? x : y)
                        .as("%s %s", kind, s)
                        .containsOnly(1);
            }
        }
    }

    /** Counts the elements of a part of an array. */
    private static void count(int[] whole, int from, Shape part, Shape of) {
        for (int n = 0; n < part.dim(0); n++) {
            for (int c = 0; c < part.dim(1); c++) {
                for (int i = 0; i < part.dim(2) * part.dim(3); i++) {
                    whole[from + (n * of.dim(1) + c) * of.dim(2) * of.dim(3) + i]++;
                }
            }
        }
    }
}
