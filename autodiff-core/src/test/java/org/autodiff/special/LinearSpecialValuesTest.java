package org.autodiff.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.OpDef;
import org.autodiff.Rule;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Sample;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every linear and bilinear operation of the table, on each of its samples: a special number in one element reaches just the
 * results that have a coefficient for it, with that coefficient; gradients and tangents are those at ordinary numbers, second
 * derivatives 0. And a list of where each other operation is held against references at special numbers.
 */
class LinearSpecialValuesTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    /** By RowsTest. What is missing here fails the build. */
    private static final Set<String> ROWS = Set.of(
            "max",
            "min",
            "logSumExp",
            "cumprod",
            "logCumsumExp",
            "norm",
            "softmax",
            "logSoftmax",
            "inverseRms",
            "batchNorm",
            "groupNorm",
            "clampTensor");

    /** By LossLimitsTest and ClassLossLimitsTest. */
    private static final Set<String> LOSSES =
            Set.of("crossEntropy", "huberLoss", "logCoshLoss", "bceLoss", "bceWithLogits", "klDiv", "gaussianNll");

    /** Of two elements: by BinarySpecialValuesTest and BinaryEdgesTest, the last ones as derivatives of the first. */
    private static final Set<String> BINARY = Set.of(
            "div",
            "pow",
            "xlogy",
            "atan2",
            "hypot",
            "logAddExp",
            "maximum",
            "minimum",
            "floorDivide",
            "remainder",
            "fmod",
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "powDerivative",
            "directionCosine",
            "inversion");

    /** By MatrixScalesTest, at huge and tiny matrices. */
    private static final Set<String> MATRICES = Set.of(
            "inverse",
            "solve",
            "triangularSolve",
            "cholesky",
            "logAbsDet",
            "eigvalsh",
            "eigvecsh",
            "eigvals",
            "eigPacked",
            "qrPacked",
            "svdPacked",
            "svdvals",
            "luPacked",
            "luRows",
            "pinv");

    /** Within layers of autodiff-nn, by LayerSpecialValuesTest there. */
    private static final Set<String> LAYERS =
            Set.of("conv", "convBias", "recurrent", "maxPoolIndex", "adaptiveMaxIndex");

    /** In rules of other operations, or as whole numbers, and by tests of their own; not against a reference of many digits. */
    private static final Set<String> OTHERS = Set.of(
            "recurrence",
            "where",
            "topk",
            "argmax",
            "argmin",
            "argsort",
            "oneHot",
            "det",
            "cofactors",
            "cofactorsAlong",
            "detSign",
            "withEigenvalues");

    private static boolean isLinear(OpDef op) {
        return op.rule() instanceof Rule.Linear || op.rule() instanceof Rule.Bilinear;
    }

    @Test
    void everyOperationIsSomewhere() {
        Set<String> left = new TreeSet<>();
        for (OpDef op : Ops.all()) {
            boolean ofOne = op.arity() == 1 && op.scalar() != null; // LimitsTest and SpecialValuesTest
            if (!isLinear(op) && !ofOne) {
                left.add(op.name());
            }
        }
        Set<String> listed = new TreeSet<>();
        Stream.of(ROWS, LOSSES, BINARY, MATRICES, LAYERS, OTHERS).forEach(listed::addAll);
        assertThat(left).isEqualTo(listed);
    }

    @TestFactory
    Stream<DynamicTest> everyLinearOperation() {
        List<DynamicTest> all = new ArrayList<>();
        for (OpDef op : Ops.all()) {
            if (isLinear(op)) {
                for (DType type : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
                    all.add(dynamicTest(op.name() + " " + type, () -> {
                        for (Sample sample : op.samples()) {
                            check(op, sample, type);
                        }
                    }));
                }
            }
        }
        return all.stream();
    }

    private static void check(OpDef op, Sample sample, DType type) {
        Tensor[] inputs = new Tensor[sample.shapes().size()];
        for (int i = 0; i < inputs.length; i++) {
            Shape shape = sample.shapes().get(i);
            var domain = op.domains().get(Math.min(i, op.domains().size() - 1));
            Tensor x = Tensor.of(domain.fill(shape, Seed.of(11 + i).generator()), shape.toArray());
            inputs[i] = x.to(domain.dtype().isFloating() ? type : domain.dtype());
        }
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i].dtype().isFloating() && inputs[i].size() > 0) {
                int k = i;
                checkInput(op.name() + " " + sample + " by input " + i, inputs[i], z -> {
                    Tensor[] in = inputs.clone();
                    in[k] = z;
                    return op.apply(sample.attrs(), in);
                });
            }
        }
    }

    private static void checkInput(String what, Tensor x, UnaryOperator<Tensor> f) {
        int n = x.size();
        int[] dims = x.shape().toArray();
        Tensor y = f.apply(x);
        if (y.size() == 0 || !y.dtype().isFloating()) {
            return;
        }
        double[] ordinary = y.toDoubles();
        Tensor weights =
                Tensor.uniform(Seed.of(3), y.dtype(), 0.5, 1.5, y.shape().toArray());
        UnaryOperator<Tensor> loss = z -> f.apply(z).mul(weights).sum();
        double[] gradient = Autodiff.grad(loss).apply(x).toDoubles();
        Tensor along = Tensor.uniform(Seed.of(4), x.dtype(), -1, 1, dims);
        double[] tangent = Autodiff.jvp(f, x, along).tangent().toDoubles();
        double huge = x.dtype() == DType.FLOAT32 ? 1e30 : 1e300;
        for (int j : new int[] {0, n / 2, n - 1}) {
            double[] unit = new double[n];
            unit[j] = 1;
            double[] column = Autodiff.jvp(f, x, Tensor.of(unit, dims).to(x.dtype()))
                    .tangent()
                    .toDoubles();
            for (double special : new double[] {huge, -huge, INF, -INF, Double.NaN}) {
                double[] values = x.toDoubles();
                values[j] = special;
                Tensor z = Tensor.of(values, dims).to(x.dtype());
                double[] got = f.apply(z).toDoubles();
                for (int i = 0; i < got.length; i++) {
                    String where = what + "[" + j + "] = " + special + ", result " + i;
                    if (column[i] == 0) {
                        assertThat(got[i] == ordinary[i]
                                        || Double.isNaN(got[i]) && isZeroFactor(what)
                                        || Math.abs(got[i] - ordinary[i]) <= 1e-6 * huge * 1e-20)
                                .as(where + ": " + got[i] + ", not " + ordinary[i])
                                .isTrue();
                    } else if (Double.isFinite(special)) {
                        assertThat(got[i] / special).as(where).isCloseTo(column[i], offset(1e-5));
                    } else if (!Double.isNaN(got[i]) || !isCentered(what)) {
                        assertThat(got[i]).as(where).isEqualTo(Double.valueOf(special * Math.signum(column[i])));
                    }
                }
                assertThat(Autodiff.grad(loss).apply(z).toDoubles())
                        .as(what + " gradient")
                        .containsExactly(gradient);
                assertThat(Autodiff.jvp(f, z, along).tangent().toDoubles())
                        .as(what + " tangent")
                        .containsExactly(tangent);
            }
        }
    }

    /** Convention: what is multiplied by a 0 of a matrix or a kernel is 0 times infinity. */
    private static boolean isZeroFactor(String what) {
        return what.startsWith("blend") || what.startsWith("unblend") || what.startsWith("conv");
    }

    /** Convention: an infinite element has no distance from its mean. */
    private static boolean isCentered(String what) {
        return what.startsWith("center");
    }
}
