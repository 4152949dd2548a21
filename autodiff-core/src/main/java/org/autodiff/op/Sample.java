package org.autodiff.op;

import java.util.List;
import org.autodiff.array.Shape;

/** One application for tests and documents: attributes and the shapes of the inputs, whose values the domains give. */
public record Sample(Attrs attrs, List<Shape> shapes) {}
