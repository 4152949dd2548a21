package org.autodiff.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Batching;
import org.autodiff.OpDef;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.Vmap;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;
import org.autodiff.functional.Attention;
import org.autodiff.functional.Convolution;
import org.autodiff.functional.Embedding;
import org.autodiff.functional.Loss;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Pooling;
import org.autodiff.inspect.Ops;
import org.autodiff.linalg.Decompositions;
import org.autodiff.linalg.Determinants;
import org.autodiff.linalg.Einsum;
import org.autodiff.linalg.Linalg;
import org.autodiff.linalg.MatrixExponential;
import org.autodiff.linalg.Spectral;
import org.autodiff.op.Saved;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Functions of many samples at once against loops over them. Single operations are compared by the table's own checks; here is what
 * is made of several, and the transforms within each other.
 */
class VmapTest {
    private static Tensor random(int seed, int... shape) {
        return Tensor.normal(Seed.of(seed), DType.FLOAT64, 0, 1, shape);
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.toDoubles()).containsExactly(expected.toDoubles(), within(1e-11));
    }

    private static Tensor loop(UnaryOperator<Tensor> f, Tensor x) {
        Tensor[] all = new Tensor[x.shape().dim(0)];
        Arrays.setAll(all, i -> f.apply(x.select(0, i)));
        return Tensor.stack(0, all);
    }

    /** Functions of a matrix of five rows and five columns. */
    private static Map<String, UnaryOperator<Tensor>> functions() {
        Tensor w = random(1, 5, 3);
        Tensor labels = Tensor.of(new long[] {0, 2, 1, 4, 3});
        Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();
        all.put("product", x -> x.matmul(w).tanh().sum(1));
        all.put("vectors", x -> x.select(0, 0).matmul(x.select(1, 1)));
        all.put("layerNorm", x -> Normalization.layerNorm(x, new int[] {5}, null, null, 1e-5));
        all.put("softmax", x -> x.softmax(0).mul(x.logSoftmax(1)));
        all.put("crossEntropy", x -> Loss.crossEntropy(x, labels));
        all.put(
                "attention",
                x -> Attention.scaledDotProductAttention(x, x.mul(2), x.sin(), Attention.Mask.NONE)
                        .output());
        all.put(
                "causal attention",
                x -> Attention.scaledDotProductAttention(x, x, x, Attention.Mask.CAUSAL)
                        .output());
        all.put(
                "convolution",
                x -> Convolution.conv2d(
                        x.reshape(1, 1, 5, 5), random(2, 2, 1, 3, 3), random(3, 2), Convolution.Conv.DEFAULT));
        all.put(
                "kernel",
                x -> Convolution.conv2d(random(4, 2, 1, 6, 6), x.reshape(1, 1, 5, 5), null, Convolution.Conv.DEFAULT));
        all.put("pooling", x -> Pooling.maxPool2d(x.reshape(1, 1, 5, 5), 2));
        all.put("norm", x -> x.norm().add(x.norm(3.0, false, 1).sum()));
        all.put("std", x -> x.std().add(x.std(0)));
        all.put("prod", x -> x.prod(1));
        all.put("sort", x -> x.sort(0).values().mul(x));
        all.put("max", x -> x.maxAlong(1).values());
        all.put("cumsum", x -> x.cumsum(1).mul(x.cumsum(0)));
        all.put("choice", x -> x.gt(0).where(x.square(), x.exp()));
        all.put("pow", x -> x.abs().pow(x));
        all.put("inverse", x -> Linalg.inverse(x).sum(0));
        all.put("logdet", x -> Determinants.slogdet(x).logAbsDet());
        all.put("det", Determinants::det);
        all.put("singular values", Decompositions::svdvals);
        all.put("eigenvalues", Spectral::eigvalsh);
        all.put("exponential", MatrixExponential::matrixExp);
        all.put("cholesky", x -> Linalg.cholesky(x.matmul(x, false, true).add(Linalg.eye(DType.FLOAT64, 5))));
        all.put("einsum", x -> Einsum.einsum("ij,jk->i", x, w));
        all.put("embedding", x -> Embedding.embedding(x, labels));
        all.put("index", x -> x.get(1).add(x.slice(1, 0, 5, 2).sum()));
        all.put("concat", x -> Tensor.concat(0, x, x.t()));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> functionsAgreeWithTheLoop() {
        Tensor x = random(7, 4, 5, 5);
        return functions().entrySet().stream()
                .map(e -> dynamicTest(e.getKey(), () -> {
                    UnaryOperator<Tensor> f = e.getValue();
                    assertClose(Autodiff.vmap(f).apply(x), loop(f, x));
                    UnaryOperator<Tensor> number = m -> f.apply(m).square().sum();
                    UnaryOperator<Tensor> gradient = Autodiff.grad(number);
                    assertClose(Autodiff.vmap(gradient).apply(x), loop(gradient, x));
                    assertClose(
                            Autodiff.grad((Tensor m) ->
                                            Autodiff.vmap(number).apply(m).sum())
                                    .apply(x),
                            loop(gradient, x));
                }));
    }

    @Test
    void everyOperationOfTheTableHasARule() {
        assertThat(Ops.all()).noneMatch(op -> op.batching() == Batching.LOOP);
    }

    @Test
    void axesOfInputsAndResult() {
        Tensor x = random(1, 3, 4);
        Tensor w = random(2, 3, 2);
        Vmap.Options options = Vmap.Options.DEFAULT.withInAxes(1, null).withOutAxis(1);
        Tensor y = Autodiff.vmap(options, xs -> xs[0].matmul(xs[1]), x, w);
        assertClose(y, w.t().matmul(x));
        Tensor last = Autodiff.vmap(options.withInAxes(-1, null).withOutAxis(-1), xs -> xs[0].matmul(xs[1]), x, w);
        assertClose(last, y);
        assertClose(Autodiff.vmap(Vmap.Options.DEFAULT.withInAxes(0, null), xs -> xs[1], x, w), w.expand(3, 3, 2));
    }

    @Test
    void severalResults() {
        Tensor x = random(1, 3, 4);
        List<Tensor> all = Autodiff.vmapAll(Vmap.Options.DEFAULT, xs -> List.of(xs[0].sum(), xs[0].mul(2)), x);
        assertClose(all.get(0), x.sum(1));
        assertClose(all.get(1), x.mul(2));
    }

    @Test
    void nestedIsAnOuterProduct() {
        Tensor x = random(1, 3, 4);
        Tensor y = random(2, 5, 4);
        UnaryOperator<Tensor> rows = Autodiff.vmap(
                (Tensor a) -> Autodiff.vmap((Tensor b) -> a.mul(b).sum()).apply(y));
        assertClose(rows.apply(x), x.matmul(y, false, true));
        UnaryOperator<Tensor> columns = Autodiff.vmap(
                (Tensor b) -> Autodiff.vmap((Tensor a) -> a.matmul(b)).apply(x));
        assertClose(columns.apply(y), y.matmul(x, false, true));
    }

    /** A network of two layers: its gradients for each sample. */
    @Test
    void perSampleGradientsEqualTheLoops() {
        Tensor[] parameters = {random(1, 4, 6), random(2, 6), random(3, 6, 3), random(4, 3)};
        Tensor x = random(5, 7, 4);
        Tensor labels = Tensor.of(new long[] {0, 1, 2, 0, 1, 2, 0});
        TensorFunction loss = all -> {
            Tensor hidden = all[4].matmul(all[0]).add(all[1]).tanh();
            return Loss.crossEntropy(hidden.matmul(all[2]).add(all[3]), all[5]);
        };
        List<Tensor> together = Autodiff.vmapAll(
                Vmap.Options.DEFAULT.withInAxes(null, null, null, null, 0, 0),
                all -> Autodiff.grad(
                        ps -> loss.apply(ps[0], ps[1], ps[2], ps[3], all[4], all[5]), Arrays.copyOf(all, 4)),
                parameters[0],
                parameters[1],
                parameters[2],
                parameters[3],
                x,
                labels);
        List<Tensor> alone = Autodiff.perSampleGrad(loss, parameters, x, labels);
        for (int i = 0; i < 4; i++) {
            assertClose(together.get(i), alone.get(i));
        }
    }

    @Test
    void jacobianByVmapOfVjp() {
        Tensor w = random(1, 4, 6);
        TensorFunction f = xs -> xs[0].matmul(w).tanh().softmax(0).mul(xs[0].sum());
        Tensor x = random(2, 4);
        try (Linearized map = Autodiff.linearize(f, x)) {
            Tensor rows = Autodiff.vmap((Tensor e) -> map.vjp(e).get(0)).apply(Linalg.eye(DType.FLOAT64, 6));
            assertClose(rows, Autodiff.jacobian(f, x).matrix());
            Tensor columns = Autodiff.vmap((Tensor e) -> map.jvp(e)).apply(Linalg.eye(DType.FLOAT64, 4));
            assertClose(columns.t(), Autodiff.jacobian(f, x).matrix());
        }
    }

    @Test
    void hessiansOfEachSample() {
        UnaryOperator<Tensor> f = v -> v.sin().prod().add(v.square().sum().exp());
        Tensor x = random(3, 5, 3);
        UnaryOperator<Tensor> hessian = v -> Autodiff.hessian(f, v);
        assertClose(Autodiff.vmap(hessian).apply(x), loop(hessian, x));
        Tensor along = random(4, 3);
        UnaryOperator<Tensor> hvp = v -> Autodiff.hvp(f, v, along);
        assertClose(Autodiff.vmap(hvp).apply(x), loop(hvp, x));
        UnaryOperator<Tensor> tangent =
                v -> Autodiff.jvp(u -> u.sin().mul(u.sum()), v, along).tangent();
        assertClose(Autodiff.vmap(tangent).apply(x), loop(tangent, x));
        UnaryOperator<Tensor> jacobian =
                v -> Autodiff.jacobian(us -> us[0].cumsum(0).sin(), v).matrix();
        assertClose(Autodiff.vmap(jacobian).apply(x), loop(jacobian, x));
        UnaryOperator<Tensor> ofOne =
                Autodiff.jacobian((Tensor u) -> u.cumsum(0).sin());
        assertClose(Autodiff.vmap(ofOne).apply(x), loop(jacobian, x));
        assertClose(Autodiff.vmap(Autodiff.hessian(f)).apply(x), loop(hessian, x));
        Tensor first = x.select(0, 0);
        assertClose(Autodiff.jacobian(Autodiff.grad(f)).apply(first), hessian.apply(first));
    }

    @Test
    void gradientsWithinNestedOnes() {
        Tensor x = random(1, 3, 4);
        Tensor y = random(2, 2, 4);
        TensorFunction pair = xs -> xs[0].sub(xs[1]).square().sum().neg().exp();
        UnaryOperator<Tensor> together = Autodiff.vmap((Tensor a) -> Autodiff.vmap((Tensor b) ->
                        Autodiff.grad((Tensor u) -> pair.apply(u, b)).apply(a))
                .apply(y));
        UnaryOperator<Tensor> alone =
                a -> loop(b -> Autodiff.grad((Tensor u) -> pair.apply(u, b)).apply(a), y);
        assertClose(together.apply(x), loop(alone, x));
        UnaryOperator<Tensor> inside = Autodiff.vmap((Tensor a) -> Autodiff.grad((Tensor u) ->
                        Autodiff.vmap((Tensor b) -> pair.apply(u, b)).apply(y).sum())
                .apply(a));
        assertClose(inside.apply(x), loop(a -> alone.apply(a).sum(0), x));
    }

    @Test
    void gradientsFlowToWhatAllSamplesShare() {
        Tensor x = random(1, 6, 4);
        Tensor w = random(2, 4).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Autodiff.vmap((Tensor v) -> v.mul(w).sum().tanh()).apply(x).sum().backward();
        }
        Tensor byHand = w.grad();
        w.zeroGrad();
        try (Tape tape = Tape.record()) {
            x.matmul(w).tanh().sum().backward();
        }
        assertClose(byHand, w.grad().detach());
    }

    @Test
    void checkpointsAndDerivativesOfOnesOwn() {
        Tensor x = random(1, 3, 4);
        UnaryOperator<Tensor> kept = v -> v.sin().mul(v.sum());
        UnaryOperator<Tensor> again = v -> Autodiff.checkpoint(kept, v);
        UnaryOperator<Tensor> gradient =
                Autodiff.grad((Tensor v) -> again.apply(v).square().sum());
        assertClose(Autodiff.vmap(gradient).apply(x), loop(gradient, x));
        assertClose(
                Autodiff.grad((Tensor all) ->
                                Autodiff.vmap(again).apply(all).square().sum())
                        .apply(x),
                loop(gradient, x));
        TensorFunction twice = Autodiff.withVjp("reversed", xs -> xs[0].cumsum(0), (xs, y, g) ->
                new Tensor[] {g.mul(2).mul(xs[0].sum())});
        UnaryOperator<Tensor> own =
                Autodiff.grad((Tensor v) -> twice.apply(v).square().sum());
        assertClose(Autodiff.vmap(own).apply(x), loop(own, x));
        assertClose(
                Autodiff.grad((Tensor all) -> Autodiff.vmap((Tensor v) -> twice.apply(v))
                                .apply(all)
                                .square()
                                .sum())
                        .apply(x),
                loop(own, x));
    }

    /** Reverses all elements, in a way that no rule of the library's fits. */
    private static final OpDef REVERSED = OpDef.linear("reversed")
            .forward((b, x, out, attrs) -> {
                double[] all = (double[]) b.elements(x[0]);
                double[] back = new double[all.length];
                Arrays.setAll(back, i -> all[all.length - 1 - i]);
                return b.of(back, out);
            })
            .transpose((call, g, i) -> VmapTest.REVERSED.apply(g))
            .samples("[2,3]")
            .formula("x_{n - i}", "g_{n - i}")
            .define();

    @Test
    void anOperationWithoutRuleIsAppliedToOneSampleAfterTheOther() {
        assertThat(REVERSED.batching()).isSameAs(Batching.LOOP);
        Tensor x = random(1, 3, 4);
        UnaryOperator<Tensor> f = v -> REVERSED.apply(v).mul(v);
        assertClose(Autodiff.vmap(f).apply(x), loop(f, x));
        UnaryOperator<Tensor> gradient =
                Autodiff.grad((Tensor v) -> f.apply(v).square().sum());
        assertClose(Autodiff.vmap(gradient).apply(x), loop(gradient, x));
    }

    @Test
    void aRuleThatDoesNotFitIsFound() {
        OpDef wrong = OpDef.custom("total")
                .forward((b, x, out, attrs) -> b.full(DType.FLOAT64, out, 1))
                .shape((op, in, attrs) -> Shape.of(2))
                .vjp((call, g) -> new Tensor[] {null})
                .saves(Saved.INPUT)
                .samples("[3]")
                .leading()
                .formula("1", "0")
                .define();
        assertThatThrownBy(() -> Autodiff.vmap((Tensor v) -> wrong.apply(v)).apply(random(1, 3, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("total: the batching rule gave [2] for 3 samples of shape [2]");
    }

    @Test
    void aSeedDrawsTheSameForAllSamples() {
        Tensor x = Tensor.zeros(DType.FLOAT64, 3, 4);
        Tensor y = Autodiff.vmap((Tensor v) -> v.add(random(9, 4))).apply(x);
        assertClose(y, random(9, 4).expand(3, 4));
    }

    @Test
    void errorsNameTheOperation() {
        Tensor x = random(1, 3, 4);
        assertThatThrownBy(
                        () -> Autodiff.vmap((Tensor v) -> v.add(random(1, 3))).apply(x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("add: shapes [4] and [3]");
        assertThatThrownBy(
                        () -> Autodiff.vmap((Tensor v) -> v.mul(v.sum().item())).apply(x))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("item: inside vmap")
                .hasMessageContaining("where instead of if");
        assertThatThrownBy(
                        () -> Autodiff.vmap((Tensor v) -> v.requiresGrad(true)).apply(x))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("Autodiff.grad");
        assertThatThrownBy(() -> Autodiff.vmap(xs -> xs[0].add(xs[1]), x, random(1, 5)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("input 1 of shape [5] has 5 samples along axis 0, another one 3");
        assertThatThrownBy(() -> Autodiff.vmap(xs -> xs[0], Tensor.zeros(DType.FLOAT64, 0, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> Autodiff.vmap(Vmap.Options.DEFAULT.withInAxes((Integer) null), xs -> xs[0], x))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("no input is mapped");
        assertThatThrownBy(() -> Autodiff.vmap(Vmap.Options.DEFAULT.withInAxes(2), xs -> xs[0], x))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("vmap: axis 2");
        assertThatThrownBy(() -> Autodiff.vmap(Vmap.Options.DEFAULT.withInAxes(0, 0), xs -> xs[0], x))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("2 axes for 1 inputs");
        assertThatThrownBy(() -> Autodiff.vmap((Tensor v) -> null).apply(x)).isInstanceOf(AutodiffException.class);
    }

    @Test
    void whatLeavesTheFunctionOtherwiseIsRefused() {
        Tensor[] leaked = new Tensor[1];
        Autodiff.vmap((Tensor v) -> leaked[0] = v).apply(random(1, 3, 4));
        assertThat(leaked[0].toString()).contains("inside vmap");
        assertThatThrownBy(() -> leaked[0].add(1))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("has ended");
        assertThatThrownBy(() -> leaked[0].toDoubles()).isInstanceOf(TapeException.class);
    }
}
