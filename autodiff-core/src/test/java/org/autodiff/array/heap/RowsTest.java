package org.autodiff.array.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static Array over(int... dims) {
        Shape shape = Shape.of(dims);
        return Array.dense(DType.FLOAT32, shape, new float[shape.size()]);
    }

    /** What is walked: one text a row, {@code out+n at [offsets] by [strides]}. */
    private static List<String> walk(Shape shape, Array... operands) {
        List<String> rows = new ArrayList<>();
        Rows.forEach(
                shape,
                (at, by, out, n) ->
                        rows.add(out + "+" + n + " at " + Arrays.toString(at) + " by " + Arrays.toString(by)),
                operands);
        return rows;
    }

    @Test
    void denseOperandsAreOneRow() {
        assertThat(walk(Shape.of(2, 3, 4), over(2, 3, 4), over(2, 3, 4))).containsExactly("0+24 at [0, 0] by [1, 1]");
        assertThat(walk(Shape.of(5), over(5))).containsExactly("0+5 at [0] by [1]");
    }

    @Test
    void oneElementAndRankZero() {
        assertThat(walk(Shape.SCALAR, over())).hasSize(1);
        assertThat(walk(Shape.of(1, 1), over(), over(1))).hasSize(1);
    }

    @Test
    void noElements() {
        assertThat(walk(Shape.of(0), over(0))).isEmpty();
        assertThat(walk(Shape.of(3, 0, 2), over(3, 0, 2))).isEmpty();
        assertThat(walk(Shape.of(0, 3), over(3))).isEmpty();
    }

    @Test
    void aBroadcastRowIsWalkedAgainForEachRow() {
        assertThat(walk(Shape.of(2, 3), over(2, 3), over(3)))
                .containsExactly("0+3 at [0, 0] by [1, 1]", "3+3 at [3, 0] by [1, 1]");
    }

    @Test
    void aBroadcastColumnHasStrideZero() {
        assertThat(walk(Shape.of(2, 3), over(2, 3), over(2, 1)))
                .containsExactly("0+3 at [0, 0] by [1, 0]", "3+3 at [3, 1] by [1, 0]");
    }

    @Test
    void axesThatAdvanceEvenlyAreMerged() {
        assertThat(walk(Shape.of(2, 3, 4), over(2, 3, 4), over(2, 1, 1)))
                .containsExactly("0+12 at [0, 0] by [1, 0]", "12+12 at [12, 1] by [1, 0]");
        assertThat(walk(Shape.of(4, 5), over(4, 5), over())).containsExactly("0+20 at [0, 0] by [1, 0]");
        assertThat(walk(Shape.of(2, 1, 3), over(2, 1, 3), over(2, 1, 3))).hasSize(1);
    }

    @Test
    void stridedViews() {
        assertThat(walk(Shape.of(3, 2), over(2, 3).permute(1, 0)))
                .containsExactly("0+2 at [0] by [3]", "2+2 at [1] by [3]", "4+2 at [2] by [3]");
        assertThat(walk(Shape.of(3), over(10).slice(0, 1, 3, 3))).containsExactly("0+3 at [1] by [3]");
    }

    @Test
    void threeOperandsOfDifferentRank() {
        List<String> rows = walk(Shape.of(2, 3, 2), over(3, 1), over(2, 1, 2), over());
        assertThat(rows)
                .containsExactly(
                        "0+2 at [0, 0, 0] by [0, 1, 0]",
                        "2+2 at [1, 0, 0] by [0, 1, 0]",
                        "4+2 at [2, 0, 0] by [0, 1, 0]",
                        "6+2 at [0, 2, 0] by [0, 1, 0]",
                        "8+2 at [1, 2, 0] by [0, 1, 0]",
                        "10+2 at [2, 2, 0] by [0, 1, 0]");
    }
}
