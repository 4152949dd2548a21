package org.autodiff.peers;

import static org.autodiff.peers.Input.constant;
import static org.autodiff.peers.Input.labels;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.autodiff.array.Seed;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.Loss;
import org.autodiff.functional.Pooling;
import org.autodiff.nn.Module;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.recurrent.GRU;
import org.autodiff.nn.layer.recurrent.LSTM;
import org.autodiff.nn.layer.recurrent.RNN;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.model.ResNet;
import org.bytedeco.pytorch.global.torch;

/** Networks: the loss, and the gradients by all parameters; no step of an optimiser. */
final class NetworkRows {
    private final List<Row> rows = new ArrayList<>();
    private final Seed seed = Seed.of(7);

    private NetworkRows() {}

    static List<Row> all() {
        NetworkRows all = new NetworkRows();
        all.perceptrons();
        all.sequences();
        all.images();
        return all.rows;
    }

    private void add(String name, List<Input> inputs, Supplier<Row.Ours> ours, Supplier<Row.Theirs> theirs) {
        rows.add(new Row("network/" + name, inputs, ours, theirs));
    }

    private void perceptrons() {
        add(
                "logistic-regression-100000x50",
                List.of(constant(100_000, 50), constant(100_000, 1)),
                () -> {
                    Module m = new Linear(50, 1, seed);
                    return x -> LikelihoodLoss.bceWithLogits(m.forward(x[0]), x[1]);
                },
                () -> {
                    TheirLayers.Linear m = new TheirLayers.Linear(50, 1);
                    return x -> torch.binary_cross_entropy_with_logits(m.of(x[0]), x[1]);
                });
        add(
                "softmax-regression-784-10-b256",
                List.of(constant(256, 784), labels(10, 256)),
                () -> {
                    Module m = new Linear(784, 10, seed);
                    return x -> Loss.crossEntropy(m.forward(x[0]), x[1]);
                },
                () -> {
                    TheirLayers.Linear m = new TheirLayers.Linear(784, 10);
                    return x -> torch.cross_entropy_loss(m.of(x[0]), x[1]);
                });
        add(
                "tanh-300-300-300-1-b64",
                List.of(constant(64, 300)),
                () -> {
                    Module m = new Mlp(Mlp.Options.DEFAULT.withActivation(Tanh::new), seed, 300, 300, 300, 1);
                    return x -> m.forward(x[0]).square().mean();
                },
                () -> {
                    var a = new TheirLayers.Linear(300, 300);
                    var b = new TheirLayers.Linear(300, 300);
                    var c = new TheirLayers.Linear(300, 1);
                    return x -> c.of(b.of(a.of(x[0]).tanh()).tanh()).square().mean();
                });
        add(
                "autoencoder-784-64-784-b64",
                List.of(constant(64, 784)),
                () -> {
                    Module m = new Mlp(seed, 784, 64, 784);
                    return x -> LikelihoodLoss.bceWithLogits(m.forward(x[0]), x[0]);
                },
                () -> {
                    var a = new TheirLayers.Linear(784, 64);
                    var b = new TheirLayers.Linear(64, 784);
                    return x -> torch.binary_cross_entropy_with_logits(
                            b.of(a.of(x[0]).relu()), x[0]);
                });
    }

    private void sequences() {
        List<Input> x20 = List.of(constant(20, 32, 64));
        add(
                "lstm-64-h128-t20-b32",
                x20,
                () -> {
                    LSTM m = new LSTM(64, 128, seed);
                    return x -> m.forward(x[0]).square().mean();
                },
                () -> {
                    var m = new TheirLayers.Recurrent(4, 64, 128);
                    return x -> m.lstm(x[0]).square().mean();
                });
        add(
                "gru-64-h128-t20-b32",
                x20,
                () -> {
                    GRU m = new GRU(64, 128, seed);
                    return x -> m.forward(x[0]).square().mean();
                },
                () -> {
                    var m = new TheirLayers.Recurrent(3, 64, 128);
                    return x -> m.gru(x[0]).square().mean();
                });
        add(
                "rnn-64-h128-t20-b32",
                x20,
                () -> {
                    RNN m = new RNN(64, 128, seed);
                    return x -> m.forward(x[0]).square().mean();
                },
                () -> {
                    var m = new TheirLayers.Recurrent(1, 64, 128);
                    return x -> m.rnn(x[0]).square().mean();
                });
        add(
                "transformer-layer-d64-heads4-t32-b16",
                List.of(constant(32, 16, 64)),
                () -> {
                    var options = TransformerEncoderLayer.Options.DEFAULT
                            .withHidden(256)
                            .withDropout(0);
                    Module m = new TransformerEncoderLayer(64, 4, options, seed);
                    return x -> m.forward(x[0]).square().mean();
                },
                () -> {
                    var m = new TheirLayers.Transformer(64, 4, 256);
                    return x -> m.of(x[0]).square().mean();
                });
    }

    private void images() {
        add(
                "resnet18-b2-64x64",
                List.of(constant(2, 3, 64, 64), labels(10, 2)),
                () -> {
                    Module m = ResNet.resnet18(ResNet.Options.DEFAULT.withClasses(10), seed);
                    return x -> Loss.crossEntropy(m.forward(x[0]), x[1]);
                },
                () -> {
                    var m = new TheirLayers.ResNet18(10);
                    return x -> torch.cross_entropy_loss(m.of(x[0]), x[1]);
                });
        add(
                "vgg-block-b8-c64-s32",
                List.of(constant(8, 32, 32, 32)),
                () -> {
                    ConvOptions padded = ConvOptions.DEFAULT.withPadding(1);
                    Module a = new Conv2d(32, 64, 3, padded, seed.child(0));
                    Module b = new Conv2d(64, 64, 3, padded, seed.child(1));
                    return x -> Pooling.maxPool2d(
                                    b.forward(a.forward(x[0]).relu()).relu(), 2)
                            .square()
                            .mean();
                },
                () -> {
                    var a = new TheirLayers.Conv(32, 64, 3, 1, 1, true);
                    var b = new TheirLayers.Conv(64, 64, 3, 1, 1, true);
                    return x -> torch.max_pool2d(b.of(a.of(x[0]).relu()).relu(), 2)
                            .square()
                            .mean();
                });
    }
}
