package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.RecurrentCell;
import org.autodiff.array.RowProduct;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;

/**
 * The steps of a recurrent layer for some sequences of a batch, one after the other. What a step does with its gates is done
 * in registers: Java arrays so short that they stay in the nearest cache.
 */
final class RecurrentSteps {
    /* Registers: one for each gate, and others. */
    private static final int P = 4;
    private static final int Q = 5;
    private static final int R = 6;
    private static final int U = 7;
    private static final int V = 8;

    private final Sizes s;
    private final Hosting host;
    private final Registers registers;
    private final int rows;
    private final int width;
    private final int hidden;
    /** A row for each sequence of what comes from the input, and of what comes from the product; [rows, G*H]. */
    private final Object fromInput;

    private final Object fromState;
    /** The states, or their gradients: [rows, H] each. */
    private final Object h;

    private final Object c;
    private final Object hBefore;
    private final Object cBefore;
    private final Object given;
    /** Forward the bias in each row, backward the gradients by what comes from the product. */
    private final Object rowsOfGates;

    RecurrentSteps(Sizes s, Recurrence host, DType dtype, int rows) {
        this.s = s;
        this.host = host;
        this.registers = host.registers(dtype);
        this.rows = rows;
        this.width = s.width();
        this.hidden = s.hidden();
        this.fromInput = dtype.newArray(rows * width);
        this.fromState = dtype.newArray(rows * width);
        this.h = dtype.newArray(rows * hidden);
        this.c = dtype.newArray(rows * hidden);
        this.hBefore = dtype.newArray(rows * hidden);
        this.cBefore = dtype.newArray(rows * hidden);
        this.given = dtype.newArray(rows * hidden);
        this.rowsOfGates = dtype.newArray(rows * width);
    }

    private int state(int number, int time, int row) {
        return ((number * s.times() + time) * s.batch() + row) * hidden;
    }

    private void readState(Array y, int number, int at, Object to) {
        if (number < s.cell().states()) {
            host.read(y, at, to, 0, rows * hidden);
        }
    }

    /** Reads the first states, and the bias. */
    void begin(Array first, Array b, int row) {
        readState(first, 0, row * hidden, h);
        readState(first, 1, (s.batch() + row) * hidden, c);
        for (int i = 0; i < rows; i++) {
            host.read(b, 0, rowsOfGates, i * width, width);
        }
    }

    /** Writes the gradients by the first states. */
    void end(Array byFirst, int row) {
        host.write(byFirst, row * hidden, h, 0, rows * hidden);
        if (s.cell().states() > 1) {
            host.write(byFirst, (s.batch() + row) * hidden, c, 0, rows * hidden);
        }
    }

    /** Reads the states that step i began with. */
    void previous(Array first, Array y, int i, int row) {
        if (i == 0) {
            readState(first, 0, row * hidden, hBefore);
            readState(first, 1, (s.batch() + row) * hidden, cBefore);
        } else {
            readState(y, 0, state(0, s.time(i - 1), row), hBefore);
            readState(y, 1, state(1, s.time(i - 1), row), cBefore);
        }
    }

    private void one(Unary f, int x, int z, int n) {
        registers.unary(f, registers.array(x), registers.array(z), n);
    }

    private void two(Binary f, int x, int y, int z, int n) {
        registers.binary(f, registers.array(x), registers.array(y), registers.array(z), n);
    }

    private void mul(int x, int y, int z, int n) {
        two(Binary.MUL, x, y, z, n);
    }

    private void add(int x, int y, int z, int n) {
        two(Binary.ADD, x, y, z, n);
    }

    private void sub(int x, int y, int z, int n) {
        two(Binary.SUB, x, y, z, n);
    }

    /** How many of the elements of a state from i on fit into a register. */
    private int chunk(int i) {
        return Math.min(Registers.LENGTH, rows * hidden - i);
    }

    /** Copies n elements of a gate, those of a state from i on, between rows of all gates and a register. */
    private void gate(Object all, int offset, int gate, int i, int register, int n, boolean load) {
        Object r = registers.array(register);
        for (int done = 0; done < n; ) {
            int row = (i + done) / hidden;
            int column = (i + done) % hidden;
            int m = Math.min(n - done, hidden - column);
            int at = offset + row * width + gate * hidden + column;
            if (load) {
                System.arraycopy(all, at, r, done, m);
            } else {
                System.arraycopy(r, done, all, at, m);
            }
            done += m;
        }
    }

