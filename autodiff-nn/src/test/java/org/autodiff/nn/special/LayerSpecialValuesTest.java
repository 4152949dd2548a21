package org.autodiff.nn.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.nn.Module;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every layer at special numbers. In single precision the reference is the same layer in double precision, whose range holds
 * all intermediate results: value, gradient, tangent and second derivative. Infinity and NaN stay in their sample: the other one's
 * results and derivatives are the same, to rounding; and a NaN is seen in the result.
 */
class LayerSpecialValuesTest {
    private static final double[] FINITE = {0, -0.0, 1e-44f, 2e-38f, -1e-22f, 1e18f, -1e18f, 1e30f};
    private static final double[] BEYOND = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};

    @Test
    void everyLayerIsInTheList() throws Exception {
        assertThat(new TreeSet<>(LayerSamples.all().keySet()))
                .isEqualTo(ConcreteClasses.of(Module.class, "org.autodiff.nn.layer"));
    }

    /** Ordinary numbers, of which every third one of the first sample is replaced; or all of them. */
    private static Tensor input(LayerSamples.Sample s, double number, boolean everywhere) {
        double[] x = Tensor.uniform(Seed.of(3), DType.FLOAT32, -1, 1, s.input()).toDoubles();
        int each = x.length / s.input()[0];
        for (int i = 0; i < x.length; i++) {
            boolean special = everywhere || i < each && i % 3 == 0;
            x[i] = special ? number : x[i];
        }
        return Tensor.of(x, s.input()).to(DType.FLOAT32);
    }

    private static List<Tensor> results(Module layer, Tensor x) {
        UnaryOperator<Tensor> f = layer::forward;
        Tensor y = f.apply(x);
        Tensor weights = Tensor.uniform(
                        Seed.of(5), DType.FLOAT32, 0.5, 1.5, y.shape().toArray())
                .to(x.dtype());
        Tensor along = Tensor.uniform(
                        Seed.of(6), DType.FLOAT32, -1, 1, x.shape().toArray())
                .to(x.dtype());
        UnaryOperator<Tensor> loss = z -> f.apply(z).mul(weights).sum();
        return List.of(
                y,
                Autodiff.valueAndGrad(loss).apply(x).gradients().get(0),
                Autodiff.jvp(f, x, along).tangent(),
                Autodiff.valueAndGrad((UnaryOperator<Tensor>)
                                z -> Autodiff.jvp(loss, z, along).tangent())
                        .apply(x)
                        .gradients()
                        .get(0));
    }

    private static final String[] NAMES = {"value", "gradient", "tangent", "second derivative"};

    @TestFactory
    Stream<DynamicTest> inDoublePrecisionItIsTheSame() {
        return LayerSamples.all().entrySet().stream()
                .filter(e -> !e.getValue().indices())
                .map(e -> dynamicTest(e.getKey(), () -> {
                    List<String> wrong = new ArrayList<>();
                    boolean attends =
                            e.getKey().contains("Attention") || e.getKey().contains("Transformer");
                    for (double number : FINITE) {
                        if (attends && Math.abs(number) > 1e6) {
                            continue; // convention: scores are products, of which large differences are beyond the type
                        }
                        for (boolean everywhere : new boolean[] {false, true}) {
                            Tensor x = input(e.getValue(), number, everywhere);
                            Module layer = e.getValue().make();
                            layer.eval();
                            List<Tensor> single = results(layer, x);
                            layer.to(DType.FLOAT64);
                            List<Tensor> exact = results(layer, x.to(DType.FLOAT64));
                            for (int i = 0; i < NAMES.length; i++) {
                                compare(
                                        wrong,
                                        number + (everywhere ? " everywhere " : " ") + NAMES[i],
                                        single.get(i),
                                        exact.get(i));
                            }
                        }
                    }
                    assertThat(wrong).isEmpty();
                }));
    }

    private static void compare(List<String> wrong, String what, Tensor single, Tensor exact) {
        double[] got = single.toDoubles();
        double[] right = exact.toDoubles();
        double size = 0;
        for (double r : right) {
            size = Math.max(size, Math.abs(r));
        }
        if (!(size < 1e36)) {
            return; // what is no ordinary float itself
        }
        for (int i = 0; i < got.length; i++) {
            if (!(Math.abs(got[i] - right[i]) <= 2e-4 * size + 1e-34)) {
                wrong.add(what + "[" + i + "] is " + got[i] + ", not " + right[i]);
                return;
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoNumberStaysInItsSample() {
        return LayerSamples.all().entrySet().stream()
                .filter(e -> !e.getValue().indices() && !e.getValue().mixes())
                .map(e -> dynamicTest(e.getKey(), () -> {
                    for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
                        Module layer = e.getValue().make();
                        layer.eval();
                        layer.to(type);
                        List<Tensor> clean =
                                results(layer, input(e.getValue(), 0.5, false).to(type));
                        for (double number : BEYOND) {
                            List<Tensor> dirty = results(
                                    layer, input(e.getValue(), number, false).to(type));
                            for (int i = 0; i < NAMES.length; i++) {
                                int n = clean.get(i).shape().dim(0);
                                assertThat(dirty.get(i).slice(0, 1, n).toDoubles())
                                        .as(type + " " + NAMES[i] + " beside " + number)
                                        .containsExactly(
                                                clean.get(i).slice(0, 1, n).toDoubles(),
                                                within(type == DType.FLOAT32 ? 1e-5 : 1e-13));
                            }
                            if (Double.isNaN(number)) {
                                assertThat(dirty.get(0).toDoubles()).contains(Double.NaN);
                            }
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> anEmptyBatchHasAnEmptyResult() {
        return LayerSamples.all().entrySet().stream()
                .filter(e -> !e.getValue().indices() && !e.getValue().mixes())
                .map(e -> dynamicTest(e.getKey(), () -> {
                    int[] shape = e.getValue().input().clone();
                    shape[0] = 0;
                    Module layer = e.getValue().make();
                    layer.eval();
                    for (Tensor z : results(layer, Tensor.zeros(DType.FLOAT32, shape))) {
                        assertThat(z.size()).isZero();
                    }
                }));
    }
}
