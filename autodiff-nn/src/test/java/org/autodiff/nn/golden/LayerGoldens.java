package org.autodiff.nn.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Embedding.Bag;
import org.autodiff.functional.Recurrent.LstmSequence;
import org.autodiff.functional.Recurrent.LstmState;
import org.autodiff.functional.Recurrent.Nonlinearity;
import org.autodiff.functional.Recurrent.Sequence;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.layer.Embedding;
import org.autodiff.nn.layer.EmbeddingBag;
import org.autodiff.nn.layer.activation.CELU;
import org.autodiff.nn.layer.activation.ELU;
import org.autodiff.nn.layer.activation.GELU;
import org.autodiff.nn.layer.activation.GLU;
import org.autodiff.nn.layer.activation.Hardshrink;
import org.autodiff.nn.layer.activation.Hardsigmoid;
import org.autodiff.nn.layer.activation.Hardswish;
import org.autodiff.nn.layer.activation.Hardtanh;
import org.autodiff.nn.layer.activation.LeakyReLU;
import org.autodiff.nn.layer.activation.LogSigmoid;
import org.autodiff.nn.layer.activation.Maxout;
import org.autodiff.nn.layer.activation.Mish;
import org.autodiff.nn.layer.activation.PReLU;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.activation.ReLU6;
import org.autodiff.nn.layer.activation.SELU;
import org.autodiff.nn.layer.activation.SiLU;
import org.autodiff.nn.layer.activation.Softplus;
import org.autodiff.nn.layer.activation.Softshrink;
import org.autodiff.nn.layer.activation.Softsign;
import org.autodiff.nn.layer.activation.Tanhshrink;
import org.autodiff.nn.layer.activation.Threshold;
import org.autodiff.nn.layer.convolution.Conv1d;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.Conv3d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.convolution.ConvTranspose1d;
import org.autodiff.nn.layer.convolution.ConvTranspose2d;
import org.autodiff.nn.layer.convolution.ConvTranspose3d;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import org.autodiff.nn.layer.normalization.BatchNorm3d;
import org.autodiff.nn.layer.normalization.BatchNormOptions;
import org.autodiff.nn.layer.normalization.GroupNorm;
import org.autodiff.nn.layer.normalization.InstanceNorm1d;
import org.autodiff.nn.layer.normalization.InstanceNorm2d;
import org.autodiff.nn.layer.normalization.InstanceNorm3d;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.layer.normalization.LocalResponseNorm;
import org.autodiff.nn.layer.normalization.NormOptions;
import org.autodiff.nn.layer.normalization.RMSNorm;
import org.autodiff.nn.layer.pooling.AdaptiveAvgPool1d;
import org.autodiff.nn.layer.pooling.AdaptiveAvgPool2d;
import org.autodiff.nn.layer.pooling.AdaptiveMaxPool2d;
import org.autodiff.nn.layer.pooling.AvgPool1d;
import org.autodiff.nn.layer.pooling.AvgPool2d;
import org.autodiff.nn.layer.pooling.MaxPool1d;
import org.autodiff.nn.layer.pooling.MaxPool2d;
import org.autodiff.nn.layer.recurrent.GRU;
import org.autodiff.nn.layer.recurrent.GRUCell;
import org.autodiff.nn.layer.recurrent.LSTM;
import org.autodiff.nn.layer.recurrent.LSTMCell;
import org.autodiff.nn.layer.recurrent.RNN;
import org.autodiff.nn.layer.recurrent.RNNCell;
import org.autodiff.nn.layer.recurrent.RecurrentOptions;

/**
 * Reference operations by the modules of the same meaning. A module makes parameters of its own; those of the case are loaded
 * by name, and the case's gradients are asked of the module's.
 */
final class LayerGoldens {
    private static final Seed SEED = Seed.of(0);

