package org.autodiff.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.golden.Golden;
import org.autodiff.nn.golden.GoldenCase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every step of every parameter, against PyTorch's optimizers on given gradients. */
class OptimizerGoldenTest {
    @TestFactory
    List<DynamicTest> sgdFollowsPyTorch() {
        return tests("SGD");
    }

    @TestFactory
    List<DynamicTest> adamFollowsPyTorch() {
        return tests("Adam");
    }

    @Test
    void theReferenceHasBothAlgorithms() {
        List<GoldenCase> cases = Golden.cases("optimizer");

        assertThat(cases).filteredOn(c -> supported(c, "SGD")).hasSizeGreaterThanOrEqualTo(10);
        assertThat(cases).filteredOn(c -> supported(c, "Adam")).hasSizeGreaterThanOrEqualTo(4);
    }

    private static List<DynamicTest> tests(String kind) {
        return Golden.cases("optimizer").stream()
                .filter(c -> supported(c, kind))
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> follow(c)))
                .toList();
    }

    /** Adam with the running maximum (amsgrad) is not offered. */
    private static boolean supported(GoldenCase c, String kind) {
        return c.text("kind").equals(kind) && !c.object("hyper").flag("amsgrad");
    }

    private static void follow(GoldenCase c) {
        List<Parameter> parameters = new ArrayList<>();
        for (Tensor init : c.tensorList("params0")) {
            parameters.add(new Parameter("p" + parameters.size(), init.requiresGrad(true)));
        }
        List<Tensor> gradients = c.tensorList("grads");
        List<Tensor> expected = c.tensorList("params_after_each_step");
        Optimizer optimizer = optimizer(c, parameters);
        // maximising is descending the negated function
        double sign = c.object("hyper").flag("maximize") ? -1 : 1;

        for (int step = 0; step < (int) c.number("steps"); step++) {
            for (int i = 0; i < parameters.size(); i++) {
                double[] gradient = Golden.row(gradients.get(i), step);
                GivenGradient.set(
                        parameters.get(i).tensor(),
                        Arrays.stream(gradient).map(g -> sign * g).toArray());
            }
            optimizer.step();
            for (int i = 0; i < parameters.size(); i++) {
                Golden.assertClose(
                        c.name() + " step " + step + " parameter " + i,
                        parameters.get(i).tensor().toDoubles(),
                        Golden.row(expected.get(i), step),
                        c.number("rtol"),
                        c.number("atol"));
            }
        }
    }

    private static Optimizer optimizer(GoldenCase c, List<Parameter> parameters) {
        GoldenCase hyper = c.object("hyper");
        if (c.text("kind").equals("SGD")) {
            return new Sgd(
                    parameters,
                    c.number("lr"),
                    new Sgd.Options(
                            hyper.number("momentum"),
                            hyper.number("dampening"),
                            hyper.number("weight_decay"),
                            hyper.flag("nesterov")));
        }
        return new Adam(
                parameters,
                c.number("lr"),
                new Adam.Options(
                        hyper.number("betas", 0),
                        hyper.number("betas", 1),
                        hyper.number("eps"),
                        hyper.number("weight_decay")));
    }
}
