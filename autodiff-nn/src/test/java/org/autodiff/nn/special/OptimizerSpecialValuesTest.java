package org.autodiff.nn.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.optim.Adadelta;
import org.autodiff.nn.optim.Adagrad;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.AdamW;
import org.autodiff.nn.optim.Adamax;
import org.autodiff.nn.optim.LBFGS;
import org.autodiff.nn.optim.NAdam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.RAdam;
import org.autodiff.nn.optim.RMSprop;
import org.autodiff.nn.optim.Sgd;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every optimiser by special gradients. In single precision the reference is the same optimiser in double precision, in whose
 * range no square overflows; an infinite or missing number in one element does not reach the others; 0 moves nothing.
 */
class OptimizerSpecialValuesTest {
    private static final double[] GRADIENTS = {0, -0.0, 1e-44f, 2e-38f, -1e-22f, 1e-5f, 1, -3, 1e18f, -1e25f};

    private static Map<String, Function<List<Parameter>, Optimizer>> all() {
        Map<String, Function<List<Parameter>, Optimizer>> all = new TreeMap<>();
        all.put("Sgd", p -> new Sgd(p, 0.01, 0.9));
        all.put("Adam", p -> new Adam(p, 0.01));
        all.put("AdamW", p -> new AdamW(p, 0.01));
        all.put("RMSprop", p -> new RMSprop(p, 0.01));
        all.put("Adagrad", p -> new Adagrad(p, 0.01));
        all.put("Adadelta", p -> new Adadelta(p, 0.01));
        all.put("Adamax", p -> new Adamax(p, 0.01));
        all.put("NAdam", p -> new NAdam(p, 0.01));
        all.put("RAdam", p -> new RAdam(p, 0.01));
        all.put("LBFGS", p -> new LBFGS(p, 0.01));
        return all;
    }

    @Test
    void everyOptimizerIsInTheList() throws Exception {
        assertThat(new TreeSet<>(all().keySet()))
                .isEqualTo(ConcreteClasses.of(Optimizer.class, "org.autodiff.nn.optim"));
    }

    /** Parameters of 1 after steps with a gradient. */
    private static double[] after(
            Function<List<Parameter>, Optimizer> rule, DType type, int steps, double... gradient) {
        Tensor x = Tensor.ones(type, gradient.length).requiresGrad(true);
        Tensor g = Tensor.of(gradient, gradient.length).to(type);
        Optimizer optimizer = rule.apply(List.of(new Parameter("p", x)));
        for (int i = 0; i < steps; i++) {
            x.zeroGrad();
            if (optimizer instanceof LBFGS lbfgs) {
                lbfgs.step(() -> {
                    x.zeroGrad();
                    try (Tape tape = Tape.record()) {
                        Tensor loss = x.mul(g).sum();
                        loss.backward();
                        return loss.item();
                    }
                });
            } else {
                try (Tape tape = Tape.record()) {
                    x.mul(g).sum().backward();
                }
                optimizer.step();
            }
        }
        return x.toDoubles();
    }

    @TestFactory
    Stream<DynamicTest> inDoublePrecisionItIsTheSame() {
        return all().entrySet().stream()
                .map(e -> dynamicTest(e.getKey(), () -> {
                    List<String> wrong = new ArrayList<>();
                    for (double g : GRADIENTS) {
                        double[] single = after(e.getValue(), DType.FLOAT32, 3, g, 0.5);
                        double[] exact = after(e.getValue(), DType.FLOAT64, 3, g, 0.5);
                        for (int i = 0; i < 2; i++) {
                            if (!(Math.abs(single[i] - exact[i]) <= 2e-5 * Math.max(1, Math.abs(exact[i])))) {
                                wrong.add("by " + g + " [" + i + "] is " + single[i] + ", not " + exact[i]);
                            }
                        }
                    }
                    assertThat(wrong).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoNumberStaysInItsElement() {
        return all().entrySet().stream()
                .filter(e -> !e.getKey().equals("LBFGS")) // it goes along one line for all
                .flatMap(e -> Stream.of(DType.FLOAT32, DType.FLOAT64)
                        .map(type -> dynamicTest(e.getKey() + " " + type, () -> {
                            double[] clean = after(e.getValue(), type, 3, 0.25, 0.5, 0);
                            for (double g :
                                    new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN}) {
                                double[] dirty = after(e.getValue(), type, 3, g, 0.5, 0);
                                assertThat(dirty[0]).isNotEqualTo(clean[0]);
                                assertThat(dirty[1]).isEqualTo(clean[1]);
                                assertThat(dirty[2]).isEqualTo(clean[2]);
                                if (Double.isNaN(g)) {
                                    assertThat(dirty[0]).isNaN();
                                }
                            }
                            assertThat(clean[2]).isEqualTo(e.getKey().equals("AdamW") ? clean[2] : 1);
                        })));
    }
}
