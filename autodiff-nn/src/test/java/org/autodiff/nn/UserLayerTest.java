package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.layer.Layer;
import org.junit.jupiter.api.Test;

/** A layer of one's own, outside the library's packages, has what the library's layers have. */
class UserLayerTest {
    private static final class Scale extends Layer {
        private final Tensor factor = parameter("factor", Tensor.full(DType.FLOAT32, 2, 3));

        @Override
        protected Tensor compute(Tensor x) {
            requireType(x, factor);
            requirePositions(x, 3, 1);
            return x.mul(factor.reshape(3, 1));
        }

        @Override
        protected String extraRepr() {
            return "channels=3";
        }
    }

    /** A module that calls it by forward. */
    private static final class Net extends Module {
        private final Scale scale = child("scale", new Scale());

        @Override
        public Tensor forward(Tensor x) {
            return scale.forward(x);
        }
    }

    @Test
    void itsErrorsNameItsPlace() {
        Sequential net = new Sequential(new Net());

        assertThatThrownBy(() -> net.forward(Tensor.ones(DType.FLOAT32, 1, 4, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("0.scale: expected [N, 3, L], got [1, 4, 2] into Scale(channels=3); ");
        assertThatThrownBy(() -> net.forward(Tensor.ones(DType.FLOAT64, 1, 3, 2)))
                .isInstanceOf(DTypeException.class)
                .hasMessageStartingWith("0.scale: the parameters are FLOAT32, the input is FLOAT64");
        assertThatThrownBy(() -> new Scale().forward(null))
                .isInstanceOf(ArgumentException.class)
                .hasMessage("Scale: the input is null");
    }

    @Test
    void summariesShowItsResult() {
        Summary summary = new Net().summary(5, 3, 4);

        assertThat(summary.rows().get(1).path()).isEqualTo("scale");
        assertThat(summary.rows().get(1).output().toArray()).containsExactly(5, 3, 4);
        assertThat(summary.rows().get(1).parameters()).isEqualTo(3);
    }
}
