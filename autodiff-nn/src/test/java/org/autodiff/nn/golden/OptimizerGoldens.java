package org.autodiff.nn.golden;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.optim.Adadelta;
import org.autodiff.nn.optim.Adagrad;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.AdamW;
import org.autodiff.nn.optim.Adamax;
import org.autodiff.nn.optim.GivenGradient;
import org.autodiff.nn.optim.MomentOptions;
import org.autodiff.nn.optim.NAdam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.RAdam;
import org.autodiff.nn.optim.RMSprop;
import org.autodiff.nn.optim.Sgd;

/** The reference group {@code optimizer}: every parameter after every step with given gradients. */
public final class OptimizerGoldens {
    private OptimizerGoldens() {}

    /** The optimizer that a case names. */
    public static Optimizer optimizer(String kind, GoldenCase h, List<Parameter> parameters, double rate) {
        double decay = h.number("weight_decay", 0.0);
        return switch (kind) {
            case "SGD" ->
                new Sgd(
                        parameters,
                        rate,
                        new Sgd.Options(
                                h.number("momentum", 0.0),
                                h.number("dampening", 0.0),
                                decay,
                                h.flag("nesterov"),
                                h.flag("maximize"),
                                false,
                                false));
            case "Adam" -> new Adam(parameters, rate, adam(h, decay));
            case "AdamW" -> new AdamW(parameters, rate, adam(h, decay));
            case "RMSprop" ->
                new RMSprop(
                        parameters,
                        rate,
                        new RMSprop.Options(
                                h.number("alpha"),
                                h.number("eps"),
                                decay,
                                h.number("momentum", 0.0),
                                h.flag("centered")));
            case "Adagrad" ->
                new Adagrad(
                        parameters,
                        rate,
                        new Adagrad.Options(
                                h.number("lr_decay", 0.0),
                                decay,
                                h.number("initial_accumulator_value", 0.0),
                                h.number("eps")));
            case "Adadelta" ->
                new Adadelta(parameters, rate, new Adadelta.Options(h.number("rho"), h.number("eps"), decay));
            case "Adamax" ->
                new Adamax(
                        parameters,
                        rate,
                        new MomentOptions(h.number("betas", 0), h.number("betas", 1), h.number("eps"), decay));
            case "NAdam" ->
                new NAdam(
                        parameters,
                        rate,
                        new NAdam.Options(
                                h.number("betas", 0),
                                h.number("betas", 1),
                                h.number("eps"),
                                decay,
                                h.number("momentum_decay", 0.004)));
            case "RAdam" ->
                new RAdam(
                        parameters,
                        rate,
                        new MomentOptions(h.number("betas", 0), h.number("betas", 1), h.number("eps"), decay));
            default -> throw new IllegalArgumentException("optimizer " + kind);
        };
    }

    private static Adam.Options adam(GoldenCase h, double decay) {
        return new Adam.Options(h.number("betas", 0), h.number("betas", 1), h.number("eps"), decay, h.flag("amsgrad"));
    }

    static List<String> failures(GoldenCase c) {
        List<Parameter> parameters = new ArrayList<>();
        for (Tensor init : c.tensorList("params0")) {
            parameters.add(new Parameter("p" + parameters.size(), init.requiresGrad(true)));
        }
        List<Tensor> gradients = c.tensorList("grads");
        List<Tensor> expected = c.tensorList("params_after_each_step");
        Optimizer optimizer = optimizer(c.text("kind"), c.object("hyper"), parameters, c.number("lr"));
        Comparison all = new Comparison(c.number("rtol"), c.number("atol"));
        for (int step = 0; step < (int) c.number("steps"); step++) {
            for (int i = 0; i < parameters.size(); i++) {
                GivenGradient.set(parameters.get(i).tensor(), Golden.row(gradients.get(i), step));
            }
            optimizer.step();
            for (int i = 0; i < parameters.size(); i++) {
                all.compare(
                        "step " + step + " parameter " + i,
                        parameters.get(i).tensor().toDoubles(),
                        Golden.row(expected.get(i), step));
            }
        }
        return all.failures();
    }
}
