package org.autodiff.array.nd4j;

import java.util.concurrent.ConcurrentHashMap;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.BackendException;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The way into ND4J's native library: loads it, says clearly what is missing, and describes shapes to it. */
public final class Natives {
    private static final String REMEDY = "Add the natives to the class path: org.nd4j:nd4j-native:1.0.0-M2.1 with the"
            + " classifier of this system, such as linux-x86_64-onednn, or org.nd4j:nd4j-native-platform:1.0.0-M2.1 (every"
            + " system), or, for CUDA, org.nd4j:nd4j-cuda-11.6-platform:1.0.0-M2.1; and with each of them the natives of"
            + " org.bytedeco:openblas:0.3.30-1.5.12 and of org.bytedeco:javacpp:1.5.12: ND4J's own are older. Or compute in"
            + " plain Java: -Dautodiff.backend=heap";
    /** Java 24 and newer can be told to refuse native code, and a later one will refuse it unasked. */
    private static final String DENIED = "Java has denied native access: start it with"
            + " --enable-native-access=ALL-UNNAMED, or have 'Enable-Native-Access: ALL-UNNAMED' in the manifest of the jar"
            + " that is started with -jar. Or compute in plain Java: -Dautodiff.backend=heap";

    private final NativeOps ops;
    private final int cores;
    private final ConcurrentHashMap<ShapeKey, LongPointer> shapes = new ConcurrentHashMap<>();

    private record ShapeKey(DType dtype, Shape shape, boolean channelsLast) {}

    private Natives(NativeOps ops) {
        this.ops = ops;
        this.cores = ops.ompGetMaxThreads();
    }

    /**
     * Loads ND4J with whatever backend it finds, its CUDA one before that for the CPU. It wants its own class touched before
     * the holder of the entry points.
     */
    public static NativeOps start() {
        liftLimit();
        try {
            Nd4j.getBackend();
            return NativeOpsHolder.getInstance().getDeviceNativeOps();
        } catch (LinkageError | RuntimeException e) {
            throw new BackendException("ND4J's native library did not load. " + remedy(e), e);
        }
    }

    private static String remedy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalCallerException) {
                return DENIED;
            }
        }
        return REMEDY;
    }

    /** Whether ND4J has loaded its library for the CPU. */
    static boolean areOfTheCpu() {
        return start() instanceof Nd4jCpu;
    }

    /** Loads the library for the CPU. */
    static Natives load() {
        NativeOps ops = start();
        if (!(ops instanceof Nd4jCpu)) {
            throw new BackendException("the backend 'native' runs on ND4J's CPU library, but ND4J has loaded "
                    + Nd4j.getBackend().getClass().getSimpleName()
                    + "; leave -Dautodiff.backend out, or set it to 'portable'");
        }
        if (oneDnn()) {
            // Work is spread over the cores by this library; OpenBLAS's own threads would fight with them.
            openblas_nolapack.blas_set_num_threads(1);
        } else if (System.getProperty("os.arch").matches("amd64|x86_64")
                && System.getProperty("autodiff.quiet") == null) {
            System.err.println("autodiff: ND4J's natives on this class path lack oneDNN, so large matrix products are"
                    + " several times slower than they could be; use the classifier that ends in -onednn"
                    + " (-Dautodiff.quiet silences this)");
        }
        return new Natives(ops);
    }

    /**
     * JavaCPP refuses each small allocation of its own, a shape's for instance, once the process is larger than twice the
     * Java heap. The pool has a limit that knows what it counts, so that one is lifted, unless the user has set it.
     */
    private static void liftLimit() {
        if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null
                && System.getProperty("org.bytedeco.javacpp.maxphysicalbytes") == null) {
            System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        }
    }

    /** Whether the loaded build has oneDNN's kernels. */
    static boolean oneDnn() {
        return Nd4jCpu.Environment.getInstance().isUseONEDNN();
    }

    /** The number of threads that kernels may use: that of the processors, unless the environment says otherwise. */
    int cores() {
        return cores;
    }

    NativeOps ops() {
        return ops;
    }

    /** ND4J's description of a dense row-major array; cached, for it costs microseconds to make. */
    LongPointer shapeInfo(DType dtype, Shape shape) {
        return shapeInfo(new ShapeKey(dtype, shape, false));
    }

    /** The same of an array [N, C, H, W] whose channels lie together: in memory it is [N, H, W, C]. */
    LongPointer channelsLast(DType dtype, Shape shape) {
        return shapeInfo(new ShapeKey(dtype, shape, true));
    }

    private LongPointer shapeInfo(ShapeKey key) {
        LongPointer info = shapes.get(key);
        return info != null ? info : shapes.computeIfAbsent(key, Natives::describe);
    }

    private static LongPointer describe(ShapeKey key) {
        int[] dims = key.shape.toArray();
        long[] to = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            to[i] = dims[i];
        }
        int spacing = key.channelsLast ? 0 : 1; // 0: it is the strides that count
        DataType type = type(key.dtype);
        return (LongPointer) Nd4j.getShapeInfoProvider()
                .createShapeInformation(
                        to, key.channelsLast ? channelsLast(to) : Nd4j.getStrides(to, 'c'), spacing, 'c', type, false)
                .getFirst()
                .addressPointer();
    }

    private static long[] channelsLast(long[] nchw) {
        long row = nchw[3] * nchw[1];
        return new long[] {nchw[2] * row, 1, row, nchw[1]};
    }

    /** ND4J's name for an element type. */
    public static DataType type(DType dtype) {
        return dtype == DType.FLOAT32 ? DataType.FLOAT : DataType.DOUBLE;
    }

    /** Throws what the last native call reported, if anything. */
    void check(String kernel, int number) {
        if (ops.lastErrorCode() != 0) {
            throw new BackendException("ND4J's kernel " + kernel + " " + number + " failed: " + ops.lastErrorMessage());
        }
    }
}
