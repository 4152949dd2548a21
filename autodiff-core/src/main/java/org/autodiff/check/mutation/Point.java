package org.autodiff.check.mutation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Gradients;
import org.autodiff.OpDef;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.op.Domain;
import org.autodiff.op.Sample;

/** A sample of an operation with values drawn from its domains, and the derivatives that the operation's rules give there. */
final class Point {
    /** Numbers that are further apart than this, relative to the largest, are not the same up to rounding. */
    private static final double ROUNDING = 1e-12;

    private final Sample sample;
    private final Seed seed;
    private final Tensor[] inputs;

    private Point(Sample sample, Seed seed, Tensor[] inputs) {
        this.sample = sample;
        this.seed = seed;
        this.inputs = inputs;
    }

    /** One of each of the operation's samples. */
    static List<Point> of(OpDef op, Seed seed) {
        List<Point> all = new ArrayList<>();
        for (Sample s : op.samples()) {
            Tensor[] inputs = new Tensor[s.shapes().size()];
            for (int i = 0; i < inputs.length; i++) {
                Domain d = op.domains().get(i);
                Shape shape = s.shapes().get(i);
                double[] v =
                        d.fill(shape, seed.child(op.name().hashCode()).child(i).generator());
                inputs[i] = Tensor.of(v, v.length).reshape(shape.toArray()).to(d.dtype());
            }
            all.add(new Point(s, seed, inputs));
        }
        return all;
    }

    /** The operation at this sample as a function of its floating-point inputs. */
    TensorFunction function(OpDef op) {
        return variables -> {
            Tensor[] all = inputs.clone();
            int next = 0;
            for (int i = 0; i < all.length; i++) {
                all[i] = all[i].dtype().isFloating() ? variables[next++] : all[i];
            }
            return op.apply(sample.attrs(), all);
        };
    }

    /** The floating-point inputs. */
    Tensor[] variables() {
        return Arrays.stream(inputs).filter(t -> t.dtype().isFloating()).toArray(Tensor[]::new);
    }

    /** Products with the Jacobian in both directions, by each input; null where the rule throws. */
    List<double[]> first(OpDef op) {
        List<double[]> all = new ArrayList<>();
        try (Tape tape = Tape.record()) {
            Tensor[] xs = leaves();
            Tensor y = function(op).apply(xs);
            if (!y.isRecorded()) {
                return all;
            }
            gradients(tape, y, xs).forEach(g -> all.add(g.toDoubles()));
            for (int i = 0; i < xs.length; i++) {
                Tensor[] one = new Tensor[xs.length];
                one[i] = random(10 + i, xs[i].shape());
                all.add(tape.jvp(y, xs, one).toDoubles());
            }
            return all;
        } catch (RuntimeException e) { // a rule that has been made wrong may throw anything
            return null;
        }
    }

    /** The derivatives of these by inputs, cotangent and tangents; null where the rule throws. */
    List<double[]> second(OpDef op) {
        List<double[]> all = new ArrayList<>();
        for (boolean forward : new boolean[] {false, true}) {
            try (Tape tape = Tape.record()) {
                Tensor[] xs = leaves();
                Tensor y = function(op).apply(xs);
                if (!y.isRecorded()) {
                    return all;
                }
                List<Tensor> by = new ArrayList<>(List.of(xs));
                Tensor[] given = new Tensor[forward ? xs.length : 1];
                for (int i = 0; i < given.length; i++) {
                    given[i] =
                            random(20 + i, forward ? xs[i].shape() : y.shape()).requiresGrad(true);
                    by.add(given[i]);
                }
                Tensor sum = Tensor.scalar(DType.FLOAT64, 0);
                if (forward) {
                    Tensor t = tape.jvpWithGraph(y, xs, given);
                    sum = t.mul(random(30, t.shape())).sum();
                } else {
                    Gradients g = tape.gradients(true, y, given[0], xs);
                    for (int i = 0; i < xs.length; i++) {
                        sum = sum.add(g.of(i).mul(random(40 + i, xs[i].shape())).sum());
                    }
                }
                if (sum.isRecorded()) {
                    tape.gradients(sum, by.toArray(Tensor[]::new)).all().forEach(g -> all.add(g.toDoubles()));
                }
            } catch (RuntimeException e) { // likewise
                return null;
            }
        }
        return all;
    }

    /** Whether two lists of numbers are the same up to rounding, which is that of the largest. */
    static boolean agree(List<double[]> a, List<double[]> b) {
        double largest = 0;
        for (double[] all : b) {
            for (double v : all) {
                largest = Math.max(largest, Double.isFinite(v) ? Math.abs(v) : 0);
            }
        }
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = agree(a.get(i), b.get(i), ROUNDING * largest);
        }
        return same;
    }

    private static boolean agree(double[] a, double[] b, double tolerance) {
        boolean same = a.length == b.length;
        for (int k = 0; same && k < a.length; k++) {
            same = Math.abs(a[k] - b[k]) <= tolerance || Double.compare(a[k], b[k]) == 0 || a[k] == b[k];
        }
        return same;
    }

    private static List<Tensor> gradients(Tape tape, Tensor y, Tensor[] xs) {
        Tensor u = Tensor.uniform(Seed.of(3), DType.FLOAT64, 0.5, 2, y.shape().toArray());
        return tape.gradients(false, y, u, xs).all();
    }

    private Tensor random(int number, Shape shape) {
        return Tensor.uniform(seed.child(number), DType.FLOAT64, 0.5, 2, shape.toArray());
    }

    private Tensor[] leaves() {
        return Arrays.stream(variables()).map(x -> x.requiresGrad(true)).toArray(Tensor[]::new);
    }

    /** The sample. */
    @Override
    public String toString() {
        return sample.toString();
    }
}
