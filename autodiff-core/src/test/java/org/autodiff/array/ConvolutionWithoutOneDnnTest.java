package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
            BackendConvolutionTest tests = new BackendConvolutionTest();
            tests.everyCombinationOverTwoAxes(DType.FLOAT32);
            tests.groups(DType.FLOAT32);
            tests.oneAndThreeAxes(DType.FLOAT32);
            tests.unusualSizes(DType.FLOAT32);
            tests.rowsAsLongAsTheInputs(DType.FLOAT32);
            tests.largeSizes(DType.FLOAT32);
            tests.convolutionsOfViews(DType.FLOAT32);
            tests.fewerWindowsThanFit(DType.FLOAT32);
            tests.resultsThatAreNotUsedMayHoldAnything();
            tests.memoryThatWasUsedMayHoldAnything();
            System.out.println("all the same");
        }
    }

    @Test
    void theyAreTheSame() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dautodiff.onednn=false",
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("all the same");
    }
}
