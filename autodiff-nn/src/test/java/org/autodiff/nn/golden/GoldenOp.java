package org.autodiff.nn.golden;

import java.util.List;
import org.autodiff.Tensor;

/** An operation of the reference format, in this library's terms. */
@FunctionalInterface
public interface GoldenOp {
    /** The outputs of the operation, in the order of the format. */
    List<Tensor> apply(Inputs in, Attributes attrs);
}
