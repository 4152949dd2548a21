package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.DTypeException;
import org.autodiff.error.TapeException;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.LBFGS;
import org.junit.jupiter.api.Test;

/** A model converted as a whole: the same leaves with another element type, and what hangs on them. */
class ModuleConversionTest {
    private final Linear first = new Linear(3, 4, Seed.of(1));
    private final Module model = new Sequential(first, new BatchNorm1d(4), new Linear(4, 1, Seed.of(2)));
    private final Tensor x = Tensor.normal(Seed.of(3), DType.FLOAT64, 0, 1, 8, 3);

    private void sweep(Tensor input) {
        model.zeroGrad();
        try (Tape tape = Tape.record()) {
            model.forward(input).square().mean().backward();
        }
    }

    @Test
    void leavesStayTheSameAndBuffersFollow() {
        List<Tensor> before = model.parameters().stream().map(Parameter::tensor).toList();
        float[] weight = first.weight().toFloats();
        sweep(x.to(DType.FLOAT32));
        assertThat(model.to(DType.FLOAT64)).isSameAs(model);
        List<Tensor> after = model.parameters().stream().map(Parameter::tensor).toList();
        for (int i = 0; i < after.size(); i++) {
            assertThat(after.get(i)).isSameAs(before.get(i));
            assertThat(after.get(i).dtype()).isEqualTo(DType.FLOAT64);
            assertThat(after.get(i).grad()).isNull();
        }
        assertThat(first.weight().toDoubles()[5]).isEqualTo(weight[5]);
        model.buffers()
                .forEach((name, buffer) -> assertThat(buffer.dtype())
                        .as(name)
                        .isEqualTo(name.endsWith("num_batches_tracked") ? DType.INT64 : DType.FLOAT64));
        sweep(x);
        assertThat(first.weight().grad().dtype()).isEqualTo(DType.FLOAT64);
        model.to(DType.FLOAT32);
        assertThat(first.weight().toFloats()).containsExactly(weight);
        assertThatThrownBy(() -> model.to(DType.INT64)).isInstanceOf(DTypeException.class);
    }

    @Test
    void theOptimizersStateFollows() {
        Adam adam = new Adam(model.parameters(), 0.01);
        sweep(x.to(DType.FLOAT32));
        adam.step();
        model.to(DType.FLOAT64);
        sweep(x);
        adam.step();
        adam.stateDict().asMap().forEach((name, tensor) -> {
            if (name.endsWith("exp_avg")) {
                assertThat(tensor.dtype()).as(name).isEqualTo(DType.FLOAT64);
            }
        });
        LBFGS lbfgs = new LBFGS(model.parameters());
        model.to(DType.FLOAT32);
        assertThatThrownBy(() -> lbfgs.step(() -> 0))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("make a new optimizer");
    }

    @Test
    void anOpenTapeRefusesToSweepThroughOldValues() {
        Tensor w = Tensor.of(new float[] {1, 2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = w.square().sum();
            InPlace.convert(w, DType.FLOAT64);
            assertThatThrownBy(y::backward).isInstanceOf(TapeException.class);
            w.square().sum().backward();
            assertThat(w.grad().toDoubles()).containsExactly(2, 4);
            assertThatThrownBy(() -> InPlace.convert(y, DType.FLOAT64)).isInstanceOf(TapeException.class);
        }
    }
}
