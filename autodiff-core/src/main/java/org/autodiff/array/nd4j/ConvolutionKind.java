package org.autodiff.array.nd4j;

/** What of a convolution is computed of what. The operands of a program stand in this order, results last. */
enum ConvolutionKind {
    /** y of x and the kernel. */
    FORWARD,
    /** y of x, the kernel and the bias. */
    BIASED,
    /** The transpose by x, of y and the kernel. */
    BY_INPUT,
    /** The transpose by the kernel, of x and y. */
    BY_KERNEL,
    /** Both transposes, of x, the kernel and y. */
    BOTH;

    boolean isByInput() {
        return this == BY_INPUT || this == BOTH;
    }

    boolean isByKernel() {
        return this == BY_KERNEL || this == BOTH;
    }
}