    private void load(Object all, int gate, int i, int register, int n) {
        gate(all, 0, gate, i, register, n, true);
    }

    private void load(Object state, int i, int register, int n) {
        System.arraycopy(state, i, registers.array(register), 0, n);
    }

    private void store(Object state, int i, int register, int n) {
        System.arraycopy(registers.array(register), 0, state, i, n);
    }

    /** The part of a gate that comes from the product, with its bias. */
    private void product(int gate, int i, int register, int n) {
        load(fromState, gate, i, register, n);
        load(rowsOfGates, gate, i, V, n);
        add(register, V, register, n);
    }

    /** What goes into the function of a gate. */
    private void sum(int gate, int i, int register, int n) {
        product(gate, i, register, n);
        load(fromInput, gate, i, V, n);
        add(register, V, register, n);
    }

    /** A step: reads what comes from the input, and writes the states and the gates that the gradient needs. */
    void forward(Array x, RowProduct weight, Array z, Object kept, int time, int row) {
        int first = (time * s.batch() + row) * width;
        host.read(x, first, fromInput, 0, rows * width);
        weight.times(h, fromState, rows);
        for (int i = 0, n; i < rows * hidden; i += n) {
            n = chunk(i);
            switch (s.cell()) {
                case LSTM -> lstm(i, n);
                case GRU -> gru(i, n);
                default -> {
                    sum(0, i, P, n);
                    one(s.cell() == RecurrentCell.TANH ? Unary.TANH : Unary.RELU, P, P, n);
                }
            }
            store(h, i, P, n);
            for (int k = 0; s.keeps() && k < s.cell().gates(); k++) {
                gate(kept, first, k, i, k, n, false);
            }
        }
        host.write(z, state(0, time, row), h, 0, rows * hidden);
        if (s.cell().states() > 1) {
            host.write(z, state(1, time, row), c, 0, rows * hidden);
        }
    }

    private void lstm(int i, int n) {
        for (int k = 0; k < 4; k++) {
            sum(k, i, k, n);
            one(k == 2 ? Unary.TANH : Unary.SIGMOID, k, k, n);
        }
        load(c, i, P, n);
        mul(1, P, P, n);
        mul(0, 2, Q, n);
        add(P, Q, P, n);
        store(c, i, P, n);
        one(Unary.TANH, P, P, n);
        mul(3, P, P, n);
    }

    /** Leaves r, z and, where n would be, the product that r is multiplied with. */
    private void gru(int i, int n) {
        for (int k = 0; k < 2; k++) {
            sum(k, i, k, n);
            one(Unary.SIGMOID, k, k, n);
        }
        product(2, i, 2, n);
        candidate(i, n);
        load(h, i, Q, n);
        sub(Q, P, Q, n);
        mul(1, Q, Q, n);
        add(P, Q, P, n);
    }

    /** GRU's n, in P. */
    private void candidate(int i, int n) {
        load(fromInput, 2, i, P, n);
        mul(0, 2, Q, n);
        add(P, Q, P, n);
        one(Unary.TANH, P, P, n);
    }

    /** A step of the gradient: from that by the states after it to those by its gates and by the states before it. */
    void backward(
            Array x,
            Array g,
            RowProduct weight,
            Array y,
            Object kept,
            Array byInput,
            Array byProduct,
            int time,
            int row) {
        int first = (time * s.batch() + row) * width;
        host.read(g, state(0, time, row), given, 0, rows * hidden);
        addTo(h, given);
        Object now = fromState; // what the states were after it; the product comes later
        if (s.cell() == RecurrentCell.LSTM) {
            host.read(g, state(1, time, row), given, 0, rows * hidden);
            addTo(c, given);
            host.read(y, state(1, time, row), now, 0, rows * hidden);
        } else if (s.cell() == RecurrentCell.GRU) {
            host.read(x, first, fromInput, 0, rows * width);
        } else {
            host.read(y, state(0, time, row), now, 0, rows * hidden);
        }
        for (int i = 0, n; i < rows * hidden; i += n) {
            n = chunk(i);
            for (int k = 0; s.keeps() && k < s.cell().gates(); k++) {
                gate(kept, first, k, i, k, n, true);
            }
            load(h, i, P, n);
            switch (s.cell()) {
                case LSTM -> lstmGradient(now, i, n);
                case GRU -> gruGradient(i, n);
                default -> {
                    load(now, i, 0, n);
                    if (s.cell() == RecurrentCell.TANH) {
                        timesTanhSlope(P, 0, n);
                    } else {
                        one(Unary.STEP, 0, 0, n);
                        mul(P, 0, P, n);
                    }
                    gate(rowsOfGates, 0, 0, i, P, n, false);
                }
            }
        }
        host.write(byProduct, first, rowsOfGates, 0, rows * width);
        weight.times(rowsOfGates, given, rows);
        if (s.cell() == RecurrentCell.GRU) {
            host.write(byInput, first, fromInput, 0, rows * width);
            addTo(h, given);
        } else {
            System.arraycopy(given, 0, h, 0, rows * hidden);
        }
    }

