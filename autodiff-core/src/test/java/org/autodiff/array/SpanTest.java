package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;

import org.autodiff.array.heap.HeapProvider;
import org.junit.jupiter.api.Test;

class SpanTest {
    @Test
    void oneAxisOrNeighbouringOnes() {
        Shape s = Shape.of(2, 3, 4);
        assertThat(Span.of(s, 0)).isEqualTo(new Span(1, 2, 12));
        assertThat(Span.of(s, 1)).isEqualTo(new Span(2, 3, 4));
        assertThat(Span.of(s, 2)).isEqualTo(new Span(6, 4, 1));
        assertThat(Span.of(s, new int[] {0, 1})).isEqualTo(new Span(1, 6, 4));
        assertThat(Span.of(s, new int[] {1, 2})).isEqualTo(new Span(2, 12, 1));
        assertThat(Span.of(s, new int[] {0, 1, 2})).isEqualTo(new Span(1, 24, 1));
        assertThat(Span.of(s, new int[0])).isEqualTo(new Span(24, 1, 1));
        assertThat(Span.of(Shape.SCALAR, new int[0])).isEqualTo(new Span(1, 1, 1));
    }

    /** What is written along the axis may be longer than it is, so what lies behind it must stay behind it. */
    @Test
    void oneAxisOfSizeOneKeepsItsPlace() {
        assertThat(Span.of(Shape.of(2, 1, 3), 1)).isEqualTo(new Span(2, 1, 3));
        assertThat(Span.of(Shape.of(1, 3), 0)).isEqualTo(new Span(1, 1, 3));
        assertThat(new HeapProvider()
                        .create()
                        .take(
                                Array.dense(DType.FLOAT64, Shape.of(1, 3), new double[] {1, 2, 3}),
                                0,
                                Array.dense(DType.INT64, Shape.of(2), new long[2]))
                        .storage())
                .isEqualTo(new double[] {1, 2, 3, 1, 2, 3});
    }

    @Test
    void separatedAxesAreNoSpanUnlessSizeOneLiesBetween() {
        assertThat(Span.of(Shape.of(2, 3, 4), new int[] {0, 2})).isNull();
        assertThat(Span.of(Shape.of(2, 1, 4), new int[] {0, 2})).isEqualTo(new Span(1, 8, 1));
        assertThat(Span.of(Shape.of(1, 3, 4), new int[] {0, 2})).isEqualTo(new Span(3, 4, 1));
        assertThat(Span.of(Shape.of(2, 3, 1), new int[] {0, 2})).isEqualTo(new Span(1, 2, 3));
        assertThat(Span.of(Shape.of(5, 2, 3, 4), new int[] {1, 3})).isNull();
    }

    @Test
    void reducedAxesKeepSizeOne() {
        assertThat(Span.reduced(Shape.of(2, 3, 4), 0, 2)).isEqualTo(Shape.of(1, 3, 1));
        assertThat(Span.reduced(Shape.of(2, 3))).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void orderThatBringsAxesToTheEnd() {
        assertThat(Span.toEnd(4, 0, 2)).containsExactly(1, 3, 0, 2);
        assertThat(Span.toEnd(3)).containsExactly(0, 1, 2);
        assertThat(Span.toEnd(2, 0, 1)).containsExactly(0, 1);
    }
}
