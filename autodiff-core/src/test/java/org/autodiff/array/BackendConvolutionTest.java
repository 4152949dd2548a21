package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.autodiff.array.BackendPair.REFERENCE;
import static org.autodiff.array.BackendPair.TESTED;
import static org.autodiff.array.BackendPair.WHOLE;
import static org.autodiff.array.BackendPair.assertSame;
import static org.autodiff.array.BackendPair.dense;
import static org.autodiff.array.BackendPair.real;
import static org.autodiff.array.BackendPair.views;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.array.BackendPair.Both;
import org.autodiff.array.BackendPair.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolutions: the native backend against plain Java. Whole numbers make every order of summation exact. */
public class BackendConvolutionTest {
    /** All tests of single precision, for a virtual machine with other settings; the first failure is thrown. */
    public static void inSinglePrecision() {
        BackendConvolutionTest tests = new BackendConvolutionTest();
        tests.everyCombinationOverTwoAxes(DType.FLOAT32);
        tests.groups(DType.FLOAT32);
        tests.oneAndThreeAxes(DType.FLOAT32);
        tests.unusualSizes(DType.FLOAT32);
        tests.rowsAsLongAsTheInputs(DType.FLOAT32);
        tests.largeSizes(DType.FLOAT32);
        tests.largeKernels(DType.FLOAT32);
        tests.singleSamples(DType.FLOAT32);
        tests.gradientsOverManyWindowsKeepTheirDigits();
        tests.realNumbersAreExactToRounding(DType.FLOAT32);
        tests.convolutionsOfViews(DType.FLOAT32);
        tests.fewerWindowsThanFit(DType.FLOAT32);
        tests.resultsThatAreNotUsedMayHoldAnything();
        tests.memoryThatWasUsedMayHoldAnything();
    }

    /** The sizes of one convolution. */
    private record Sizes(int samples, int in, int out, int[] size, int[] kernel, Sliding how) {
        Shape x() {
            return shape(samples, in, size);
        }

        Shape kernelShape() {
            return shape(out, in / how.groups(), kernel);
        }

        Shape y() {
            int[] windows = new int[size.length];
            for (int i = 0; i < windows.length; i++) {
                int extent = how.dilation()[i] * (kernel[i] - 1) + 1;
                windows[i] = (size[i] + 2 * how.padding()[i] - extent) / how.stride()[i] + 1;
            }
            return shape(samples, out, windows);
        }

        boolean exists() {
            boolean fits = true;
            for (int i = 0; i < size.length; i++) {
                fits &= size[i] + 2 * how.padding()[i] >= how.dilation()[i] * (kernel[i] - 1) + 1;
            }
            return fits;
        }

        private static Shape shape(int a, int b, int[] rest) {
            int[] dims = new int[rest.length + 2];
            dims[0] = a;
            dims[1] = b;
            System.arraycopy(rest, 0, dims, 2, rest.length);
            return Shape.of(dims);
        }

        @Override
        public String toString() {
            return x() + " with " + kernelShape() + " stride " + Arrays.toString(how.stride()) + " padding "
                    + Arrays.toString(how.padding()) + " dilation " + Arrays.toString(how.dilation()) + " groups "
                    + how.groups();
        }
    }

    private static Sizes sizes(
            int samples, int in, int out, int[] size, int[] kernel, int s, int p, int d, int groups) {
        int n = size.length;
        Sliding how = new Sliding(all(n, s), all(n, p), all(n, d), groups);
        return new Sizes(samples, in, out, size, kernel, how);
    }

    private static int[] all(int n, int value) {
        int[] all = new int[n];
        Arrays.fill(all, value);
        return all;
    }

    private static int[] dims(int... values) {
        return values;
    }

    /** All three primitives, and the two transposes together. */
    private static void compare(Sizes s, Both x, Both w, Both y, double absolute) {
        Sliding how = s.how();
        assertSame(
                "conv " + s,
                TESTED.conv(x.tested(), w.tested(), how, s.y()),
                REFERENCE.conv(x.reference(), w.reference(), how, s.y()),
                0,
                absolute);
        Both b = dense(x.tested().dtype(), WHOLE, 4, s.out());
        assertSame(
                "with bias " + s,
                TESTED.conv(x.tested(), w.tested(), b.tested(), how, s.y()),
                REFERENCE.conv(x.reference(), w.reference(), b.reference(), how, s.y()),
                0,
                absolute);
        Array byInput = REFERENCE.convTranspose(y.reference(), w.reference(), how, s.x());
        Array byKernel = REFERENCE.convKernel(x.reference(), y.reference(), how, s.kernelShape());
        assertSame("transpose " + s, TESTED.convTranspose(y.tested(), w.tested(), how, s.x()), byInput, 0, absolute);
        assertSame(
                "kernel " + s, TESTED.convKernel(x.tested(), y.tested(), how, s.kernelShape()), byKernel, 0, absolute);
        Array[] both = TESTED.convBoth(x.tested(), w.tested(), y.tested(), how);
        assertSame("both: transpose " + s, both[0], byInput, 0, absolute);
        assertSame("both: kernel " + s, both[1], byKernel, 0, absolute);
    }

