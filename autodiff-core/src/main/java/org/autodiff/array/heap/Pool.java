package org.autodiff.array.heap;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.autodiff.array.DType;
import org.autodiff.array.Lease;
import org.autodiff.error.BackendException;

/**
 * Memory outside of the Java heap by size class (eighths of a power of two), so that a warm loop allocates nothing.
 *
 * <p>Memory that scopes and tapes own comes back when they close. What is left to the garbage collector comes back late,
 * for the collector does not see how large it is; so when the memory in use has doubled since the last look, and at
 * least grown by {@link #PATIENCE}, the pool asks for a collection before it takes more from the system.
 *
 * <p>What nobody has needed for a while, as after a tape that was left open by mistake, goes back to the system: of the free
 * memory as much as lay idle throughout the last {@link #WHILE}.
 */
final class Pool<M extends Memory> {
    /** Growth in bytes that is left alone before the garbage collector is asked. */
    private static final long PATIENCE = 256L << 20;

    /** Nanoseconds, longer than a step of most loops, whose memory is not to go back and forth. */
    private static final long WHILE = 2_000_000_000L;

    /** So little may lie idle. */
    private static final long SPARE = 64L << 20;

    private static final int CLASSES = 8 * 32;

    private final BiFunction<DType, Integer, M> source;
    private final Runnable afterwards;
    private final LongSupplier clock;
    private final long limit;

    /* Guarded by this: the cleaner's thread gives back too. */
    private final List<ArrayDeque<M>> floats = deques();
    private final List<ArrayDeque<M>> doubles = deques();
    private long used;
    private long free;
    private long allocations;
    private long collectAt = PATIENCE;
    private long since;
    private long leastFree;
    /** How many blocks of each class nobody has taken since then. */
    private final int[] idleFloats = new int[CLASSES];

    private final int[] idleDoubles = new int[CLASSES];

    /**
     * A pool.
     *
     * @param source new memory for so many elements, or a {@link BackendException} that says how much was refused
     * @param afterwards what is done when idle memory has been given back
     */
    Pool(BiFunction<DType, Integer, M> source, Runnable afterwards) {
        this(source, afterwards, System::nanoTime);
    }

    Pool(BiFunction<DType, Integer, M> source, Runnable afterwards, LongSupplier clock) {
        this.source = source;
        this.afterwards = afterwards;
        this.clock = clock;
        this.since = clock.getAsLong();
        String given = System.getProperty("autodiff.memory.limit");
        this.limit = given == null ? physicalMemory() / 10 * 8 : limit(given);
    }

    /** A number of bytes, or of KiB, MiB or GiB with the suffix k, m or g, as the JVM's own -Xmx takes it. */
    static long limit(String given) {
        Matcher m = Pattern.compile("(\\d{1,18})([kmgKMG]?)").matcher(given.trim());
        if (!m.matches()) {
            throw new BackendException("-Dautodiff.memory.limit=" + given
                    + " is no number of bytes; give one as 1073741824, 1048576k, 1024m or 1g");
        }
        int shift = m.group(2).isEmpty() ? 0 : 10 * ("kmg".indexOf(m.group(2).toLowerCase(Locale.ROOT)) + 1);
        long number = Long.parseLong(m.group(1));
        return number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
    }

    private static long physicalMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    private static <M> List<ArrayDeque<M>> deques() {
        return IntStream.range(0, CLASSES).mapToObj(i -> new ArrayDeque<M>()).toList();
    }

    /** The size class of n elements: three bits after the leading one. */
    private static int sizeClass(int n) {
        int m = Math.max(16, n) - 1;
        int exponent = 31 - Integer.numberOfLeadingZeros(m);
        return exponent * 8 + ((m >> (exponent - 3)) & 7);
    }

    /** The number of elements that every block of a class holds. */
    private static long capacity(int sizeClass) {
        int exponent = sizeClass / 8;
        return (long) (8 + sizeClass % 8 + 1) << (exponent - 3);
    }

    M take(DType dtype, int n) {
        int c = sizeClass(n);
        synchronized (this) {
            M b = poll(dtype, c);
            if (b != null) {
                reuse(b);
                used += b.bytes();
                return b;
            }
        }
        return allocate(dtype, c);
    }

