package org.autodiff.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.autodiff.array.DType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Reductions, scans, softmax, norms and normalisations at special numbers, against formulas to 120 digits. */
class RowsTest {
    @TestFactory
    Stream<DynamicTest> everyRow() {
        return RowFormulas.all().stream()
                .flatMap(c -> Stream.of(DType.FLOAT64, DType.FLOAT32)
                        .map(type -> dynamicTest(c.name() + " " + type, () -> {
                            List<String> wrong = c.differences(type, RowCase.rows(c.n(), RowCase.specials(type)));
                            assertThat(wrong).isEmpty();
                        })));
    }
}
