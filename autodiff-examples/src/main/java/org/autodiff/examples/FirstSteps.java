package org.autodiff.examples;

import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;

/** The first program in the README: numbers and tensors on one tape. */
public final class FirstSteps {
    private FirstSteps() {}

    /** Prints the tape of a small computation and its gradients. */
    public static void main(String[] args) {
        // README
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(1), y = tape.leaf(3), z = tape.leaf(-2);
            Scalar v = x.add(y).mul(z); // numbers ...
            Tensor w = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).requiresGrad(true);
            Tensor loss = w.mul(v.toTensor()).sum(1).square().mean(); // ... and tensors, on one tape

            loss.backward();

            System.out.print(tape.listingWithValues());
            System.out.println("d loss / d x = " + x.grad() + "\nd loss / d w = " + w.grad());
        }
        // README
    }
}
