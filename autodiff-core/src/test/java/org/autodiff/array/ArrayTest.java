package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.array.heap.HeapProvider;
import org.junit.jupiter.api.Test;

/** Views: which elements they show, and whether they are seen to be dense. */
class ArrayTest {
    private final Backend heap = new HeapProvider().create();

    private Array counted(int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Array.dense(DType.FLOAT32, shape, values);
    }

    private float[] elements(Array x) {
        return (float[]) heap.elements(x);
    }

    @Test
    void denseArray() {
        Array x = counted(2, 3);
        assertThat(x.isDense()).isTrue();
        assertThat(x.offset()).isZero();
        assertThat(x.strides()).containsExactly(3, 1);
        assertThat(x.size()).isEqualTo(6);
        assertThat(x.dtype()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void viewsShareTheStorage() {
        Array x = counted(4, 6);
        assertThat(x.reshape(Shape.of(24)).storage()).isSameAs(x.storage());
        assertThat(x.permute(1, 0).storage()).isSameAs(x.storage());
        assertThat(x.slice(0, 1, 2, 1).storage()).isSameAs(x.storage());
        assertThat(x.expand(Shape.of(2, 4, 6)).storage()).isSameAs(x.storage());
        assertThat(x.dropLast(1).storage()).isSameAs(x.storage());
    }

    @Test
    void permute() {
        Array x = counted(2, 3);
        assertThat(elements(x.permute(1, 0))).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(x.permute(1, 0).isDense()).isFalse();
        assertThat(x.permute(1, 0).permute(1, 0).isDense()).isTrue();
        assertThat(x.permute(0, 1).isDense()).isTrue();
        assertThat(counted(2, 3, 4).permute(2, 0, 1).shape()).isEqualTo(Shape.of(4, 2, 3));
    }

    @Test
    void permutingAxesOfSizeOneKeepsAnArrayDense() {
        assertThat(counted(1, 5).permute(1, 0).isDense()).isTrue();
        assertThat(counted(2, 1, 3).permute(1, 0, 2).isDense()).isTrue();
        assertThat(counted(2, 1, 3).permute(0, 2, 1).isDense()).isTrue();
        assertThat(counted(2, 1, 3).permute(2, 1, 0).isDense()).isFalse();
    }

    @Test
    void sliceOfRowsIsDenseAndOfColumnsIsNot() {
        Array x = counted(4, 3);
        Array rows = x.slice(0, 1, 2, 1);
        assertThat(rows.isDense()).isTrue();
        assertThat(rows.offset()).isEqualTo(3);
        assertThat(elements(rows)).containsExactly(3, 4, 5, 6, 7, 8);
        Array columns = x.slice(1, 1, 2, 1);
        assertThat(columns.isDense()).isFalse();
        assertThat(elements(columns)).containsExactly(1, 2, 4, 5, 7, 8, 10, 11);
        assertThat(x.slice(0, 2, 1, 1).slice(1, 1, 2, 1).isDense()).isTrue();
    }

    @Test
    void sliceWithStep() {
        Array x = counted(7);
        assertThat(elements(x.slice(0, 1, 3, 2))).containsExactly(1, 3, 5);
        assertThat(x.slice(0, 1, 3, 2).isDense()).isFalse();
        assertThat(elements(x.slice(0, 1, 3, 2).slice(0, 1, 2, 1))).containsExactly(3, 5);
        assertThat(elements(x.slice(0, 1, 3, 2).slice(0, 0, 2, 2))).containsExactly(1, 5);
        assertThat(x.slice(0, 6, 1, 2).isDense()).isTrue();
    }

    @Test
    void slicesOfNothingStayWithinTheStorage() {
        Array x = counted(4, 3);
        assertThat(x.slice(0, 4, 0, 1).size()).isZero();
        assertThat(elements(x.slice(1, 3, 0, 1))).isEmpty();
        assertThat(elements(counted(5, 0).slice(0, 2, 3, 1))).isEmpty();
    }

    @Test
    void expand() {
        Array row = counted(3);
        Array wide = row.expand(Shape.of(2, 3));
        assertThat(elements(wide)).containsExactly(0, 1, 2, 0, 1, 2);
        assertThat(wide.isDense()).isFalse();
        assertThat(wide.strides()).containsExactly(0, 1);
        assertThat(elements(counted(2, 1).expand(Shape.of(2, 2)))).containsExactly(0, 0, 1, 1);
        assertThat(row.expand(Shape.of(3)).isDense()).isTrue();
        assertThat(row.expand(Shape.of(1, 3)).isDense()).isTrue();
        assertThat(elements(counted().expand(Shape.of(2, 1)))).containsExactly(0, 0);
    }

    @Test
    void dropLastTakesTheFirstElementOfTheAxesThatVanish() {
        Array x = counted(2, 3, 4);
        assertThat(elements(x.dropLast(1))).containsExactly(0, 4, 8, 12, 16, 20);
        assertThat(elements(x.dropLast(2))).containsExactly(0, 12);
        assertThat(elements(x.dropLast(3))).containsExactly(0);
    }

    @Test
    void reshapeNeedsADenseArrayOfTheSameSize() {
        Array x = counted(2, 3);
        assertThat(elements(x.reshape(Shape.of(3, 2)))).containsExactly(0, 1, 2, 3, 4, 5);
        assertThatThrownBy(() -> x.reshape(Shape.of(7))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> x.permute(1, 0).reshape(Shape.of(6))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stridesAreCopies() {
        Array x = counted(2, 3).permute(1, 0);
        x.strides()[0] = 77;
        assertThat(x.strides()).containsExactly(1, 3);
    }

    @Test
    void axesOfSizeOneComeAndGoWithoutACopy() {
        Array x = counted(3, 4).permute(1, 0);
        for (int[] dims : new int[][] {{4, 1, 3}, {1, 4, 3, 1}, {1, 1, 4, 1, 1, 3}, {4, 3}}) {
            Array y = x.viewAs(Shape.of(dims));
            assertThat(y.storage()).isSameAs(x.storage());
            assertThat(y.shape()).isEqualTo(Shape.of(dims));
            assertThat(elements(y)).containsExactly(elements(x));
            assertThat(elements(y.viewAs(Shape.of(4, 3)))).containsExactly(elements(x));
        }
    }

    @Test
    void axesThatAdvanceEvenlyMergeAndDivide() {
        Array x = counted(2, 3, 4, 5).slice(3, 0, 2, 2);
        assertThat(x.viewAs(Shape.of(24, 2)).strides()).containsExactly(5, 2);
        assertThat(x.viewAs(Shape.of(6, 2, 2, 2)).strides()).containsExactly(20, 10, 5, 2);
        assertThat(x.viewAs(Shape.of(48))).isNull();
        assertThat(counted(6, 4).permute(1, 0).viewAs(Shape.of(24))).isNull();
        assertThat(counted(1).expand(Shape.of(3, 4)).viewAs(Shape.of(2, 6)).strides())
                .containsExactly(0, 0);
        assertThat(counted(3, 1).expand(Shape.of(3, 4)).viewAs(Shape.of(12))).isNull();
    }

    /** Whatever the view: the elements of a view in another shape are those of a dense copy in that shape. */
    @Test
    void viewsInAnotherShapeHaveTheSameElements() {
        int[][] shapes = {{24}, {4, 6}, {2, 3, 4}, {1, 24}, {4, 1, 6, 1}, {2, 2, 2, 3}, {3, 8}, {24, 1}, {12, 2}};
        Array whole = counted(4, 6, 8);
        Array[] views = {
            whole.slice(2, 1, 1, 1),
            whole.slice(2, 0, 2, 4).slice(1, 1, 3, 1),
            whole.permute(1, 0, 2).slice(2, 7, 1, 1),
            whole.slice(0, 1, 1, 1).slice(1, 0, 3, 2),
            whole.slice(0, 0, 1, 1).slice(2, 2, 1, 1).expand(Shape.of(4, 6, 1)),
            counted(2, 1, 12).permute(2, 1, 0),
            counted(2, 1, 1).expand(Shape.of(2, 3, 4))
        };
        int seen = 0;
        for (Array x : views) {
            for (int[] dims : shapes) {
                Array y = x.viewAs(Shape.of(dims));
                if (y != null) {
                    seen++;
                    assertThat(y.storage()).isSameAs(x.storage());
                    assertThat(y.shape()).isEqualTo(Shape.of(dims));
                    assertThat(elements(y)).containsExactly(elements(x));
                }
            }
        }
        assertThat(seen).isBetween(20, views.length * shapes.length - 10);
    }
}
