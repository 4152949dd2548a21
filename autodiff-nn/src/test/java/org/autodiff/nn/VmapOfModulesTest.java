package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.Vmap;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.TapeException;
import org.autodiff.nn.layer.Embedding;
import org.autodiff.nn.layer.Flatten;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.layer.normalization.BatchNormOptions;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.layer.normalization.NormOptions;
import org.autodiff.nn.layer.pooling.MaxPool2d;
import org.autodiff.nn.layer.recurrent.GRU;
import org.autodiff.nn.layer.recurrent.RecurrentOptions;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Modules inside vmap: gradients by their parameters for each sample, and several networks of one kind at once. */
class VmapOfModulesTest {
    private static final Seed SEED = Seed.of(4);
    private static final DType F64 = DType.FLOAT64;

    private static Linear linear(int in, int out) {
        return new Linear(in, out, true, F64, SEED);
    }

    /** Modules, and four samples of what each takes, without the axis of a batch. */
    private static Map<Module, Tensor> modules() {
        Map<Module, Tensor> all = new LinkedHashMap<>();
        all.put(new Sequential(linear(3, 4), new Tanh(), linear(4, 2)), random(4, 3));
        Module convolutions = new Sequential(
                new Conv2d(2, 3, 3, ConvOptions.DEFAULT.withDtype(F64), SEED),
                new ReLU(),
                new MaxPool2d(2),
                new Flatten(),
                linear(12, 2));
        all.put(convolutions, random(4, 2, 6, 6));
        all.put(
                new Sequential(linear(3, 4), new LayerNorm(4, NormOptions.DEFAULT.withDtype(F64)), linear(4, 2)),
                random(4, 3));
        Module fixed =
                new Sequential(linear(3, 4), new BatchNorm1d(4, BatchNormOptions.DEFAULT.withDtype(F64)), linear(4, 2));
        fixed.eval();
        all.put(fixed, random(4, 3));
        all.put(new GRU(3, 2, RecurrentOptions.DEFAULT.withDtype(F64), SEED), random(4, 5, 3));
        TransformerEncoderLayer.Options options = TransformerEncoderLayer.Options.DEFAULT
                .withHidden(3)
                .withDropout(0)
                .withDtype(F64)
                .withBatchFirst(true);
        all.put(new TransformerEncoderLayer(4, 2, options, SEED), random(4, 3, 4));
        all.put(new Embedding(5, 2, F64, SEED), Tensor.of(new long[] {0, 1, 4, 4, 2, 3, 0, 2}, 4, 2));
        return all;
    }

    private static Tensor random(int... shape) {
        return Tensor.normal(SEED, F64, 0, 1, shape);
    }

    private static TensorFunction loss(Module module) {
        int n = module.parameters().size();
        return all -> FunctionalCall.ofParameters(
                        module,
                        () -> module.forward(all[n].unsqueeze(0)).sin().square().sum())
                .apply(Arrays.copyOf(all, n));
    }

    @TestFactory
    Stream<DynamicTest> gradientsForEachSample() {
        return modules().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey().toString(), () -> {
                    Module module = e.getKey();
                    TensorFunction loss = loss(module);
                    Tensor[] parameters = FunctionalCall.parameters(module);
                    int n = parameters.length;
                    Integer[] axes = new Integer[n + 1];
                    axes[n] = 0;
                    Tensor[] inputs = Arrays.copyOf(parameters, n + 1);
                    inputs[n] = e.getValue();
                    List<Tensor> together = Autodiff.vmapAll(
                            Vmap.Options.DEFAULT.withInAxes(axes),
                            all -> Autodiff.grad(
                                    ps -> {
                                        Tensor[] arguments = Arrays.copyOf(ps, n + 1);
                                        arguments[n] = all[n];
                                        return loss.apply(arguments);
                                    },
                                    Arrays.copyOf(all, n)),
                            inputs);
                    List<Tensor> alone = Autodiff.perSampleGrad(loss, parameters, e.getValue());
                    for (int i = 0; i < n; i++) {
                        assertThat(together.get(i).shape())
                                .isEqualTo(alone.get(i).shape());
                        assertThat(together.get(i).toDoubles())
                                .containsExactly(alone.get(i).toDoubles(), within(1e-12));
                    }
                }));
    }

    /** PyTorch's model ensembling: parameters stacked, one evaluation for all. */
    @Test
    void severalNetworksAtOnce() {
        List<Module> networks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            networks.add(new Sequential(
                    new Linear(3, 4, true, F64, SEED.child(i)),
                    new Tanh(),
                    new Linear(4, 2, true, F64, SEED.child(9 + i))));
        }
        Module first = networks.get(0);
        Tensor[] stacked = new Tensor[first.parameters().size()];
        Arrays.setAll(
                stacked,
                i -> Tensor.stack(
                        0,
                        networks.stream()
                                .map(m -> m.parameters().get(i).tensor())
                                .toArray(Tensor[]::new)));
        Tensor x = random(5, 3);
        Tensor together = Autodiff.vmap(FunctionalCall.ofParameters(first, () -> first.forward(x)), stacked);
        Tensor alone = Tensor.stack(0, networks.stream().map(m -> m.forward(x)).toArray(Tensor[]::new));
        assertThat(together.toDoubles()).containsExactly(alone.toDoubles(), within(1e-14));
    }

    @Test
    void whatChangesABufferIsRefused() {
        Module norm = new BatchNorm1d(2, BatchNormOptions.DEFAULT.withDtype(F64));
        assertThatThrownBy(() -> Autodiff.vmap((Tensor x) -> norm.forward(x)).apply(random(3, 4, 2)))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("inside vmap");
    }
}
