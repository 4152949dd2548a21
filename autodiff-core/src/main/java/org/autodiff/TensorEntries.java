package org.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.autodiff.op.Attrs;

/**
 * The tensor entries of a tape, as columns. An object for each would cost the garbage collector more than the arithmetic
 * of a small operation: it copies what lives, and on a tape all lives.
 */
final class TensorEntries {
    private static final int INITIAL = 64;
    private static final int NONE = -1;
    private static final int MANY = -2;

    private Tensor[] output = new Tensor[INITIAL];
    /** The operation; null for leaves and constants. */
    private OpDef[] op = new OpDef[INITIAL];

    private Attrs[] attrs = new Attrs[INITIAL];
    /** The first input; for leaves and constants how often the tensor had been changed in place when it was recorded. */
    private int[] first = new int[INITIAL];
    /** The second input, NONE, or MANY where the inputs stand in {@link #many}. */
    private int[] second = new int[INITIAL];

    private final Map<Integer, int[]> many = new HashMap<>();
    private Tensor[] adjoint = {};

    boolean has(int slot) {
        return slot < output.length && output[slot] != null;
    }

    /** Adds a leaf or constant. */
    void add(int slot, Tensor value) {
        room(slot);
        output[slot] = value;
        first[slot] = value.version();
        second[slot] = NONE;
    }

    /** Adds an operation. */
    void add(int slot, OpDef operation, Attrs attributes, int[] inputs, Tensor value) {
        add(slot, operation, attributes, inputs[0], MANY, value);
        many.put(slot, inputs);
    }

    /** Adds an operation of two inputs, or of one: then the second is -1. */
    void add(int slot, OpDef operation, Attrs attributes, int left, int right, Tensor value) {
        room(slot);
        op[slot] = operation;
        attrs[slot] = attributes;
        first[slot] = left;
        second[slot] = right;
        output[slot] = value;
    }

    private void room(int slot) {
        if (slot >= output.length) {
            int n = Math.max(slot + 1, 2 * output.length);
            output = Arrays.copyOf(output, n);
            op = Arrays.copyOf(op, n);
            attrs = Arrays.copyOf(attrs, n);
            first = Arrays.copyOf(first, n);
            second = Arrays.copyOf(second, n);
        }
    }

    /** The highest slot from this one down that holds an entry, or -1. */
    int highest(int from) {
        int i = Math.min(from, output.length - 1);
        while (i >= 0 && output[i] == null) {
            i--;
        }
        return i;
    }

    Tensor output(int slot) {
        return output[slot];
    }

    OpDef op(int slot) {
        return op[slot];
    }

    Attrs attrs(int slot) {
        return op[slot] == null ? Attrs.None.NONE : attrs[slot];
    }

    /** The inputs of an operation; none for leaves and constants. */
    int[] inputs(int slot) {
        if (op[slot] == null) {
            return new int[0];
        }
        return switch (second[slot]) {
            case NONE -> new int[] {first[slot]};
            case MANY -> many.get(slot);
            default -> new int[] {first[slot], second[slot]};
        };
    }

    /** Whether one of the inputs of an entry is among some slots. */
    boolean reads(int slot, IntPredicate among) {
        if (op[slot] == null) {
            return false;
        }
        if (second[slot] == MANY) {
            for (int input : many.get(slot)) {
                if (among.test(input)) {
                    return true;
                }
            }
            return false;
        }
        return among.test(first[slot]) || second[slot] >= 0 && among.test(second[slot]);
    }

    /** Whether the value is still what it was when recorded: not changed in place since. */
    boolean isUnchanged(int slot) {
        return op[slot] != null || output[slot].version() == first[slot];
    }

    /** Whether an entry is a leaf; on a nested tape what another tape has recorded is one too. */
    boolean isLeaf(int slot) {
        return op[slot] == null && output[slot].isRecorded();
    }

    /** The leaves, in the order in which they came. */
    List<Tensor> leaves() {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < output.length; i++) {
            if (has(i) && isLeaf(i)) {
                all.add(output[i]);
            }
        }
        return all;
    }

    Tensor adjoint(int slot) {
        return slot < adjoint.length ? adjoint[slot] : null;
    }

    void forgetAdjoints() {
        adjoint = new Tensor[0];
    }

    void adjoint(int slot, Tensor g) {
        if (slot >= adjoint.length) {
            adjoint = Arrays.copyOf(adjoint, output.length);
        }
        adjoint[slot] = g;
    }
}
