package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What the trial finds with the kernels that OpenBLAS is told to take; in double precision that depends on them. */
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
    @EnabledIfEnvironmentVariable(named = "OPENBLAS_CORETYPE", matches = "Haswell|Zen")
    void doublePrecisionIsRightWithTheKernelsForAvx2() {
        assertThat(LapackTrial.passed(DType.FLOAT64)).isTrue();
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "OPENBLAS_CORETYPE", matches = "SkylakeX")
    void doublePrecisionIsWrongWithTheKernelsForSkylakeX() {
        assertThat(LapackTrial.passed(DType.FLOAT64)).isFalse();
    }
}
