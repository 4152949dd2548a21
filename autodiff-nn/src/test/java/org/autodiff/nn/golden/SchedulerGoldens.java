package org.autodiff.nn.golden;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.optim.GivenGradient;
import org.autodiff.nn.optim.GradientClipping;
import org.autodiff.nn.optim.OneCycle;
import org.autodiff.nn.optim.ReduceOnPlateau;
import org.autodiff.nn.optim.Schedule;
import org.autodiff.nn.optim.Scheduler;
import org.autodiff.nn.optim.Sgd;

/** The reference group {@code scheduler}: the rate at every step; and clipped gradients. */
public final class SchedulerGoldens {
    private SchedulerGoldens() {}

    /** The schedule that a case names. */
    public static Schedule schedule(String kind, GoldenCase h) {
        return switch (kind) {
            case "StepLR" -> Schedule.step((int) h.number("step_size"), h.number("gamma"));
            case "MultiStepLR" -> Schedule.multiStep(h.number("gamma"), h.integers("milestones"));
            case "ExponentialLR" -> Schedule.exponential(h.number("gamma"));
            case "CosineAnnealingLR" -> Schedule.cosine((int) h.number("T_max"), h.number("eta_min", 0.0));
            case "CosineAnnealingWarmRestarts" ->
                Schedule.cosineWarmRestarts(
                        (int) h.number("T_0"), (int) h.number("T_mult", 1.0), h.number("eta_min", 0.0));
            case "LinearLR" ->
                Schedule.linear(h.number("start_factor"), h.number("end_factor", 1.0), (int) h.number("total_iters"));
            case "ConstantLR" -> Schedule.constant(h.number("factor"), (int) h.number("total_iters"));
            case "PolynomialLR" -> Schedule.polynomial((int) h.number("total_iters"), h.number("power"));
            case "OneCycleLR" ->
                new OneCycle(
                        h.number("max_lr"),
                        (int) h.number("total_steps"),
                        h.number("pct_start", 0.3),
                        !h.has("anneal_strategy") || h.text("anneal_strategy").equals("cos"),
                        h.number("div_factor", 25.0),
                        h.number("final_div_factor", 1e4),
                        h.flag("three_phase"));
            case "CyclicLR" ->
                Schedule.cyclic(
                        h.number("base_lr"),
                        h.number("max_lr"),
                        (int) h.number("step_size_up"),
                        (int) h.number("step_size_down", h.number("step_size_up")),
                        h.has("mode") && h.text("mode").equals("triangular2"));
            case "SequentialLR" ->
                Schedule.sequential(
                        h.integers("milestones"),
                        h.objects("schedulers").stream()
                                .map(s -> schedule(s.text("name"), s))
                                .toArray(Schedule[]::new));
            default -> throw new IllegalArgumentException("scheduler " + kind);
        };
    }

    static List<String> failures(GoldenCase c) {
        Comparison all = new Comparison(c.number("rtol"), c.number("atol"));
        if (c.text("kind").equals("clip_grad")) {
            clip(c, all);
            return all.failures();
        }
        Sgd optimizer = new Sgd(
                List.of(new Parameter("p", Tensor.of(new double[] {1}).requiresGrad(true))), c.number("base_lr"));
        double[] expected = c.tensor("lrs").toDoubles();
        double[] rates = new double[expected.length];
        if (c.text("kind").equals("ReduceLROnPlateau")) {
            ReduceOnPlateau scheduler = new ReduceOnPlateau(optimizer, plateau(c.object("hyper")));
            double[] metrics = c.tensor("metrics").toDoubles();
            for (int t = 0; t < rates.length; t++) {
                rates[t] = optimizer.learningRate();
                scheduler.step(metrics[Math.min(t, metrics.length - 1)]);
            }
        } else {
            Scheduler scheduler = new Scheduler(optimizer, schedule(c.text("kind"), c.object("hyper")));
            for (int t = 0; t < rates.length; t++) {
                rates[t] = optimizer.learningRate();
                scheduler.step();
            }
        }
        all.compare("rates", rates, expected);
        return all.failures();
    }

    private static ReduceOnPlateau.Options plateau(GoldenCase h) {
        return new ReduceOnPlateau.Options(
                h.text("mode").equals("max"),
                h.number("factor"),
                (int) h.number("patience"),
                h.number("threshold"),
                h.text("threshold_mode").equals("rel"),
                (int) h.number("cooldown"),
                h.number("min_lr"));
    }

    /** Clips as a case says; returns the norm before, or NaN where values are cut. */
    public static double clip(GoldenCase clip, List<Parameter> parameters) {
        if (clip.text("type").equals("value")) {
            GradientClipping.byValue(parameters, clip.number("clip_value"));
            return Double.NaN;
        }
        Object p = clip.fields().get("norm_type");
        double order = p == null ? 2 : p instanceof String ? Double.POSITIVE_INFINITY : (Double) p;
        return GradientClipping.byNorm(parameters, clip.number("max_norm"), order);
    }

    private static void clip(GoldenCase c, Comparison all) {
        List<Parameter> parameters = new ArrayList<>();
        for (Tensor gradient : c.tensorList("grads")) {
            Tensor leaf =
                    Tensor.zeros(gradient.dtype(), gradient.shape().toArray()).requiresGrad(true);
            GivenGradient.set(leaf, gradient.toDoubles());
            parameters.add(new Parameter("p" + parameters.size(), leaf));
        }
        double norm = clip(c.object("clip"), parameters);
        if (c.has("total_norm")) {
            all.compare("norm", new double[] {norm}, c.tensor("total_norm").toDoubles());
        }
        List<Tensor> expected = c.tensorList("clipped");
        for (int i = 0; i < expected.size(); i++) {
            all.compare(
                    "gradient " + i,
                    parameters.get(i).grad().toDoubles(),
                    expected.get(i).toDoubles());
        }
    }
}
