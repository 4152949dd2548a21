package org.autodiff.array;

/** The steps that a recurrent layer can take, with PyTorch's order of gates. */
public enum RecurrentCell {
    /** Elman's step with the hyperbolic tangent. */
    TANH(1, 1),
    /** Elman's step with the rectifier. */
    RELU(1, 1),
    /** Long short-term memory: gates i, f, g, o; states h, c. */
    LSTM(4, 2),
    /** The gated recurrent unit with the reset gate after the product: gates r, z, n. */
    GRU(3, 1);

    private final int gates;
    private final int states;

    RecurrentCell(int gates, int states) {
        this.gates = gates;
        this.states = states;
    }

    /** The number of gates. */
    public int gates() {
        return gates;
    }

    /** The number of states, the first of which is the output. */
    public int states() {
        return states;
    }
}
