package org.autodiff.nn.init;

/** Which number of connections a rule looks at. */
public enum FanMode {
    /** Fan-in, the number of inputs of one output: the variance of the values is kept from layer to layer. */
    IN,
    /** Fan-out, the number of outputs of one input: the variance of the gradients is kept. */
    OUT;

    long of(Fan fan) {
        return this == IN ? fan.in() : fan.out();
    }
}
