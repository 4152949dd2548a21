package org.autodiff.nn.init;

/** Which number of connections a rule looks at. */
public enum FanMode {
    /** How many inputs feed one output: the variance of the values is kept from layer to layer. */
    IN,
    /** How many outputs one input feeds: the variance of the gradients is. */
    OUT;

    long of(Fan fan) {
        return this == IN ? fan.in() : fan.out();
    }
}