    private LayerGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        activations(ops);
        windows(ops);
        norms(ops);
        recurrent(ops);
    }

    /** Whether the modules can be made for a case: their parameters are all there, or none where they are left out together. */
    static boolean fits(GoldenCase c) {
        List<String> names =
                c.objects("inputs").stream().map(i -> i.text("name")).toList();
        // a parameter is a leaf of the module: it is never a view
        boolean leaves = c.objects("inputs").stream()
                .noneMatch(i -> i.has("view") && !i.text("name").equals("x"));
        return leaves
                && switch (c.text("op")) {
                    case "batch_norm", "group_norm", "instance_norm", "layer_norm" ->
                        names.contains("weight") == names.contains("bias");
                    case "rms_norm" -> names.contains("weight");
                    default -> true;
                };
    }

    private static void put(Map<String, GoldenOp> ops, String name, Module module) {
        ops.put(name, (in, a) -> List.of(module.forward(in.x())));
    }

    private static void activations(Map<String, GoldenOp> ops) {
        put(ops, "relu", new ReLU());
        put(ops, "relu6", new ReLU6());
        put(ops, "selu", new SELU());
        put(ops, "silu", new SiLU());
        put(ops, "mish", new Mish());
        put(ops, "hardsigmoid", new Hardsigmoid());
        put(ops, "hardswish", new Hardswish());
        put(ops, "softsign", new Softsign());
        put(ops, "tanhshrink", new Tanhshrink());
        put(ops, "logsigmoid", new LogSigmoid());
        with(ops, "leaky_relu", a -> new LeakyReLU(a.number("negative_slope")));
        with(ops, "elu", a -> new ELU(a.number("alpha")));
        with(ops, "celu", a -> new CELU(a.number("alpha")));
        with(ops, "gelu", a -> new GELU(a.text("approximate").equals("tanh")));
        with(ops, "softplus", a -> new Softplus(a.number("beta"), a.number("threshold")));
        with(ops, "hardtanh", a -> new Hardtanh(a.number("min"), a.number("max")));
        with(ops, "hardshrink", a -> new Hardshrink(a.number("lambda")));
        with(ops, "softshrink", a -> new Softshrink(a.number("lambda")));
        with(ops, "threshold", a -> new Threshold(a.number("threshold"), a.number("value")));
        with(ops, "glu", a -> new GLU(a.integer("dim")));
        with(ops, "maxout", a -> new Maxout(a.integer("pieces"), a.integer("dim")));
        ops.put("prelu", (in, a) -> {
            Tensor weight = in.get("weight");
            PReLU module = new PReLU(weight.size(), 0.25, weight.dtype());
            return List.of(loaded(module, in, Map.of("weight", "weight")).forward(in.x()));
        });
    }

    /** A module without parameters that is made from the case's attributes. */
    @FunctionalInterface
    private interface Made {
        Module by(Attributes a);
    }

    private static void with(Map<String, GoldenOp> ops, String name, Made made) {
        ops.put(name, (in, a) -> List.of(made.by(a).forward(in.x())));
    }

    private static void windows(Map<String, GoldenOp> ops) {
        with(ops, "max_pool1d", a -> new MaxPool1d(ConvGoldens.maxPool(a)));
        with(ops, "max_pool2d", a -> new MaxPool2d(ConvGoldens.maxPool(a)));
        with(ops, "avg_pool1d", a -> new AvgPool1d(ConvGoldens.avgPool(a)));
        with(ops, "avg_pool2d", a -> new AvgPool2d(ConvGoldens.avgPool(a)));
        with(ops, "adaptive_avg_pool1d", a -> new AdaptiveAvgPool1d(a.integers("output_size")[0]));
        with(ops, "adaptive_avg_pool2d", a -> new AdaptiveAvgPool2d(a.integers("output_size")));
        with(ops, "adaptive_max_pool2d", a -> new AdaptiveMaxPool2d(a.integers("output_size")));
        for (int axes = 1; axes <= 3; axes++) {
            int n = axes;
            ops.put("conv" + n + "d", (in, a) -> List.of(convolution(n, in, a).forward(in.x())));
            ops.put(
                    "conv_transpose" + n + "d",
                    (in, a) -> List.of(transposed(n, in, a).forward(in.x())));
        }
    }

    private static Module convolution(int axes, Inputs in, Attributes a) {
        Tensor weight = in.get("weight");
        int out = weight.shape().dim(0);
        int channels = weight.shape().dim(1) * a.integer("groups");
        ConvOptions options = ConvOptions.DEFAULT
                .withStride(a.integers("stride"))
                .withPadding(a.integers("padding"))
                .withDilation(a.integers("dilation"))
                .withGroups(a.integer("groups"))
                .withBias(in.get("bias") != null)
                .withDtype(weight.dtype());
        int[] kernel = sizes(weight, 2);
        Module module = switch (axes) {
            case 1 -> new Conv1d(channels, out, kernel, options, SEED);
            case 2 -> new Conv2d(channels, out, kernel, options, SEED);
            default -> new Conv3d(channels, out, kernel, options, SEED);
        };
        return affine(module, in);
    }

    private static Module transposed(int axes, Inputs in, Attributes a) {
        Tensor weight = in.get("weight");
        int channels = weight.shape().dim(0);
        int out = weight.shape().dim(1) * a.integer("groups");
        ConvOptions options = ConvOptions.DEFAULT
                .withStride(a.integers("stride"))
                .withPadding(a.integers("padding"))
                .withOutputPadding(a.integers("output_padding"))
                .withDilation(a.integers("dilation"))
                .withGroups(a.integer("groups"))
                .withBias(in.get("bias") != null)
                .withDtype(weight.dtype());
        int[] kernel = sizes(weight, 2);
        Module module = switch (axes) {
            case 1 -> new ConvTranspose1d(channels, out, kernel, options, SEED);
            case 2 -> new ConvTranspose2d(channels, out, kernel, options, SEED);
            default -> new ConvTranspose3d(channels, out, kernel, options, SEED);
        };
        return affine(module, in);
    }

    private static int[] sizes(Tensor x, int from) {
        return Arrays.copyOfRange(x.shape().toArray(), from, x.rank());
    }

    private static void norms(Map<String, GoldenOp> ops) {
        ops.put("batch_norm", LayerGoldens::batchNorm);
        ops.put(
                "layer_norm",
                (in, a) -> List.of(affine(new LayerNorm(a.integers("normalized_shape"), norm(in, a)), in)
                        .forward(in.x())));
        ops.put(
                "group_norm",
                (in, a) -> List.of(
                        affine(new GroupNorm(a.integer("groups"), in.x().shape().dim(1), norm(in, a)), in)
                                .forward(in.x())));
        ops.put("instance_norm", (in, a) -> {
            int channels = in.x().shape().dim(1);
            Module module = switch (in.x().rank()) {
                case 3 -> new InstanceNorm1d(channels, norm(in, a));
                case 4 -> new InstanceNorm2d(channels, norm(in, a));
                default -> new InstanceNorm3d(channels, norm(in, a));
            };
            return List.of(affine(module, in).forward(in.x()));
        });
        with(
                ops,
                "local_response_norm",
                a -> new LocalResponseNorm(a.integer("size"), a.number("alpha"), a.number("beta"), a.number("k")));
        ops.put("rms_norm", (in, a) -> {
            Tensor weight = in.get("weight");
            Module module = new RMSNorm(weight.size(), a.number("eps"), weight.dtype());
            return List.of(affine(module, in).forward(in.x()));
        });
        ops.put("embedding", (in, a) -> {
            Tensor w = in.get("weight");
            int n = w.shape().dim(0);
            int dim = w.shape().dim(1);
            Module module = a.has("padding_idx")
                    ? Embedding.withPadding(n, dim, a.integer("padding_idx"), w.dtype(), SEED)
                    : new Embedding(n, dim, w.dtype(), SEED);
            return List.of(affine(module, in).forward(in.get("index")));
        });
        ops.put("embedding_bag", (in, a) -> {
            Tensor w = in.get("weight");
            Bag mode = Bag.valueOf(a.text("mode").toUpperCase(Locale.ROOT));
            Module module = new EmbeddingBag(w.shape().dim(0), w.shape().dim(1), mode, w.dtype(), SEED);
            return List.of(affine(module, in).forward(in.get("index")));
        });
    }

    private static NormOptions norm(Inputs in, Attributes a) {
        return NormOptions.DEFAULT
                .withEps(a.number("eps"))
                .withAffine(in.get("weight") != null)
                .withDtype(in.x().dtype());
    }

    private static List<Tensor> batchNorm(Inputs in, Attributes a) {
        boolean tracked = in.get("running_mean") != null;
        BatchNormOptions options = BatchNormOptions.DEFAULT
                .withEps(a.number("eps"))
                .withAffine(in.get("weight") != null)
                .withTracked(tracked)
                .withDtype(in.x().dtype());
        if (a.has("momentum")) {
            options = options.withMomentum(a.number("momentum"));
        }
        int channels = in.x().shape().dim(1);
        Module module = switch (in.x().rank()) {
            case 2, 3 -> new BatchNorm1d(channels, options);
            case 4 -> new BatchNorm2d(channels, options);
            default -> new BatchNorm3d(channels, options);
        };
        affine(module, in);
        if (tracked) {
            module.loadStateDict(
                    StateDict.of(Map.of("running_mean", in.get("running_mean"), "running_var", in.get("running_var"))),
                    false);
        }
        if (tracked && !a.flag("training")) {
            module.eval();
        }
        Tensor y = module.forward(in.x());
        return tracked && a.flag("training")
                ? List.of(
                        y,
                        module.buffers().get("running_mean"),
                        module.buffers().get("running_var"))
                : List.of(y);
    }

    private static void recurrent(Map<String, GoldenOp> ops) {
        ops.put("rnn_cell", (in, a) -> {
            RNNCell cell = new RNNCell(inputs(in), hidden(in), kind(a), biased(in), dtype(in), SEED);
            return List.of(loaded(cell, in, gates("", "")).forward(in.x(), in.get("h")));
        });
        ops.put("lstm_cell", (in, a) -> {
            LSTMCell cell = new LSTMCell(inputs(in), hidden(in), biased(in), dtype(in), SEED);
            LstmState next = loaded(cell, in, gates("", "")).forward(in.x(), new LstmState(in.get("h"), in.get("c")));
            return List.of(next.h(), next.c());
        });
        ops.put("gru_cell", (in, a) -> {
            GRUCell cell = new GRUCell(inputs(in), hidden(in), biased(in), dtype(in), SEED);
            return List.of(loaded(cell, in, gates("", "")).forward(in.x(), in.get("h")));
        });
        ops.put("rnn_seq", (in, a) -> {
            RNN layers = new RNN(inputs(in), hidden(in), kind(a), options(in, a), SEED);
            Sequence s = loaded(layers, in, layers(a)).forward(in.x(), in.get("h0"));
            return List.of(s.output(), s.h());
        });
        ops.put("lstm_seq", (in, a) -> {
            LSTM layers = new LSTM(inputs(in), hidden(in), options(in, a), SEED);
            LstmSequence s = loaded(layers, in, layers(a)).forward(in.x(), new LstmState(in.get("h0"), in.get("c0")));
            return List.of(s.output(), s.h(), s.c());
        });
        ops.put("gru_seq", (in, a) -> {
            GRU layers = new GRU(inputs(in), hidden(in), options(in, a), SEED);
            Sequence s = loaded(layers, in, layers(a)).forward(in.x(), in.get("h0"));
            return List.of(s.output(), s.h());
        });
    }

    private static Tensor first(Inputs in) {
        return in.get(in.get("w_ih") == null ? "w_ih_l0" : "w_ih");
    }

    private static int inputs(Inputs in) {
        return first(in).shape().dim(1);
    }

    private static int hidden(Inputs in) {
        return in.get(in.get("w_hh") == null ? "w_hh_l0" : "w_hh").shape().dim(1);
    }

    private static boolean biased(Inputs in) {
        return in.get("b_ih") != null || in.get("b_ih_l0") != null;
    }

    private static DType dtype(Inputs in) {
        return first(in).dtype();
    }

    private static Nonlinearity kind(Attributes a) {
        return Nonlinearity.valueOf(a.text("nonlinearity").toUpperCase(Locale.ROOT));
    }

    private static RecurrentOptions options(Inputs in, Attributes a) {
        return RecurrentOptions.DEFAULT
                .withLayers(a.integer("num_layers"))
                .withBidirectional(a.flag("bidirectional"))
                .withBatchFirst(a.flag("batch_first"))
                .withBias(biased(in))
                .withDtype(dtype(in));
    }

    /** The format's names of a layer's tensors, by PyTorch's. */
    private static Map<String, String> gates(String ours, String theirs) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String side : new String[] {"ih", "hh"}) {
            names.put("weight_" + side + ours, "w_" + side + theirs);
            names.put("bias_" + side + ours, "b_" + side + theirs);
        }
        return names;
    }

    private static Map<String, String> layers(Attributes a) {
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < a.integer("num_layers"); i++) {
            names.putAll(gates("_l" + i, "_l" + i));
            if (a.flag("bidirectional")) {
                names.putAll(gates("_l" + i + "_reverse", "_l" + i + "_reverse"));
            }
        }
        return names;
    }

    private static Module affine(Module module, Inputs in) {
        return loaded(module, in, Map.of("weight", "weight", "bias", "bias"));
    }

    /** The module with the case's parameters, which become those of the case. */
    private static <M extends Module> M loaded(M module, Inputs in, Map<String, String> names) {
        List<Parameter> parameters = module.parameters();
        Map<String, Tensor> state = new LinkedHashMap<>();
        List<String> taken = new ArrayList<>();
        for (Parameter p : parameters) {
            String name = names.get(p.name());
            state.put(p.name(), in.get(name));
            taken.add(name);
        }
        module.loadStateDict(StateDict.of(state), module.buffers().isEmpty());
        for (int i = 0; i < taken.size(); i++) {
            in.byName().put(taken.get(i), parameters.get(i).tensor());
        }
        return module;
    }
}
