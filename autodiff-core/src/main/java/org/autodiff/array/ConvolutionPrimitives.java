package org.autodiff.array;

/** The part of a {@link Backend} that slides windows over the trailing axes of its inputs: convolution and pooling. */
public interface ConvolutionPrimitives {}
