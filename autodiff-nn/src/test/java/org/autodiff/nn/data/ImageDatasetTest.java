package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.junit.jupiter.api.Test;

class ImageDatasetTest {
    @Test
    void aLabelBelowZeroIsRefusedWhenTheSetIsMade() {
        assertThatThrownBy(() -> new ImageDataset(new byte[2], 2, 1, 1, 1, new int[] {0, -1}))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the label of image 1 is -1");
    }

    private final IdxImages images =
            new IdxImages(3, 1, 2, new byte[] {0, (byte) 255, 51, 102, (byte) 128, (byte) 204});
    private final ImageDataset dataset = new ImageDataset(images, new int[] {9, 200, 4});

    @Test
    void aBatchHoldsTheSamplesAskedForScaledToOne() {
        Batch batch = dataset.batch(new int[] {2, 0, 2});

        assertThat(batch.size()).isEqualTo(3);
        assertThat(batch.inputs().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(batch.inputs().shape().toArray()).containsExactly(3, 1, 1, 2);
        assertThat(batch.inputs().toFloats()).containsExactly(128 / 255f, 0.8f, 0, 1, 128 / 255f, 0.8f);
        assertThat(batch.labels().dtype()).isEqualTo(DType.INT64);
        assertThat(batch.labels().toLongs()).containsExactly(4, 9, 4);
    }

    @Test
    void flattenedImagesAreVectors() {
        Batch batch = dataset.flattened().batch(new int[] {1});

        assertThat(batch.inputs().shape().toArray()).containsExactly(1, 2);
        assertThat(batch.inputs().toFloats()).containsExactly(0.2f, 0.4f);
    }

    @Test
    void normalisationShiftsAndScales() {
        Batch batch = dataset.normalized(0.5, 0.25).batch(new int[] {0, 1});

        assertThat(batch.inputs().toFloats()).containsExactly(new float[] {-2, 2, -1.2f, -0.4f}, within(1e-6f));
        assertThatThrownBy(() -> dataset.normalized(0.5, 0))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("a positive std, got mean 0.5 and std 0.0");
    }

    @Test
    void sizesAndLabelsCanBeAskedFor() {
        assertThat(dataset.size()).isEqualTo(3);
        assertThat(dataset.rows()).isEqualTo(1);
        assertThat(dataset.columns()).isEqualTo(2);
        assertThat(dataset.label(1)).isEqualTo(200);
        assertThat(dataset).hasToString("ImageDataset[3 of 1 x 2]");
    }

    @Test
    void aRangeLooksIntoTheWhole() {
        Dataset range = dataset.range(1, 3);

        assertThat(range.size()).isEqualTo(2);
        assertThat(range.batch(new int[] {1, 0}).labels().toLongs()).containsExactly(4, 200);
        assertThatThrownBy(() -> range.batch(new int[] {2}))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("no sample 2; there are 2");
        assertThatThrownBy(() -> dataset.range(2, 4))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Dataset.range(2, 4): expected 0 <= from <= to <= 3");
    }

    @Test
    void placesOutsideAreRefused() {
        for (int index : new int[] {-1, 3}) {
            assertThatThrownBy(() -> dataset.batch(new int[] {0, index}))
                    .isInstanceOf(IndexException.class)
                    .hasMessageContaining("no sample " + index + "; there are 3");
        }
    }

    @Test
    void everyImageNeedsALabel() {
        assertThatThrownBy(() -> new ImageDataset(images, new int[] {1, 2}))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("3 images, but 2 labels");
    }

    @Test
    void aBatchNeedsALabelForEachInput() {
        assertThatThrownBy(() -> new Batch(Tensor.zeros(DType.FLOAT32, 2, 3), Tensor.zeros(DType.INT64, 3)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("inputs [2, 3] and labels [3]");
    }
}
