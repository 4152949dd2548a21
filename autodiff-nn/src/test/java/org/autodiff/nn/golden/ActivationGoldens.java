package org.autodiff.nn.golden;

import static org.autodiff.nn.golden.UnaryGoldens.put;

import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.functional.ParametricActivation;

/** The operations of the reference group {@code activation}. */
final class ActivationGoldens {
    private ActivationGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        put(ops, "relu", Tensor::relu);
        put(ops, "relu6", Tensor::relu6);
        put(ops, "selu", Tensor::selu);
        put(ops, "silu", Tensor::silu);
        put(ops, "mish", Tensor::mish);
        put(ops, "hardsigmoid", Tensor::hardsigmoid);
        put(ops, "hardswish", Tensor::hardswish);
        put(ops, "softsign", Tensor::softsign);
        put(ops, "tanhshrink", Tensor::tanhshrink);
        put(ops, "logsigmoid", Tensor::logSigmoid);
        ops.put("leaky_relu", (in, a) -> List.of(ParametricActivation.leakyRelu(in.x(), a.number("negative_slope"))));
        ops.put("elu", (in, a) -> List.of(ParametricActivation.elu(in.x(), a.number("alpha"))));
        ops.put("celu", (in, a) -> List.of(ParametricActivation.celu(in.x(), a.number("alpha"))));
        ops.put(
                "gelu",
                (in, a) -> List.of(
                        a.text("approximate").equals("tanh")
                                ? in.x().geluTanh()
                                : in.x().gelu()));
        ops.put(
                "softplus",
                (in, a) -> List.of(ParametricActivation.softplus(in.x(), a.number("beta"), a.number("threshold"))));
        ops.put(
                "hardtanh",
                (in, a) -> List.of(ParametricActivation.hardtanh(in.x(), a.number("min"), a.number("max"))));
        ops.put("hardshrink", (in, a) -> List.of(ParametricActivation.hardshrink(in.x(), a.number("lambda"))));
        ops.put("softshrink", (in, a) -> List.of(ParametricActivation.softshrink(in.x(), a.number("lambda"))));
        ops.put(
                "threshold",
                (in, a) -> List.of(ParametricActivation.threshold(in.x(), a.number("threshold"), a.number("value"))));
        ops.put("prelu", (in, a) -> List.of(ParametricActivation.prelu(in.x(), in.get("weight"))));
        ops.put("glu", (in, a) -> List.of(ParametricActivation.glu(in.x(), a.integer("dim"))));
        ops.put(
                "maxout",
                (in, a) -> List.of(ParametricActivation.maxout(in.x(), a.integer("dim"), a.integer("pieces"))));
    }
}
