package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.junit.jupiter.api.Test;

class TensorDatasetTest {
    @Test
    void rowsAreTakenInTheOrderAskedFor() {
        TensorDataset dataset = new TensorDataset(
                Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 3, 1, 2), Tensor.of(new long[] {7, 8, 9}, 3));

        Batch batch = dataset.batch(new int[] {2, 0});

        assertThat(dataset.size()).isEqualTo(3);
        assertThat(batch.inputs().shape().toArray()).containsExactly(2, 1, 2);
        assertThat(batch.inputs().toFloats()).containsExactly(4, 5, 0, 1);
        assertThat(batch.labels().toLongs()).containsExactly(9, 7);
    }

    @Test
    void labelsMayBeRealNumbers() {
        TensorDataset dataset =
                new TensorDataset(Tensor.of(new double[] {1, 2}, 2, 1), Tensor.of(new double[] {0.5, 0.25}, 2, 1));

        Batch batch = dataset.batch(new int[] {1});

        assertThat(batch.labels().dtype()).isEqualTo(DType.FLOAT64);
        assertThat(batch.labels().toDoubles()).containsExactly(0.25);
        assertThat(batch.inputs().toDoubles()).containsExactly(2);
    }

    @Test
    void theValuesAreCopied() {
        Tensor inputs = Tensor.of(new double[] {1, 2}, 2, 1).detach();
        TensorDataset dataset;
        try (Tape tape = Tape.record()) {
            dataset = new TensorDataset(inputs, Tensor.of(new long[] {3, 4}, 2));
        }

        InPlace.scale(inputs, 100);

        Batch batch = dataset.batch(new int[] {0, 1});
        assertThat(batch.inputs().toDoubles()).containsExactly(1, 2);
        assertThat(batch.labels().toLongs()).containsExactly(3, 4);
    }

    @Test
    void badTensorsAndPlacesAreRefused() {
        Tensor three = Tensor.ones(DType.FLOAT32, 3, 2);

        assertThatThrownBy(() -> new TensorDataset(three, Tensor.ones(DType.INT64, 2)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("inputs [3, 2] and labels [2] must have the same first axis");
        assertThatThrownBy(() -> new TensorDataset(three, Tensor.of(new boolean[] {true, false, true}, 3)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("rows of BOOL are not supported");
        TensorDataset dataset = new TensorDataset(three, Tensor.ones(DType.INT64, 3));
        assertThatThrownBy(() -> dataset.batch(new int[] {3}))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("no sample 3; there are 3");
    }
}