    private static void compare(DType dtype, Values values, Sizes s, double absolute) {
        compare(
                s,
                dense(dtype, values, 1, s.x().toArray()),
                dense(dtype, values, 2, s.kernelShape().toArray()),
                dense(dtype, values, 3, s.y().toArray()),
                absolute);
    }

    private static final int[] ONE_TO_THREE = {1, 2, 3};

    /** Every stride, padding, dilation and kernel up to 3, at sizes for which the native kernels run. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void everyCombinationOverTwoAxes(DType dtype) {
        for (int kernel : ONE_TO_THREE) {
            for (int stride : ONE_TO_THREE) {
                for (int dilation : ONE_TO_THREE) {
                    for (int padding = 0; padding <= 3; padding++) {
                        compare(
                                dtype,
                                WHOLE,
                                sizes(3, 6, 8, dims(17, 20), dims(kernel, kernel), stride, padding, dilation, 1),
                                0);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void groups(DType dtype) {
        for (int[] c : new int[][] {
            {6, 4, 2}, {6, 6, 3}, {6, 6, 6}, {6, 12, 6}, {4, 2, 2}, {8, 8, 4}, {32, 32, 32}, {32, 32, 2}
        }) {
            for (int[] g : new int[][] {{1, 0, 1}, {1, 1, 1}, {2, 1, 1}, {1, 2, 2}}) {
                compare(dtype, WHOLE, sizes(5, c[0], c[1], dims(15, 16), dims(3, 3), g[0], g[1], g[2], c[2]), 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void oneAndThreeAxes(DType dtype) {
        for (int stride : ONE_TO_THREE) {
            for (int dilation : ONE_TO_THREE) {
                for (int padding = 0; padding <= 2; padding++) {
                    for (int groups = 1; groups <= 2; groups++) {
                        compare(dtype, WHOLE, sizes(4, 6, 8, dims(150), dims(5), stride, padding, dilation, groups), 0);
                        compare(
                                dtype,
                                WHOLE,
                                sizes(2, 4, 6, dims(6, 9, 8), dims(2, 3, 2), stride, padding, dilation, groups),
                                0);
                    }
                }
            }
        }
    }

    /** Kernels longer than the input along the first of three axes, where one of oneDNN's writes beyond its result. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void kernelsDeeperThanTheInput(DType dtype) {
        Sliding narrow = new Sliding(dims(2, 1, 1), dims(3, 0, 0), dims(1, 1, 1), 1);
        Sliding wide = new Sliding(dims(2, 1, 7), dims(3, 0, 3), dims(1, 1, 3), 1);
        for (Sizes s : List.of(
                new Sizes(2, 16, 16, dims(2, 6, 6), dims(4, 2, 2), narrow),
                new Sizes(8, 25, 28, dims(2, 12, 6), dims(4, 3, 4), wide))) {
            compare(dtype, WHOLE, s, 0);
        }
    }

    /** Channels and samples around the numbers that kernels work in, kernels that cover all, axes of size 1. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void unusualSizes(DType dtype) {
        List<Sizes> all = new ArrayList<>();
        for (int in : new int[] {1, 2, 3, 4, 15, 16, 17}) {
            for (int out : new int[] {1, 5, 16, 33}) {
                all.add(sizes(2, in, out, dims(13, 14), dims(5, 5), 1, 2, 1, 1));
                all.add(sizes(2, in, out, dims(13, 14), dims(3, 3), 2, 1, 1, 1));
            }
        }
        all.add(sizes(70, 3, 5, dims(12, 12), dims(5, 5), 1, 0, 1, 1));
        all.add(sizes(9, 20, 30, dims(8, 8), dims(8, 8), 1, 0, 1, 1)); // the kernel covers all
        all.add(sizes(9, 20, 30, dims(1, 1), dims(1, 1), 1, 0, 1, 1));
        all.add(sizes(9, 20, 30, dims(1, 1), dims(3, 3), 1, 1, 1, 1)); // all but the middle of the kernel is on padding
        all.add(sizes(5, 20, 30, dims(4, 4), dims(1, 1), 1, 2, 1, 1)); // windows on padding alone
        all.add(sizes(5, 4, 8, dims(1, 40), dims(1, 7), 3, 0, 1, 1));
        all.add(sizes(5, 4, 8, dims(40, 1), dims(7, 1), 3, 0, 1, 1));
        all.add(sizes(2, 8, 4, dims(30, 30), dims(3, 3), 7, 0, 1, 1)); // windows with gaps between them
        all.add(new Sizes(4, 6, 8, dims(12, 15), dims(5, 2), new Sliding(dims(2, 3), dims(0, 1), dims(1, 1), 1)));
        all.add(new Sizes(4, 6, 8, dims(12, 15), dims(2, 4), new Sliding(dims(1, 2), dims(1, 0), dims(3, 2), 2)));
        for (Sizes s : all) {
            assert s.exists();
            compare(dtype, WHOLE, s, 0);
        }
    }

    /** Windows in rows as long as those of the input, for which the gradient by the kernel has a way of its own. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void rowsAsLongAsTheInputs(DType dtype) {
        for (Sizes s : List.of(
                sizes(3, 70, 90, dims(9, 11), dims(3, 3), 1, 1, 1, 1),
                sizes(2, 20, 24, dims(60, 50), dims(3, 3), 1, 1, 1, 1),
                sizes(3, 16, 16, dims(3, 3), dims(7, 7), 1, 3, 1, 1), // taps that see padding alone
                sizes(3, 16, 20, dims(40), dims(5), 1, 2, 1, 1),
                sizes(3, 65, 65, dims(9, 9), dims(3, 3), 1, 1, 1, 1), // one channel more than a product takes
                sizes(40, 17, 16, dims(8, 8), dims(3, 3), 1, 2, 2, 1),
                new Sizes(3, 17, 18, dims(9, 10), dims(3, 5), new Sliding(dims(1, 1), dims(0, 4), dims(1, 2), 1)),
                new Sizes(3, 17, 18, dims(9, 10), dims(2, 1), new Sliding(dims(1, 1), dims(3, 0), dims(2, 1), 1)))) {
            assert s.exists();
            compare(dtype, WHOLE, s, 0);
        }
    }

    /** The sizes of well-known networks: pieces shared out over the cores. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void largeSizes(DType dtype) {
        compare(dtype, WHOLE, sizes(64, 1, 16, dims(28, 28), dims(5, 5), 1, 0, 1, 1), 0);
        compare(dtype, WHOLE, sizes(64, 16, 32, dims(12, 12), dims(5, 5), 1, 0, 1, 1), 0);
        compare(dtype, WHOLE, sizes(17, 32, 32, dims(16, 16), dims(3, 3), 1, 1, 1, 1), 0);
        compare(dtype, WHOLE, sizes(8, 32, 64, dims(16, 16), dims(3, 3), 2, 1, 1, 1), 0); // the last row is left over
        compare(dtype, WHOLE, sizes(2, 3, 64, dims(56, 56), dims(7, 7), 2, 3, 1, 1), 0);
        compare(dtype, WHOLE, sizes(30, 32, 64, dims(100), dims(3), 1, 1, 1, 1), 0);
    }

    /** Kernels larger than what they are applied to, which are shared out over the cores by channels. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void largeKernels(DType dtype) {
        compare(dtype, WHOLE, sizes(2, 64, 64, dims(4, 4), dims(3, 3), 1, 1, 1, 1), 0);
        compare(dtype, WHOLE, sizes(2, 256, 256, dims(4, 4), dims(3, 3), 1, 1, 1, 1), 0); // in four parts
        compare(dtype, WHOLE, sizes(2, 130, 70, dims(4, 5), dims(3, 3), 1, 1, 1, 1), 0); // channels that do not divide
        compare(dtype, WHOLE, sizes(3, 128, 256, dims(4, 4), dims(3, 3), 2, 1, 1, 1), 0);
        compare(dtype, WHOLE, sizes(1, 96, 200, dims(5, 3), dims(3, 3), 1, 0, 1, 1), 0);
        compare(dtype, WHOLE, sizes(2, 256, 512, dims(4, 4), dims(1, 1), 2, 0, 1, 1), 0);
        compare(dtype, WHOLE, sizes(2, 128, 128, dims(9), dims(5), 1, 2, 1, 1), 0);
        compare(dtype, WHOLE, sizes(1, 48, 80, dims(3, 4, 4), dims(3, 3, 3), 1, 1, 1, 1), 0);
        compare(dtype, WHOLE, sizes(1, 64, 64, dims(9, 9), dims(3, 3), 1, 2, 2, 1), 0);
    }

    /** One sample, which is shared out over the cores by rows: at every border, with rows that no window reads. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void singleSamples(DType dtype) {
        for (int[] how : new int[][] {
            {1, 0, 1, 1},
            {1, 1, 1, 1},
            {1, 3, 1, 1},
            {2, 0, 1, 1},
            {2, 1, 1, 1},
            {3, 2, 1, 1},
            {5, 0, 1, 1},
            {1, 2, 3, 1}
        }) {
            for (int kernel : ONE_TO_THREE) {
                compare(
                        dtype,
                        WHOLE,
                        sizes(1, 32, 32, dims(61, 70), all(2, kernel), how[0], how[1], how[2], how[3]),
                        0);
            }
        }
        compare(dtype, WHOLE, sizes(2, 16, 32, dims(80, 61), dims(3, 3), 1, 1, 1, 2), 0);
        compare(dtype, WHOLE, sizes(1, 24, 24, dims(90, 90), dims(5, 5), 1, 2, 1, 24), 0);
        compare(dtype, WHOLE, sizes(1, 64, 64, dims(5000), dims(3), 1, 1, 1, 1), 0);
        compare(dtype, WHOLE, sizes(1, 16, 16, dims(30, 12, 11), dims(3, 3, 3), 1, 1, 1, 1), 0);
        compare(dtype, WHOLE, sizes(1, 16, 16, dims(60, 60), dims(3, 3), 1, 40, 1, 1), 0); // rows of padding alone
    }

    /**
     * Sums of equal numbers, whose errors do not cancel: about 90,000 of them one after the other would be off by 5e-4. The
     * 32,768 that may be added up are off by 1e-4.
     */
    @Test
    void gradientsOverManyWindowsKeepTheirDigits() {
        keepTheirDigits(sizes(1, 16, 16, dims(300, 300), dims(3, 3), 1, 0, 1, 1));
        keepTheirDigits(sizes(3, 16, 16, dims(173, 173), dims(3, 3), 1, 0, 1, 1));
        keepTheirDigits(sizes(40, 16, 16, dims(58, 58), dims(3, 3), 1, 0, 1, 1));
    }

