package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the trial finds with the OpenBLAS that the project is built with: none of its kernels is wrong any more. */
class LapackTrialTest {
    @BeforeAll
    static void onTheNativeBackend() {
        assumeTrue(
                Backend.get() instanceof NativeBackend,
                "about the native backend; this is " + Backend.get().name());
    }

    @Test
    void singlePrecisionIsRight() {
        assertThat(LapackTrial.passed(DType.FLOAT32)).isTrue();
    }

    @Test
    void doublePrecisionIsRight() {
        assertThat(LapackTrial.passed(DType.FLOAT64)).isTrue();
    }
}
