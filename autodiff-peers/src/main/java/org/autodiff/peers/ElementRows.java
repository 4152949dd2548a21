package org.autodiff.peers;

import static org.autodiff.peers.Input.doubles;
import static org.autodiff.peers.Input.variable;
import static org.autodiff.peers.Input.within;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.SpecialFunctions;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.ParametricActivation;
import org.autodiff.functional.RegressionLoss;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Functions of one element, and of two, at a hundred, ten thousand and a million elements. */
final class ElementRows {
    private static final int[] SIZES = {100, 10_000, 1_000_000};
    private final List<Row> rows = new ArrayList<>();

    private ElementRows() {}

    static List<Row> all() {
        ElementRows all = new ElementRows();
        all.elementary();
        all.activations();
        all.ofTwo();
        all.losses();
        all.layouts();
        return all.rows;
    }

    private void one(String name, double low, double high, Row.Ours ours, Row.Theirs theirs) {
        for (int n : SIZES) {
            rows.add(Row.of("element/" + name + "-n" + n, List.of(within(low, high, n)), ours, theirs));
        }
    }

    private void two(String name, double low, double high, Row.Ours ours, Row.Theirs theirs) {
        for (int n : SIZES) {
            List<Input> inputs = List.of(within(low, high, n), within(low, high, n));
            rows.add(Row.of("element/" + name + "-n" + n, inputs, ours, theirs));
        }
    }

    private void elementary() {
        one("neg", -2, 2, x -> x[0].neg(), x -> x[0].neg());
        one("abs", -2, 2, x -> x[0].abs(), x -> x[0].abs());
        one("sign", -2, 2, x -> x[0].sign(), x -> x[0].sign());
        one("exp", -2, 2, x -> x[0].exp(), x -> x[0].exp());
        one("expm1", -2, 2, x -> x[0].expm1(), x -> x[0].expm1());
        one("exp2", -2, 2, x -> x[0].exp2(), x -> x[0].exp2());
        one("log", 0.1, 3, x -> x[0].log(), x -> x[0].log());
        one("log1p", 0.1, 3, x -> x[0].log1p(), x -> x[0].log1p());
        one("log2", 0.1, 3, x -> x[0].log2(), x -> x[0].log2());
        one("log10", 0.1, 3, x -> x[0].log10(), x -> x[0].log10());
        one("sqrt", 0.1, 3, x -> x[0].sqrt(), x -> x[0].sqrt());
        one("rsqrt", 0.1, 3, x -> x[0].rsqrt(), x -> x[0].rsqrt());
        one("square", -2, 2, x -> x[0].square(), x -> x[0].square());
        one("reciprocal", 0.1, 3, x -> x[0].reciprocal(), x -> x[0].reciprocal());
        one("logit", 0.1, 0.9, x -> x[0].logit(), x -> x[0].logit());
        one("sin", -3, 3, x -> x[0].sin(), x -> x[0].sin());
        one("cos", -3, 3, x -> x[0].cos(), x -> x[0].cos());
        one("tan", -1, 1, x -> x[0].tan(), x -> x[0].tan());
        one("asin", -0.9, 0.9, x -> x[0].asin(), x -> x[0].asin());
        one("acos", -0.9, 0.9, x -> x[0].acos(), x -> x[0].acos());
        one("atan", -3, 3, x -> x[0].atan(), x -> x[0].atan());
        one("sinh", -2, 2, x -> x[0].sinh(), x -> x[0].sinh());
        one("cosh", -2, 2, x -> x[0].cosh(), x -> x[0].cosh());
        one("tanh", -2, 2, x -> x[0].tanh(), x -> x[0].tanh());
        one("asinh", -2, 2, x -> x[0].asinh(), x -> x[0].asinh());
        one("acosh", 1.1, 3, x -> x[0].acosh(), x -> x[0].acosh());
        one("atanh", -0.9, 0.9, x -> x[0].atanh(), x -> x[0].atanh());
        one("sinc", -3, 3, x -> x[0].sinc(), x -> x[0].sinc());
        one("floor", -3, 3, x -> x[0].floor(), x -> x[0].floor());
        one("ceil", -3, 3, x -> x[0].ceil(), x -> x[0].ceil());
        one("round", -3, 3, x -> x[0].round(), x -> x[0].round());
        one("trunc", -3, 3, x -> x[0].trunc(), x -> x[0].trunc());
        one("erf", -2, 2, x -> x[0].erf(), x -> x[0].erf());
        one("erfc", -2, 2, x -> x[0].erfc(), x -> x[0].erfc());
        one("erfinv", -0.9, 0.9, x -> x[0].erfinv(), x -> x[0].erfinv());
        one("lgamma", 0.5, 4, x -> x[0].lgamma(), x -> x[0].lgamma());
        one("digamma", 0.5, 4, x -> x[0].digamma(), x -> x[0].digamma());
        one("polygamma-1", 0.5, 4, x -> SpecialFunctions.polygamma(1, x[0]), x -> x[0].polygamma(1));
        one("clamp", -2, 2, x -> x[0].clamp(-1, 1), x -> x[0].clamp(bound(-1), bound(1)));
        one("pow-2.5", 0.1, 3, x -> x[0].pow(2.5), x -> x[0].pow(new Scalar(2.5)));
        one("pow-3", 0.1, 3, x -> x[0].pow(3), x -> x[0].pow(new Scalar(3.0)));
        one("pow-minus-half", 0.1, 3, x -> x[0].pow(-0.5), x -> x[0].pow(new Scalar(-0.5)));
        one("times-number", -2, 2, x -> x[0].mul(1.5), x -> x[0].mul(new Scalar(1.5)));
        one("plus-number", -2, 2, x -> x[0].add(1.5), x -> x[0].add(new Scalar(1.5)));
    }

