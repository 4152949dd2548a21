package org.autodiff.peers;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A row by libtorch; memory of a run is given back at its end, as the tape does it. */
final class TheirsRun {
    private TheirsRun() {}

    static Runnable of(Row row) {
        torch.manual_seed(1);
        Tensor[] x = row.inputs().stream().map(TheirsRun::tensor).toArray(Tensor[]::new);
        Row.Theirs f = row.theirs().get();
        Tensor y = f.of(x);
        if (!y.requires_grad()) {
            return scoped(() -> {
                try (NoGradGuard guard = new NoGradGuard()) {
                    f.of(x);
                }
            });
        }
        Tensor cotangent = torch.rand_like(y.detach());
        return scoped(() -> f.of(x).backward(cotangent, new BoolOptional(), false, new TensorArrayRefOptional()));
    }

    private static Runnable scoped(Runnable body) {
        return () -> {
            try (PointerScope scope = new PointerScope()) {
                body.run();
            }
        };
    }

    private static Tensor tensor(Input in) {
        long[] shape = Arrays.stream(in.stored()).asLongStream().toArray();
        Tensor x = switch (in.role()) {
            case LABELS -> torch.randint((long) in.high(), shape);
            case MASK -> torch.rand(shape).gt(new Scalar(0.5f));
            default -> torch.rand(shape).mul(new Scalar(in.high() - in.low())).add(new Scalar(in.low()));
        };
        if (in.role() == Input.Role.DOUBLE) {
            x = x.to(ScalarType.Double);
        }
        if (in.transposed()) {
            x = x.transpose(-1, -2);
        }
        boolean variable = in.role() == Input.Role.VARIABLE || in.role() == Input.Role.DOUBLE;
        return variable ? x.requires_grad_(true) : x;
    }
}
