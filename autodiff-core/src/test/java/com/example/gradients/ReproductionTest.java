package com.example.gradients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test that a failure offers to paste compiles, and fails for the same reason. */
public class ReproductionTest {
    /** A product whose pullback to its second input is twice too large; it shrinks to a single row and column. */
    public static final OpDef LOPSIDED_PRODUCT = OpDef.custom("lopsidedProduct")
            .forward((b, x, out, attrs) -> b.matmul(x[0], x[1], false, false, out))
            .vjp((call, g) -> new Tensor[] {
                g.matmul(call.input(1), false, true),
                call.input(0).matmul(g, true, false).mul(2)
            })
            .saves(Saved.INPUT)
            .domains(Domain.real(-1, 1), Domain.real(-1, 1))
            .shape((op, in, attrs) -> Shape.of(in[0].dim(0), in[1].dim(1)))
            .samples("[3,4] [4,2]")
            .formula("A B", "?", "?")
            .define();

    @Test
    void thePastedTestFailsOnAShrunkenInput(@TempDir Path directory) throws IOException, ReflectiveOperationException {
        Tensor a = Tensor.uniform(Seed.of(1), DType.FLOAT64, 0.2, 1, 3, 4);
        Tensor b = Tensor.uniform(Seed.of(2), DType.FLOAT64, 0.2, 1, 4, 2);
        String test = GradCheck.DEFAULT
                .check(
                        xs -> LOPSIDED_PRODUCT
                                .apply(xs[0].tanh(), xs[1])
                                .square()
                                .sum(),
                        a,
                        b)
                .culprit()
                .test();
        assertThat(test)
                .as("shrunk to a row and a column of one element")
                .contains("OpDef op = LOPSIDED_PRODUCT;", "}, 1, 1), Tensor.of(new double[] {");

        Path source = directory.resolve("Pasted.java");
        Files.writeString(source, """
                import static com.example.gradients.ReproductionTest.LOPSIDED_PRODUCT;
                import static org.autodiff.check.assertj.GradientAssertions.assertThatGradientOf;

                import org.autodiff.OpDef;
                import org.autodiff.Tensor;
                import org.autodiff.array.DType;
                import org.junit.jupiter.api.Test;

                public class Pasted {
                public
                """.replace("public\n", "public ") + test.replace("@Test\nvoid", "void") + "}\n");
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        System.err,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        directory.toString(),
                        source.toString());
        assertThat(code).as(Files.readString(source)).isZero();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> pasted = loader.loadClass("Pasted");
            Method method = pasted.getMethod("gradientOfLopsidedProduct");
            Object instance = pasted.getConstructor().newInstance();
            assertThatThrownBy(() -> method.invoke(instance))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("The gradient by input 1 is wrong at [0, 0]")
                    .hasMessageContaining("it is 2.000 times the right one");
        }
    }
}
