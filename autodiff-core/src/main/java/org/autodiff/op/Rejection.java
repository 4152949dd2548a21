package org.autodiff.op;

import java.util.List;
import org.autodiff.array.Shape;

/** Shapes that an operation refuses, and a part of the message that says why. */
public record Rejection(Attrs attrs, List<Shape> shapes, String message) {}