    private void addTo(Object state, Object more) {
        Elements.add(state, 0, 1, more, 0, rows * hidden);
    }

    /** {@code d (1 - y^2)}, in d. */
    private void timesTanhSlope(int d, int y, int n) {
        mul(d, y, V, n);
        mul(V, y, V, n);
        sub(d, V, d, n);
    }

    /** {@code d y (1 - y)}, in d. */
    private void timesSigmoidSlope(int d, int y, int n) {
        mul(d, y, d, n);
        mul(d, y, V, n);
        sub(d, V, d, n);
    }

    private void lstmGradient(Object now, int i, int n) {
        load(now, i, Q, n);
        one(Unary.TANH, Q, Q, n);
        mul(P, Q, U, n); // by o
        mul(P, 3, P, n);
        timesTanhSlope(P, Q, n);
        load(c, i, Q, n);
        add(P, Q, P, n); // by c
        timesSigmoidSlope(U, 3, n);
        gate(rowsOfGates, 0, 3, i, U, n, false);
        mul(P, 2, R, n);
        timesSigmoidSlope(R, 0, n);
        gate(rowsOfGates, 0, 0, i, R, n, false);
        mul(P, 0, R, n);
        timesTanhSlope(R, 2, n);
        gate(rowsOfGates, 0, 2, i, R, n, false);
        load(cBefore, i, R, n);
        mul(P, R, R, n);
        timesSigmoidSlope(R, 1, n);
        gate(rowsOfGates, 0, 1, i, R, n, false);
        mul(P, 1, P, n);
        store(c, i, P, n);
    }

    private void gruGradient(int i, int n) {
        candidate(i, n); // n in P, so the gradient again in U
        load(h, i, U, n);
        load(hBefore, i, R, n);
        sub(R, P, R, n);
        mul(U, R, R, n);
        timesSigmoidSlope(R, 1, n);
        gate(rowsOfGates, 0, 1, i, R, n, false);
        gate(fromInput, 0, 1, i, R, n, false);
        mul(U, 1, Q, n);
        store(h, i, Q, n); // what goes past the gates; the rest comes with the product
        sub(U, Q, U, n);
        timesTanhSlope(U, P, n);
        gate(fromInput, 0, 2, i, U, n, false);
        mul(U, 0, R, n);
        gate(rowsOfGates, 0, 2, i, R, n, false);
        mul(U, 2, U, n);
        timesSigmoidSlope(U, 0, n);
        gate(rowsOfGates, 0, 0, i, U, n, false);
        gate(fromInput, 0, 0, i, U, n, false);
    }

    /** The sizes of a recurrent layer, and in which order it takes the times. */
    record Sizes(RecurrentCell cell, boolean reverse, int times, int batch, int width, int hidden) {
        /** By the shape of what comes from the input, [T, B, G*H]. */
        Sizes(RecurrentCell cell, boolean reverse, Shape fromInput) {
            this(cell, reverse, fromInput.dim(0), fromInput.dim(1), fromInput.dim(2), fromInput.dim(2) / cell.gates());
        }

        /** The time of step i. */
        int time(int i) {
            return reverse ? times - 1 - i : i;
        }

        /** Whether the gradient needs gates that the states do not tell. */
        boolean keeps() {
            return cell.gates() > 1;
        }
    }
}
