package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.heap.HeapProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way of reading that blocks of more than 2 GiB need, on smaller ones. */
class FarElementsTest {
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void farElementsAreReadAsNearOnesAre(DType dtype) {
        assumeTrue(Backend.get() instanceof NativeBackend, "about blocks of the native backend");
        Shape shape = Shape.of(40, 6, 50);
        double[] numbers = new double[shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        Array x = Backend.get().cast(Backend.get().of(numbers, shape), dtype);
        for (Array view : List.of(
                x.permute(2, 0, 1),
                x.slice(2, 3, 9, 5),
                x.slice(0, 30, 10, 1).slice(2, 0, 7, 1),
                x.slice(1, 2, 1, 1).expand(Shape.of(40, 5, 50)))) {
            Backend heap = new HeapProvider().create();
            Array far = heap.allocate(dtype, view.shape());
            NativeArrays.readFar(view, Block.of(x), far.storage());
            assertThat(Backend.get().elements(view)).isEqualTo(far.storage());
        }
    }
}
