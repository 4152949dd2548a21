package org.autodiff.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;

/**
 * The Jacobian of a function of several tensors at a point: all partial derivatives.
 *
 * @param value the function's value
 * @param blocks by each input a tensor of the value's shape followed by the input's
 * @param direction which way the derivatives were swept
 * @param sweeps how many sweeps it took: the elements of the value, or those of the inputs, whichever are fewer; none
 *     where the value does not depend on the inputs
 */
public record Jacobian(Tensor value, List<Tensor> blocks, Direction direction, int sweeps) {
    /** The direction of a sweep, in which the chain rule is applied. */
    public enum Direction {
        /** Forward, from the inputs: one sweep for each element of the inputs. */
        FORWARD,
        /** In reverse, from the value: one sweep for each element of the value. */
        REVERSE
    }

    /** The block of a function of one tensor. */
    public Tensor matrix() {
        return blocks.get(0);
    }

    /**
     * @param strict whether an input that the value does not depend on is an error
     * @param direction which way to sweep; the shorter one if null
     */
    static Jacobian of(boolean strict, Direction direction, TensorFunction f, Tensor... xs) {
        try (Linearized map = Linearized.of(f, xs)) {
            Tensor y = map.value();
            boolean shorter = y.size() <= map.inputSize();
            Direction way = direction != null ? direction : shorter ? Direction.REVERSE : Direction.FORWARD;
            if (!map.depends()) {
                if (strict && map.arity() > 0) {
                    throw Linearized.disconnected("jacobian", 0, map.input(0));
                }
                List<Tensor> zeros = new ArrayList<>();
                for (int i = 0; i < map.arity(); i++) {
                    zeros.add(
                            Tensor.zeros(y.dtype(), join(y.shape(), map.input(i).shape())));
                }
                return new Jacobian(y, List.copyOf(zeros), way, 0);
            }
            if (strict && way == Direction.FORWARD) { // one sweep more, in reverse, which tells
                map.requireConnected(
                        "jacobian", map.row(Tensor.ones(y.dtype(), y.shape().toArray())));
            }
            return way == Direction.REVERSE ? reverse(strict, map, y) : forward(map, y);
        }
    }

    private static Jacobian reverse(boolean strict, Linearized map, Tensor y) {
        List<List<Tensor>> rows = new ArrayList<>();
        for (int i = 0; i < map.arity(); i++) {
            rows.add(new ArrayList<>());
        }
        for (int k = 0; k < y.size(); k++) {
            Gradients g = map.row(unit(y, k));
            if (strict && k == 0) {
                map.requireConnected("jacobian", g);
            }
            List<Tensor> row = map.rows(g);
            for (int i = 0; i < row.size(); i++) {
                rows.get(i).add(row.get(i));
            }
        }
        List<Tensor> blocks = new ArrayList<>();
        for (int i = 0; i < map.arity(); i++) {
            int[] dims = join(y.shape(), map.input(i).shape());
            blocks.add(
                    y.size() == 0
                            ? Tensor.zeros(y.dtype(), dims)
                            : map.kept(stacked(rows.get(i)).reshape(dims)));
        }
        return new Jacobian(y, List.copyOf(blocks), Direction.REVERSE, y.size());
    }

    private static Jacobian forward(Linearized map, Tensor y) {
        List<Tensor> blocks = new ArrayList<>();
        for (int i = 0; i < map.arity(); i++) {
            Tensor x = map.input(i);
            List<Tensor> columns = new ArrayList<>();
            for (int k = 0; k < x.size(); k++) {
                Tensor[] tangents = new Tensor[map.arity()];
                tangents[i] = unit(x, k);
                columns.add(map.column(tangents).reshape(y.size()));
            }
            int[] dims = join(y.shape(), x.shape());
            blocks.add(
                    columns.isEmpty()
                            ? Tensor.zeros(y.dtype(), dims)
                            : map.kept(stacked(columns).transpose(0, 1).reshape(dims)));
        }
        return new Jacobian(y, List.copyOf(blocks), Direction.FORWARD, map.inputSize());
    }

    /** Equal shapes one after the other along a new first axis. */
    private static Tensor stacked(List<Tensor> parts) {
        int[] one = join(Shape.of(1), parts.get(0).shape());
        return Tensor.concat(0, parts.stream().map(p -> p.reshape(one)).toArray(Tensor[]::new));
    }

    private static int[] join(Shape a, Shape b) {
        int[] dims = Arrays.copyOf(a.toArray(), a.rank() + b.rank());
        System.arraycopy(b.toArray(), 0, dims, a.rank(), b.rank());
        return dims;
    }

    /** Zeros like a tensor, but 1 at one place in row-major order. */
    private static Tensor unit(Tensor like, int at) {
        double[] values = new double[like.size()];
        values[at] = 1;
        Tensor unit = Tensor.of(values, values.length);
        return (like.dtype() == DType.FLOAT64 ? unit : unit.to(like.dtype()))
                .reshape(like.shape().toArray());
    }
}