    private static void keepTheirDigits(Sizes s) {
        Array x = TESTED.full(DType.FLOAT32, s.x(), 0.1);
        Array w = TESTED.full(DType.FLOAT32, s.kernelShape(), 0.1);
        Array y = TESTED.full(DType.FLOAT32, s.y(), 0.1);
        double expected = (double) 0.1f * 0.1f * (s.y().size() / s.out());
        for (Array kernel :
                List.of(TESTED.convKernel(x, y, s.how(), s.kernelShape()), TESTED.convBoth(x, w, y, s.how())[1])) {
            for (float f : (float[]) TESTED.elements(kernel)) {
                assertThat((double) f).isCloseTo(expected, withinPercentage(0.01));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void realNumbersAreExactToRounding(DType dtype) {
        double unit = dtype == DType.FLOAT32 ? 1.2e-7 : 2.3e-16;
        for (Sizes s : List.of(
                sizes(4, 16, 32, dims(20, 20), dims(3, 3), 1, 1, 1, 1),
                sizes(4, 64, 64, dims(16, 16), dims(3, 3), 1, 1, 1, 1),
                sizes(4, 16, 32, dims(12, 12), dims(5, 5), 1, 0, 1, 1),
                sizes(4, 16, 32, dims(20, 20), dims(3, 3), 1, 1, 2, 2))) {
            int terms = Math.max(s.in() * 9, s.y().size() / s.out());
            compare(dtype, real(-1, 1), s, unit * (4 + terms));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void convolutionsOfViews(DType dtype) {
        for (Sizes s : List.of(
                sizes(3, 6, 8, dims(17, 20), dims(3, 3), 1, 1, 1, 1),
                sizes(3, 6, 8, dims(17, 20), dims(3, 3), 2, 1, 2, 2),
                sizes(2, 3, 2, dims(5), dims(2), 1, 0, 1, 1))) {
            List<Both> xs = views(dtype, WHOLE, 1, s.x().toArray());
            List<Both> ws = views(dtype, WHOLE, 2, s.kernelShape().toArray());
            List<Both> ys = views(dtype, WHOLE, 3, s.y().toArray());
            for (Both x : xs) {
                compare(s, x, ws.get(0), ys.get(0), 0);
            }
            for (Both w : ws) {
                compare(s, xs.get(0), w, ys.get(0), 0);
            }
            for (Both y : ys) {
                compare(s, xs.get(0), ws.get(0), y, 0);
            }
        }
    }

    /** A transposed convolution may be told a longer result: then windows that could be there are not. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void fewerWindowsThanFit(DType dtype) {
        Sliding how = new Sliding(dims(1, 1), dims(0, 0), dims(2, 2), 1);
        Both y = dense(dtype, WHOLE, 1, 3, 8, 10, 11);
        Both w = dense(dtype, WHOLE, 2, 8, 5, 3, 3);
        Shape x = Shape.of(3, 5, 15, 16);
        assertSame(
                "transpose",
                TESTED.convTranspose(y.tested(), w.tested(), how, x),
                REFERENCE.convTranspose(y.reference(), w.reference(), how, x));
        Both input = dense(dtype, WHOLE, 3, 3, 5, 15, 16);
        assertSame(
                "kernel",
                TESTED.convKernel(input.tested(), y.tested(), how, w.shape()),
                REFERENCE.convKernel(input.reference(), y.reference(), how, w.shape()));
        Sliding plain = new Sliding(dims(1, 1), dims(0, 0), dims(1, 1), 1);
        Shape longer = Shape.of(3, 5, 14, 14);
        assertSame(
                "transpose, plain",
                TESTED.convTranspose(y.tested(), w.tested(), plain, longer),
                REFERENCE.convTranspose(y.reference(), w.reference(), plain, longer));
    }

    /** What the kernel of another convolution has left in the memory does not matter. */
    @Test
    void resultsThatAreNotUsedMayHoldAnything() {
        Sizes s = sizes(8, 6, 8, dims(18, 20), dims(3, 3), 2, 1, 1, 1);
        Both nan = dense(DType.FLOAT32, random -> () -> Double.NaN, 1, s.x().toArray());
        Both w = dense(DType.FLOAT32, WHOLE, 2, s.kernelShape().toArray());
        Both y = dense(DType.FLOAT32, WHOLE, 3, s.y().toArray());
        for (int i = 0; i < 3; i++) {
            TESTED.convBoth(nan.tested(), w.tested(), y.tested(), s.how());
            TESTED.convKernel(nan.tested(), y.tested(), s.how(), s.kernelShape());
            compare(DType.FLOAT32, WHOLE, s, 0);
        }
    }

    /** Nor does what any array has left there: products are written over it, not added to it. */
    @Test
    void memoryThatWasUsedMayHoldAnything() {
        for (int channels : new int[] {16, 17, 65, 129}) {
            Sizes s = sizes(40, channels, channels, dims(8, 8), dims(3, 3), 1, 1, 1, 1);
            int kernels = 9 * channels * channels;
            Arena arena = Arena.open(s);
            for (int pieces = 1; pieces <= 8; pieces++) {
                TESTED.full(DType.FLOAT32, Shape.of(pieces * kernels), Double.NaN);
            }
            arena.close();
            Both x = dense(DType.FLOAT32, WHOLE, 1, s.x().toArray());
            Both y = dense(DType.FLOAT32, WHOLE, 3, s.y().toArray());
            assertSame(
                    "kernel " + s,
                    TESTED.convKernel(x.tested(), y.tested(), s.how(), s.kernelShape()),
                    REFERENCE.convKernel(x.reference(), y.reference(), s.how(), s.kernelShape()));
        }
    }

    /** So far that laying out all the zeros would take more memory than there is. */
    @Test
    void farDilation() {
        int far = 3_000_000;
        Sliding how = new Sliding(dims(1, 1), dims(far, 1), dims(far, 1), 1);
        compare(DType.FLOAT32, WHOLE, new Sizes(2, 16, 16, dims(3, 40), dims(3, 3), how), 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void noSamplesOrChannels(DType dtype) {
        compare(dtype, WHOLE, sizes(0, 3, 4, dims(20, 20), dims(3, 3), 1, 1, 1, 1), 0);
        compare(dtype, WHOLE, sizes(2, 0, 4, dims(20, 20), dims(3, 3), 1, 1, 1, 1), 0);
        compare(dtype, WHOLE, sizes(2, 3, 0, dims(20, 20), dims(3, 3), 1, 1, 1, 1), 0);
    }
}
