package org.autodiff.peers;

import java.util.random.RandomGenerator;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;

/** A row by this library: a tape a run, as a user writes it. */
final class OursRun {
    private OursRun() {}

    static Runnable of(Row row) {
        Seed seed = Seed.of(1);
        Tensor[] x = new Tensor[row.inputs().size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = tensor(row.inputs().get(i), seed.child(i));
        }
        Row.Ours f = row.ours().get();
        Shape shape;
        DType type;
        try (Tape tape = Tape.record()) {
            Tensor y = f.of(x);
            shape = y.shape();
            type = y.isRecorded() ? y.dtype() : null;
        }
        if (type == null) {
            return () -> {
                try (Scope scope = Scope.noGrad()) {
                    f.of(x);
                }
            };
        }
        Tensor cotangent = Tensor.uniform(seed.child(99), type, 0, 1, shape.toArray());
        return () -> {
            try (Tape tape = Tape.record()) {
                f.of(x).backward(cotangent);
            }
        };
    }

    private static Tensor tensor(Input in, Seed seed) {
        int[] shape = in.stored();
        Tensor x = switch (in.role()) {
            case VARIABLE, CONSTANT -> Tensor.uniform(seed, DType.FLOAT32, in.low(), in.high(), shape);
            case DOUBLE -> Tensor.uniform(seed, DType.FLOAT64, in.low(), in.high(), shape);
            case LABELS ->
                Tensor.of(
                        seed.generator()
                                .longs(Shape.of(shape).size(), 0, (long) in.high())
                                .toArray(),
                        shape);
            case MASK -> Tensor.of(mask(seed.generator(), Shape.of(shape).size()), shape);
        };
        if (in.transposed()) {
            x = x.transpose(-1, -2);
        }
        boolean variable = in.role() == Input.Role.VARIABLE || in.role() == Input.Role.DOUBLE;
        return variable ? x.requiresGrad(true) : x;
    }

    private static boolean[] mask(RandomGenerator random, int n) {
        boolean[] all = new boolean[n];
        for (int i = 0; i < n; i++) {
            all[i] = random.nextBoolean();
        }
        return all;
    }
}
