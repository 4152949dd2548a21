package org.autodiff.examples.playground;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.check.Fault;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.nn.Parameter;

/**
 * A network one of whose rules of differentiation is wrong, and what the gradient checker says of it.
 *
 * @param fault what is wrong
 * @param layer behind which layer, counted from 1
 */
record BrokenRule(Fault fault, int layer) {
    private static final int POINTS = 5;

    /** The rule that a page asks for. */
    static BrokenRule of(Map<String, Object> json, Settings settings) {
        String name = String.valueOf(json.getOrDefault("fault", "SIGN"));
        Fault fault = Arrays.stream(Fault.values())
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ArgumentException(
                        "fault: there is no '" + name + "'; there are " + List.of(Fault.values())));
        int layer = Settings.whole("layer", json.getOrDefault("layer", 1L));
        if (layer < 1 || layer > settings.layers().size() + 1) {
            throw new ArgumentException("layer: " + layer + " is not between 1 and "
                    + (settings.layers().size() + 1));
        }
        return new BrokenRule(fault, layer);
    }

    /** Checks the derivatives of the loss by all weights, on a few points. */
    GradCheckReport checked(Training training) {
        List<Parameter> parameters = training.network().parameters();
        Points few = training.train();
        int n = Math.min(POINTS, few.size());
        Tensor x = Tensor.of(
                Feature.values(training.settings().features(), Arrays.copyOf(few.xs(), n), Arrays.copyOf(few.ys(), n)),
                n,
                training.settings().features().size());
        Tensor t = Tensor.of(Arrays.copyOf(few.labels(), n), n, 1);
        String[] names = parameters.stream().map(Parameter::name).toArray(String[]::new);
        Tensor[] at = parameters.stream()
                .map(p -> p.tensor().detach().to(DType.FLOAT64))
                .toArray(Tensor[]::new);
        return GradCheck.DEFAULT.check(ws -> loss(training.settings().activation(), ws, x, t), names, at);
    }

    /** Weight and bias of each layer in turn. */
    private Tensor loss(String activation, Tensor[] weights, Tensor x, Tensor t) {
        Tensor h = x;
        int last = weights.length / 2;
        for (int i = 1; i <= last; i++) {
            h = h.matmul(weights[2 * i - 2].t()).add(weights[2 * i - 1]);
            h = i < last ? Network.activate(activation, h) : h;
            h = i == layer ? fault.operation().apply(h) : h;
        }
        return LikelihoodLoss.bceWithLogits(h, t);
    }

    @Override
    public String toString() {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " behind layer " + layer;
    }
}
