package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void sizesAxesAndStrides() {
        Shape s = Shape.of(2, 3, 4);
        assertThat(s.rank()).isEqualTo(3);
        assertThat(s.size()).isEqualTo(24);
        assertThat(s.dim(0)).isEqualTo(2);
        assertThat(s.dim(-1)).isEqualTo(4);
        assertThat(s.axis(-3)).isZero();
        assertThat(s.strides()).containsExactly(12, 4, 1);
        assertThat(s.toArray()).containsExactly(2, 3, 4);
        assertThat(s.with(1, 7)).isEqualTo(Shape.of(2, 7, 4));
        assertThat(s.with(-1, 0).size()).isZero();
        assertThat(s).hasToString("[2, 3, 4]");
    }

    @Test
    void rankZeroHasOneElementAndNoAxes() {
        assertThat(Shape.of()).isSameAs(Shape.SCALAR);
        assertThat(Shape.SCALAR.size()).isOne();
        assertThat(Shape.SCALAR.rank()).isZero();
        assertThat(Shape.SCALAR.strides()).isEmpty();
        assertThat(Shape.SCALAR).hasToString("[]");
        assertThatThrownBy(() -> Shape.SCALAR.dim(0))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("axis 0")
                .hasMessageContaining("rank 0 has no axes");
    }

    @Test
    void equalShapesAreEqualAndHashAlike() {
        assertThat(Shape.of(2, 3)).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
        assertThat(Shape.of(2, 3)).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo(Shape.of(6));
        assertThat(Shape.of(2, 3).equals(null)).isFalse();
    }

    @Test
    void itDoesNotSeeLaterChangesOfTheArraysItWasMadeFromOrGave() {
        int[] dims = {2, 3};
        Shape s = Shape.of(dims);
        dims[0] = 9;
        s.toArray()[1] = 9;
        s.strides()[0] = 9;
        assertThat(s).isEqualTo(Shape.of(2, 3));
        assertThat(s.strides()).containsExactly(3, 1);
    }

    @Test
    void axisOutOfRangeSaysWhatIsAllowed() {
        for (int axis : new int[] {2, -3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> Shape.of(4, 5).axis(axis))
                    .isInstanceOf(IndexException.class)
                    .hasMessageContaining("axis " + axis)
                    .hasMessageContaining("[4, 5]")
                    .hasMessageContaining("use -2 to 1");
        }
    }

    @Test
    void negativeSizesAreRefused() {
        assertThatThrownBy(() -> Shape.of(2, -1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[2, -1]")
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> Shape.of(2, 3).with(0, -4)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Shape.of(0, -1)).isInstanceOf(ShapeException.class);
    }

    @Test
    void tooManyElementsAreRefusedAndTheLargestNumberIsNot() {
        assertThat(Shape.of(Integer.MAX_VALUE).size()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> Shape.of(65536, 32768))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[65536, 32768]")
                .hasMessageContaining("2^31-1");
        int max = Integer.MAX_VALUE;
        assertThatThrownBy(() -> Shape.of(max, max, max, max)).isInstanceOf(ShapeException.class);
    }

    @Test
    void aSizeOfZeroAnywhereMeansNoElements() {
        assertThat(Shape.of(0, 70_000, 70_000).size()).isZero();
        assertThat(Shape.of(70_000, 0, 70_000).size()).isZero();
        assertThat(Shape.of(70_000, 70_000, 0).size()).isZero();
    }

    @Test
    void anOperationIsNamedWhereItsAxisIsOutOfRange() {
        assertThat(Shape.of(4, 5).axis("sum", -1)).isOne();
        assertThatThrownBy(() -> Shape.of(4, 5).axis("sum", 2))
                .isInstanceOf(IndexException.class)
                .hasMessage("sum: axis 2 is out of range for shape [4, 5]; use -2 to 1");
    }

    @Test
    void broadcastingAlignsAtTheLastAxis() {
        Shape to = Shape.of(2, 3, 4);
        assertThat(Shape.SCALAR.broadcastsTo(to)).isTrue();
        assertThat(Shape.of(4).broadcastsTo(to)).isTrue();
        assertThat(Shape.of(3, 1).broadcastsTo(to)).isTrue();
        assertThat(Shape.of(2, 1, 4).broadcastsTo(to)).isTrue();
        assertThat(Shape.of(3).broadcastsTo(to)).isFalse();
        assertThat(Shape.of(2, 3).broadcastsTo(to)).isFalse();
        assertThat(Shape.of(1, 2, 3, 4).broadcastsTo(to)).isFalse();
        assertThat(to.broadcastsTo(Shape.of(1, 3, 4))).isFalse();
    }
}
