package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.autodiff.array.Backend;
import org.autodiff.array.BackendConvolutionTest;
import org.junit.jupiter.api.Test;

/**
 * Convolutions where oneDNN's own natives are not there, so that ND4J's operations and products do the work, in a virtual
 * machine of its own.
 */
class ConvolutionWithoutOneDnnTest {

    /** The program: the tests of single precision, one after the other. */
    public static final class Program {
        private Program() {}

        /** Ends with an exception if one of them fails. */
        public static void main(String[] args) {
            if (OneDnn.isLoaded()) {
                throw new AssertionError("oneDNN is used");
            }
            BackendConvolutionTest.inSinglePrecision();
            System.out.println("all the same");
        }
    }

    @Test
    void theyAreTheSame() throws Exception {
        assumeTrue(Backend.get() instanceof NativeBackend, "another backend is tested");
        String classPath = System.getProperty("java.class.path");
        assertThat(OtherJvm.run(classPath, Program.class, "-Dautodiff.onednn=false"))
                .contains("all the same");
    }
}
