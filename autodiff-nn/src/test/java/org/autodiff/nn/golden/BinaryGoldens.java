package org.autodiff.nn.golden;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.autodiff.Tensor;

/** The operations of the reference group {@code binary}. */
final class BinaryGoldens {
    private BinaryGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        ops.put("add", of(Tensor::add));
        ops.put("sub", of(Tensor::sub));
        ops.put("mul", of(Tensor::mul));
        ops.put("div", of(Tensor::div));
        ops.put("pow", of(Tensor::pow));
        ops.put("maximum", of(Tensor::maximum));
        ops.put("minimum", of(Tensor::minimum));
        ops.put("atan2", of(Tensor::atan2));
        ops.put("hypot", of(Tensor::hypot));
        ops.put("logaddexp", of(Tensor::logAddExp));
        ops.put("xlogy", of(Tensor::xlogy));
        ops.put("remainder", of(Tensor::remainder));
        ops.put("fmod", of(Tensor::fmod));
        ops.put("floor_divide", of(Tensor::floorDivide));
        ops.put("eq", of(Tensor::eq));
        ops.put("ne", of(Tensor::ne));
        ops.put("lt", of(Tensor::lt));
        ops.put("le", of(Tensor::le));
        ops.put("gt", of(Tensor::gt));
        ops.put("ge", of(Tensor::ge));
        ops.put("add_scalar", (in, a) -> List.of(in.x().add(a.number("value"))));
        ops.put("rsub_scalar", (in, a) -> List.of(in.x().rsub(a.number("value"))));
        ops.put("mul_scalar", (in, a) -> List.of(in.x().mul(a.number("value"))));
        ops.put("rdiv_scalar", (in, a) -> List.of(in.x().rdiv(a.number("value"))));
        ops.put("pow_scalar", (in, a) -> List.of(in.x().pow(a.number("exponent"))));
        ops.put("rpow_scalar", (in, a) -> List.of(in.x().rpow(a.number("base"))));
        ops.put("where", (in, a) -> List.of(in.get("cond").where(in.x(), in.y())));
        ops.put(
                "clamp",
                (in, a) -> List.of(in.x()
                        .clamp(
                                a.has("min") ? a.number("min") : Double.NEGATIVE_INFINITY,
                                a.has("max") ? a.number("max") : Double.POSITIVE_INFINITY)));
        ops.put("clamp_tensor", (in, a) -> List.of(in.x().clampTensor(in.get("min"), in.get("max"))));
        ops.put("lerp", (in, a) -> List.of(in.x().lerp(in.y(), in.get("weight"))));
        ops.put("addcmul", (in, a) -> List.of(in.x().addcmul(a.number("value"), in.y(), in.get("z"))));
        ops.put("addcdiv", (in, a) -> List.of(in.x().addcdiv(a.number("value"), in.y(), in.get("z"))));
        ops.put("reuse_x", (in, a) -> {
            Tensor x = in.x();
            return List.of(x.mul(x).add(x.mul(x.sin())).div(x.mul(x).add(1)));
        });
    }

    private static GoldenOp of(BinaryOperator<Tensor> f) {
        return (in, a) -> List.of(f.apply(in.x(), in.y()));
    }
}