    private static ScalarOptional bound(double value) {
        return new ScalarOptional(new Scalar(value));
    }

    private void activations() {
        one("sigmoid", -3, 3, x -> x[0].sigmoid(), x -> x[0].sigmoid());
        one("relu", -3, 3, x -> x[0].relu(), x -> x[0].relu());
        one("relu6", -3, 9, x -> x[0].relu6(), x -> torch.relu6(x[0]));
        one("silu", -3, 3, x -> x[0].silu(), x -> torch.silu(x[0]));
        one("softplus", -3, 3, x -> x[0].softplus(), x -> torch.softplus(x[0]));
        one("mish", -3, 3, x -> x[0].mish(), x -> torch.mish(x[0]));
        one("gelu", -3, 3, x -> x[0].gelu(), x -> torch.gelu(x[0]));
        one("gelu-tanh", -3, 3, x -> x[0].geluTanh(), x -> torch.gelu(x[0], "tanh"));
        one("selu", -3, 3, x -> x[0].selu(), x -> torch.selu(x[0]));
        one("hardsigmoid", -4, 4, x -> x[0].hardsigmoid(), x -> torch.hardsigmoid(x[0]));
        one("hardswish", -4, 4, x -> x[0].hardswish(), x -> torch.hardswish(x[0]));
        one("leaky-relu", -3, 3, x -> ParametricActivation.leakyRelu(x[0], 0.01), x -> torch.leaky_relu(x[0]));
        one("elu", -3, 3, x -> ParametricActivation.elu(x[0], 1), x -> torch.elu(x[0]));
        one("celu", -3, 3, x -> ParametricActivation.celu(x[0], 1), x -> torch.celu(x[0]));
    }

    private void ofTwo() {
        two("add", -2, 2, x -> x[0].add(x[1]), x -> x[0].add(x[1]));
        two("sub", -2, 2, x -> x[0].sub(x[1]), x -> x[0].sub(x[1]));
        two("mul", -2, 2, x -> x[0].mul(x[1]), x -> x[0].mul(x[1]));
        two("div", 0.5, 2, x -> x[0].div(x[1]), x -> x[0].div(x[1]));
        two("pow", 0.5, 2, x -> x[0].pow(x[1]), x -> x[0].pow(x[1]));
        two("maximum", -2, 2, x -> x[0].maximum(x[1]), x -> x[0].maximum(x[1]));
        two("minimum", -2, 2, x -> x[0].minimum(x[1]), x -> x[0].minimum(x[1]));
        two("remainder", 0.5, 3, x -> x[0].remainder(x[1]), x -> x[0].remainder(x[1]));
        two("fmod", 0.5, 3, x -> x[0].fmod(x[1]), x -> x[0].fmod(x[1]));
        two("atan2", 0.5, 2, x -> x[0].atan2(x[1]), x -> x[0].atan2(x[1]));
        two("hypot", 0.5, 2, x -> x[0].hypot(x[1]), x -> x[0].hypot(x[1]));
        two("logaddexp", -2, 2, x -> x[0].logAddExp(x[1]), x -> x[0].logaddexp(x[1]));
        two("xlogy", 0.5, 2, x -> x[0].xlogy(x[1]), x -> x[0].xlogy(x[1]));
        two("gt", -2, 2, x -> x[0].gt(x[1]), x -> x[0].gt(x[1]));
        two("eq", -2, 2, x -> x[0].eq(x[1]), x -> x[0].eq(x[1]));
        for (int n : SIZES) {
            List<Input> inputs = List.of(Input.mask(n), variable(n), variable(n));
            rows.add(Row.of(
                    "element/where-n" + n, inputs, x -> x[0].where(x[1], x[2]), x -> torch.where(x[0], x[1], x[2])));
            List<Input> filled = List.of(Input.mask(n), variable(n));
            rows.add(Row.of(
                    "element/masked-fill-n" + n,
                    filled,
                    x -> x[1].maskedFill(x[0], 0.5),
                    x -> x[1].masked_fill(x[0], new Scalar(0.5))));
            List<Input> bounds = List.of(within(-2, 2, n), within(-2, -1, n), within(1, 2, n));
            rows.add(Row.of(
                    "element/clamp-tensor-n" + n,
                    bounds,
                    x -> x[0].clampTensor(x[1], x[2]),
                    x -> x[0].clamp(new TensorOptional(x[1]), new TensorOptional(x[2]))));
        }
    }