    synchronized void give(M b) {
        used -= b.bytes();
        free += b.bytes();
        deques(b.dtype).get(sizeClass(b.capacity)).push(b);
        long now = clock.getAsLong();
        if (now - since > WHILE) {
            since = now;
            if (leastFree > SPARE) {
                freeIdle();
                afterwards.run();
            }
            leastFree = free;
            for (int i = 0; i < CLASSES; i++) {
                idleFloats[i] = floats.get(i).size();
                idleDoubles[i] = doubles.get(i).size();
            }
        }
    }

    /** A free block of a size class, the one that was used last, or null. */
    private M poll(DType dtype, int c) {
        ArrayDeque<M> blocks = deques(dtype).get(c);
        M b = blocks.poll();
        int[] idle = dtype == DType.FLOAT32 ? idleFloats : idleDoubles;
        idle[c] = Math.min(idle[c], blocks.size());
        return b;
    }

    private void reuse(M b) {
        free -= b.bytes();
        leastFree = Math.min(leastFree, free);
    }

    /** Gives back to the system the blocks that nobody has taken for a while: others will be wanted at once. */
    private void freeIdle() {
        for (int i = 0; i < CLASSES; i++) {
            freeLast(floats.get(i), idleFloats[i]);
            freeLast(doubles.get(i), idleDoubles[i]);
        }
    }

    private void freeLast(ArrayDeque<M> blocks, int count) {
        for (int k = 0; k < count && !blocks.isEmpty(); k++) {
            M b = blocks.pollLast();
            free -= b.bytes();
            b.free();
        }
    }

    /** A lease that ends by giving this memory back. */
    Lease lease(M b) {
        return new Lease() {
            @Override
            protected void recycle() {
                give(b);
            }
        };
    }

    private List<ArrayDeque<M>> deques(DType dtype) {
        return dtype == DType.FLOAT32 ? floats : doubles;
    }

    private M allocate(DType dtype, int c) {
        int capacity = (int) Math.min(Integer.MAX_VALUE, capacity(c));
        long bytes = (long) capacity * dtype.bytes();
        boolean ask;
        synchronized (this) {
            ask = used + bytes > collectAt || used + bytes > limit;
        }
        if (ask) {
            collectGarbage(bytes);
        }
        synchronized (this) {
            M b = poll(dtype, c); // the collection may have brought one back
            if (b == null) {
                if (free > used + PATIENCE || used + free + bytes > limit) {
                    trim(); // much lies idle in other size classes
                }
                if (used + bytes > limit) {
                    throw new BackendException("out of native memory: " + (bytes >> 20) + " MiB more than the "
                            + (used >> 20) + " MiB in use would pass the limit of " + (limit >> 20)
                            + " MiB. Close tapes and scopes, use smaller batches, or raise -Dautodiff.memory.limit"
                            + " (bytes)");
                }
                b = source.apply(dtype, capacity);
                allocations++;
            } else {
                reuse(b);
            }
            used += b.bytes();
            return b;
        }
    }

    /** Gives what the collector owns a chance to come back, for at most a quarter of a second. */
    private void collectGarbage(long bytes) {
        System.gc();
        long before = used();
        try {
            for (int i = 0; i < 25; i++) {
                Thread.sleep(10); // the cleaner's thread works meanwhile
                long now = used();
                if (now == before && i > 1) {
                    break;
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            collectAt = Math.max(PATIENCE, 2 * used) + bytes;
        }
    }

    private void trim() {
        for (int i = 0; i < CLASSES; i++) {
            freeLast(floats.get(i), Integer.MAX_VALUE);
            freeLast(doubles.get(i), Integer.MAX_VALUE);
            idleFloats[i] = 0;
            idleDoubles[i] = 0;
        }
        leastFree = Math.min(leastFree, free);
    }

    synchronized long used() {
        return used;
    }

    synchronized long free() {
        return free;
    }

    /** How many blocks have been taken from the system so far. */
    synchronized long allocations() {
        return allocations;
    }
}
