package org.autodiff.array.heap;

import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.DType;

/**
 * Copies the elements of one strided view to another of the same shape, both of which lie in memory that Java sees as
 * buffers: runs that lie together at once, evenly spaced ones through a block of Java memory, and transposes in tiles, so that
 * both sides are read and written in runs.
 */
final class StridedCopy {
    /** The sides of a tile: both of its copies stay in the first level of the cache. */
    private static final int TILE = 64;

    /** Elements that are staged at a time. */
    private static final int BLOCK = TILE * TILE;

    /** The shortest run that is copied at once. */
    private static final int RUN = 6;

    /** The widest spacing of elements that are fetched with what lies between them. */
    private static final int NEAR = 8;

    private final Hosting host;
    private final DType dtype;
    private final Buffer from;
    private final Buffer to;
    private final int[] dims;
    private final int[] read;
    private final int[] write;
    private final int rank;
    /** The axis along which the source lies together, if that is not the last one; else -1. */
    private final int across;

    private StridedCopy(Hosting host, Array x, Buffer from, Array z, Buffer to) {
        this.host = host;
        this.dtype = x.dtype();
        this.from = from;
        this.to = to;
        this.dims = new int[Math.max(1, x.shape().rank())];
        int[][] steps = new int[2][dims.length];
        this.rank = Rows.merge(x.shape(), new int[][] {x.strides(), z.strides()}, dims, steps);
        this.read = steps[0];
        this.write = steps[1];
        this.across = across();
    }

    private int across() {
        if (read[rank - 1] == 1 || read[rank - 1] == 0 || write[rank - 1] != 1) {
            return -1;
        }
        for (int axis = rank - 2; axis >= 0; axis--) {
            if (read[axis] == 1 && dims[axis] >= RUN) {
                return axis;
            }
        }
        return -1;
    }

    /** Copies x, which lies in {@code from}, to z, which lies in {@code to}: both are float buffers, or both double ones. */
    static void copy(Hosting host, Array x, Buffer from, Array z, Buffer to) {
        if (x.size() == 0) {
            return;
        }
        StridedCopy c = new StridedCopy(host, x, from, z, to);
        int split = c.longest();
        int rest = x.size() / c.dims[split];
        host.ranges(
                c.dims[split],
                rest,
                (first, end) -> c.part(
                        split, end - first, x.offset() + first * c.read[split], z.offset() + first * c.write[split]));
    }

    /** The axis whose parts are shared out: the first that has enough, else the longest. */
    private int longest() {
        int best = 0;
        for (int axis = 1; axis < rank && dims[best] < TILE; axis++) {
            best = dims[axis] > dims[best] ? axis : best;
        }
        return best;
    }

    private void part(int split, int count, int at, int out) {
        int[] sizes = dims.clone();
        sizes[split] = count;
        Object block = host.staging(dtype, 2, 1, BLOCK)[0];
        Object tile = across < 0 ? block : host.staging(dtype, 3, 1, BLOCK)[0];
        walk(0, sizes, at, out, block, tile);
    }

    private void walk(int axis, int[] sizes, int at, int out, Object block, Object tile) {
        int last = rank - 1;
        if (axis == last && across < 0) {
            run(at, read[last], out, write[last], sizes[last], block);
        } else if (axis == last) {
            transpose(sizes[across], sizes[last], at, out, block, tile);
        } else if (axis == across) {
            walk(axis + 1, sizes, at, out, block, tile);
        } else {
            for (int i = 0; i < sizes[axis]; i++) {
                walk(axis + 1, sizes, at + i * read[axis], out + i * write[axis], block, tile);
            }
        }
    }

    /** The plane of two axes, of which the source lies together along one, the target along the other. */
    private void transpose(int rows, int columns, int at, int out, Object block, Object tile) {
        int down = read[rank - 1];
        int along = write[across];
        for (int column = 0; column < columns; column += TILE) {
            int n = Math.min(TILE, columns - column);
            for (int row = 0; row < rows; row += TILE) {
                int m = Math.min(TILE, rows - row);
                for (int j = 0; j < n; j++) {
                    get(at + row + (column + j) * down, block, j * m, m);
                }
                if (block instanceof float[] x) {
                    turn(x, n, m, (float[]) tile);
                } else {
                    turn((double[]) block, n, m, (double[]) tile);
                }
                for (int i = 0; i < m; i++) {
                    put(out + (row + i) * along + column, tile, i * n, n);
                }
            }
        }
    }

    private static void turn(float[] x, int n, int m, float[] z) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                z[i * n + j] = x[j * m + i];
            }
        }
    }

    private static void turn(double[] x, int n, int m, double[] z) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                z[i * n + j] = x[j * m + i];
            }
        }
    }

    private void get(int at, Object block, int start, int n) {
        if (from instanceof FloatBuffer f) {
            f.get(at, (float[]) block, start, n);
        } else {
            ((DoubleBuffer) from).get(at, (double[]) block, start, n);
        }
    }

    private void put(int out, Object block, int start, int n) {
        if (to instanceof FloatBuffer f) {
            f.put(out, (float[]) block, start, n);
        } else {
            ((DoubleBuffer) to).put(out, (double[]) block, start, n);
        }
    }

    private void run(int at, int by, int out, int step, int n, Object block) {
        if (by == 1 && step == 1 && n >= RUN) {
            if (from instanceof FloatBuffer f) {
                ((FloatBuffer) to).put(out, f, at, n);
            } else {
                ((DoubleBuffer) to).put(out, (DoubleBuffer) from, at, n);
            }
        } else if (by == 0 && step == 1 && n >= RUN) {
            repeat(at, out, n, block);
        } else if (step == 1 && by > 1 && by <= NEAR && n >= RUN) {
            near(at, by, out, n, block);
        } else if (from instanceof FloatBuffer f) {
            FloatBuffer z = (FloatBuffer) to;
            for (int i = 0; i < n; i++) {
                z.put(out + i * step, f.get(at + i * by));
            }
        } else {
            DoubleBuffer d = (DoubleBuffer) from;
            DoubleBuffer z = (DoubleBuffer) to;
            for (int i = 0; i < n; i++) {
                z.put(out + i * step, d.get(at + i * by));
            }
        }
    }

    /** One number n times. */
    private void repeat(int at, int out, int n, Object block) {
        int most = Math.min(n, BLOCK);
        if (from instanceof FloatBuffer f) {
            Arrays.fill((float[]) block, 0, most, f.get(at));
        } else {
            Arrays.fill((double[]) block, 0, most, ((DoubleBuffer) from).get(at));
        }
        for (int i = 0; i < n; i += most) {
            put(out + i, block, 0, Math.min(most, n - i));
        }
    }

    /** Elements that are not far apart: fetched with those between them, and closed up in place. */
    private void near(int at, int by, int out, int n, Object block) {
        int most = BLOCK / by;
        for (int i = 0; i < n; i += most) {
            int count = Math.min(most, n - i);
            get(at + i * by, block, 0, (count - 1) * by + 1);
            Elements.copy(block, 0, by, block, 0, 1, count);
            put(out + i, block, 0, count);
        }
    }
}
