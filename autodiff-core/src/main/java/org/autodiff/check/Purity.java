package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Gradients;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.Arena;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.report.Numbers;
import org.autodiff.error.Require;

/**
 * Whether a function does the same each time and nothing besides: equal values, shapes and gradients to the bit in two
 * evaluations and in a second sweep of one, inputs left alone, tapes and scopes closed. Randomness drawn from a seed is
 * repeated, so it passes; drawn from a generator that lives on, it does not.
 */
final class Purity {
    private final TensorFunction f;
    private final Tensor[] xs;
    private final Seed seed;
    private final List<String> faults = new ArrayList<>();

    /** What one evaluation gave. */
    private record Evaluation(String shape, double[] value, List<double[]> gradients, List<double[]> again) {}

    Purity(TensorFunction f, Tensor[] xs, Seed seed) {
        this.f = f;
        this.xs = xs;
        this.seed = seed;
    }

    /** What is not pure, in words; nothing where all is. */
    List<String> faults() {
        double[][] before = numbers(xs);
        Evaluation first = evaluate(true);
        Evaluation second = evaluate(false);
        if (!first.shape().equals(second.shape())) {
            faults.add("the value is " + first.shape() + " at first and " + second.shape() + " in a second evaluation");
            return faults;
        }
        compare("the value", first.value(), second.value());
        for (int i = 0; i < first.gradients().size(); i++) {
            compare(
                    "gradient " + i,
                    first.gradients().get(i),
                    second.gradients().get(i));
            if (!Arrays.equals(first.gradients().get(i), first.again().get(i))) {
                faults.add("gradient " + i + " differs between two sweeps of one tape");
            }
        }
        double[][] after = numbers(xs);
        for (int i = 0; i < xs.length; i++) {
            if (!Arrays.equals(before[i], after[i])) {
                faults.add("the function changes its input " + i);
            }
        }
        return faults.stream().distinct().toList();
    }

    private void compare(String what, double[] a, double[] b) {
        if (!Arrays.equals(a, b)) {
            double most = 0;
            for (int i = 0; i < a.length; i++) {
                most = Math.max(most, Math.abs(a[i] - b[i]));
            }
            faults.add(what + " differs by " + Numbers.rough(most) + " in a second evaluation at the same point");
        }
    }

    /**
     * @param twice whether the tape is swept a second time
     */
    private Evaluation evaluate(boolean twice) {
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = TensorSubject.asLeaves(xs);
            Tensor y = Require.nonNull(
                    f.apply(leaves.clone()), "GradCheck", "the function's value", "return the tensor that it computes");
            if (closeWhatIsOpen(tape)) {
                faults.add("the function leaves a tape or a scope open; put it into try (...)");
                return new Evaluation("", new double[0], List.of(), List.of()); // its memory has gone with it
            }
            if (tape.isClosed()) {
                faults.add("the function closes a tape that is not its own");
                return new Evaluation("", new double[0], List.of(), List.of());
            }
            double[][] after = numbers(leaves);
            double[][] before = numbers(xs);
            for (int i = 0; i < xs.length; i++) {
                if (!Arrays.equals(before[i], after[i])) {
                    faults.add("the function changes its input " + i);
                }
            }
            double[] value = y.to(DType.FLOAT64).toDoubles();
            Tensor[] variables =
                    Arrays.stream(leaves).filter(t -> t.dtype().isFloating()).toArray(Tensor[]::new);
            List<double[]> gradients = List.of();
            List<double[]> again = List.of();
            if (y.isRecorded() && y.dtype().isFloating()) {
                gradients = gradients(tape, y, variables);
                again = twice ? gradients(tape, y, variables) : gradients;
            }
            return new Evaluation(y.dtype().label() + y.shape(), value, gradients, again);
        }
    }

    private List<double[]> gradients(Tape tape, Tensor y, Tensor[] variables) {
        Tensor u = TensorSubject.cotangent(Direction.dense(seed, y.size()), y);
        Gradients g = tape.gradients(false, y, u, variables);
        return g.all().stream().map(Tensor::toDoubles).toList();
    }

    private static double[][] numbers(Tensor[] xs) {
        return Arrays.stream(xs).map(x -> x.to(DType.FLOAT64).toDoubles()).toArray(double[][]::new);
    }

    /** Closes the scopes that a function has left open inside a tape; whether there were some. */
    static boolean closeWhatIsOpen(Tape tape) {
        boolean some = false;
        while (!tape.isClosed() && Arena.owner() instanceof Scope open && open != tape) {
            open.close();
            some = true;
        }
        return some;
    }
}