    private void losses() {
        for (int n : SIZES) {
            List<Input> pair = List.of(within(0.05, 0.95, n), Input.constant(n));
            loss("bce", n, pair, x -> LikelihoodLoss.bceLoss(x[0], x[1]), x -> torch.binary_cross_entropy(x[0], x[1]));
            loss(
                    "bce-with-logits",
                    n,
                    pair,
                    x -> LikelihoodLoss.bceWithLogits(x[0], x[1]),
                    x -> torch.binary_cross_entropy_with_logits(x[0], x[1]));
            loss("kl-div", n, pair, x -> LikelihoodLoss.klDiv(x[0], x[1]), x -> torch.kl_div(x[0], x[1]));
            loss("mse", n, pair, x -> RegressionLoss.mseLoss(x[0], x[1]), x -> torch.mse_loss(x[0], x[1]));
            loss("l1", n, pair, x -> RegressionLoss.l1Loss(x[0], x[1]), x -> torch.l1_loss(x[0], x[1]));
            loss(
                    "smooth-l1",
                    n,
                    pair,
                    x -> RegressionLoss.smoothL1Loss(x[0], x[1]),
                    x -> torch.smooth_l1_loss(x[0], x[1]));
            loss("huber", n, pair, x -> RegressionLoss.huberLoss(x[0], x[1]), x -> torch.huber_loss(x[0], x[1]));
        }
    }

    private void loss(String name, int n, List<Input> inputs, Row.Ours ours, Row.Theirs theirs) {
        rows.add(Row.of("loss/" + name + "-n" + n, inputs, ours, theirs));
    }

    /** Broadcast, transposed, and of double precision. */
    private void layouts() {
        int[] square = {1000, 1000};
        pair("add-row", List.of(variable(square), variable(1000)), x -> x[0].add(x[1]), x -> x[0].add(x[1]));
        pair("add-column", List.of(variable(square), variable(1000, 1)), x -> x[0].add(x[1]), x -> x[0].add(x[1]));
        pair("mul-row", List.of(variable(square), variable(1000)), x -> x[0].mul(x[1]), x -> x[0].mul(x[1]));
        pair("mul-column", List.of(variable(square), variable(1000, 1)), x -> x[0].mul(x[1]), x -> x[0].mul(x[1]));
        pair(
                "mul-channel",
                List.of(variable(32, 64, 28, 28), variable(1, 64, 1, 1)),
                x -> x[0].mul(x[1]),
                x -> x[0].mul(x[1]));
        pair("outer", List.of(variable(1000, 1), variable(1000)), x -> x[0].mul(x[1]), x -> x[0].mul(x[1]));
        pair(
                "add-transposed",
                List.of(variable(square), variable(square).turned()),
                x -> x[0].add(x[1]),
                x -> x[0].add(x[1]));
        pair("tanh-transposed", List.of(variable(square).turned()), x -> x[0].tanh(), x -> x[0].tanh());
        for (int n : SIZES) {
            real("exp", n, -2, 2, x -> x[0].exp(), x -> x[0].exp());
            real("log", n, 0.1, 3, x -> x[0].log(), x -> x[0].log());
            real("tanh", n, -2, 2, x -> x[0].tanh(), x -> x[0].tanh());
            real("sigmoid", n, -2, 2, x -> x[0].sigmoid(), x -> x[0].sigmoid());
            real("sin", n, -2, 2, x -> x[0].sin(), x -> x[0].sin());
            real("sqrt", n, 0.1, 3, x -> x[0].sqrt(), x -> x[0].sqrt());
            real("square", n, -2, 2, x -> x[0].square(), x -> x[0].square());
            real("gelu", n, -2, 2, x -> x[0].gelu(), x -> torch.gelu(x[0]));
        }
    }

    private void pair(String name, List<Input> inputs, Row.Ours ours, Row.Theirs theirs) {
        rows.add(Row.of("layout/" + name, inputs, ours, theirs));
    }

    private void real(String name, int n, double low, double high, Row.Ours ours, Row.Theirs theirs) {
        rows.add(Row.of("double/" + name + "-n" + n, List.of(doubles(low, high, n)), ours, theirs));
    }
}
