package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.junit.jupiter.api.Test;

class OpenBlasTest {
    /** The variable is there for OpenBLAS alone, and gone before anybody else reads the environment. */
    @Test
    void loadingLeavesTheEnvironmentAsItWas() {
        OpenBlas.load();
        Pointer environ = Loader.addressof("environ");
        assumeTrue(environ != null, "this C library has no such list, so nothing was changed");
        PointerPointer<Pointer> list = new PointerPointer<>(new PointerPointer<>(environ).get());
        int n = 0;
        for (; list.get(n) != null; n++) {
            assertThat(new BytePointer(list.get(n)).getString()).doesNotStartWith("OPENBLAS_CORETYPE=SkylakeX");
        }
        assertThat(n).isPositive();
    }
}
