package org.autodiff.peers;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Layers for libtorch, of its functions: what its own modules compute, with parameters of the same shapes. */
final class TheirLayers {
    private TheirLayers() {}

    private static Tensor parameter(double scale, long... shape) {
        Tensor t = torch.randn(shape).mul_(new Scalar(scale));
        t.requires_grad_(true);
        return t;
    }

    private static Tensor ones(long n) {
        Tensor t = torch.ones(n);
        t.requires_grad_(true);
        return t;
    }

    static final class Linear {
        private final Tensor weight;
        private final Tensor bias;

        Linear(long in, long out) {
            weight = parameter(0.05, out, in);
            bias = parameter(0.05, out);
        }

        Tensor of(Tensor x) {
            return torch.linear(x, weight, new TensorOptional(bias));
        }
    }

    static final class Conv {
        private final Tensor weight;
        private final TensorOptional bias;
        private final long stride;
        private final long padding;

        Conv(long in, long out, long kernel, long stride, long padding, boolean biased) {
            weight = parameter(0.05, out, in, kernel, kernel);
            bias = biased ? new TensorOptional(parameter(0.05, out)) : new TensorOptional();
            this.stride = stride;
            this.padding = padding;
        }

        Tensor of(Tensor x) {
            return torch.conv2d(x, weight, bias, new long[] {stride}, new long[] {padding}, new long[] {1}, 1);
        }
    }

    private static final class BatchNorm {
        private final Tensor weight;
        private final Tensor bias;
        private final Tensor mean;
        private final Tensor variance;

        BatchNorm(long channels) {
            weight = ones(channels);
            bias = parameter(0, channels);
            mean = torch.zeros(channels);
            variance = torch.ones(channels);
        }

        Tensor of(Tensor x) {
            return torch.batch_norm(
                    x,
                    new TensorOptional(weight),
                    new TensorOptional(bias),
                    new TensorOptional(mean),
                    new TensorOptional(variance),
                    true,
                    0.1,
                    1e-5,
                    false);
        }
    }

    /** The block of two convolutions of ResNet-18. */
    private static final class Block {
        private final Conv first;
        private final Conv second;
        private final BatchNorm firstNorm;
        private final BatchNorm secondNorm;
        private final Conv shortcut;
        private final BatchNorm shortcutNorm;

        Block(long in, long out, long stride) {
            first = new Conv(in, out, 3, stride, 1, false);
            second = new Conv(out, out, 3, 1, 1, false);
            firstNorm = new BatchNorm(out);
            secondNorm = new BatchNorm(out);
            shortcut = in == out ? null : new Conv(in, out, 1, stride, 0, false);
            shortcutNorm = in == out ? null : new BatchNorm(out);
        }

        Tensor of(Tensor x) {
            Tensor h = secondNorm.of(second.of(firstNorm.of(first.of(x)).relu()));
            return h.add(shortcut == null ? x : shortcutNorm.of(shortcut.of(x))).relu();
        }
    }

    static final class ResNet18 {
        private final Conv stem = new Conv(3, 64, 7, 2, 3, false);
        private final BatchNorm stemNorm = new BatchNorm(64);
        private final List<Block> blocks = new ArrayList<>();
        private final Linear head;

        ResNet18(long classes) {
            long in = 64;
            for (long out : new long[] {64, 128, 256, 512}) {
                blocks.add(new Block(in, out, in == out ? 1 : 2));
                blocks.add(new Block(out, out, 1));
                in = out;
            }
            head = new Linear(512, classes);
        }

        Tensor of(Tensor x) {
            Tensor h = torch.max_pool2d(
                    stemNorm.of(stem.of(x)).relu(),
                    new long[] {3},
                    new long[] {2},
                    new long[] {1},
                    new long[] {1},
                    false);
            for (Block block : blocks) {
                h = block.of(h);
            }
            return head.of(torch.adaptive_avg_pool2d(h, 1, 1).flatten(1, -1));
        }
    }

    /** One layer of a recurrent network with this many gates. */
    static final class Recurrent {
        private final TensorVector parameters = new TensorVector();
        private final long hidden;

        Recurrent(long gates, long in, long hidden) {
            this.hidden = hidden;
            parameters.push_back(parameter(0.05, gates * hidden, in));
            parameters.push_back(parameter(0.05, gates * hidden, hidden));
            parameters.push_back(parameter(0.05, gates * hidden));
            parameters.push_back(parameter(0.05, gates * hidden));
        }

        private Tensor zero(Tensor x) {
            return torch.zeros(1, x.size(1), hidden);
        }

        Tensor lstm(Tensor x) {
            TensorVector start = new TensorVector();
            start.push_back(zero(x));
            start.push_back(zero(x));
            return torch.lstm(x, start, parameters, true, 1, 0, true, false, false)
                    .get0();
        }

        Tensor gru(Tensor x) {
            return torch.gru(x, zero(x), parameters, true, 1, 0, true, false, false)
                    .get0();
        }

        Tensor rnn(Tensor x) {
            return torch.rnn_tanh(x, zero(x), parameters, true, 1, 0, true, false, false)
                    .get0();
        }
    }

    /** A layer of an encoder with normalisation after each part. */
    static final class Transformer {
        private final long features;
        private final long heads;
        private final Linear project;
        private final Linear out;
        private final Linear up;
        private final Linear down;
        private final Tensor[] norms;

        Transformer(long features, long heads, long wide) {
            this.features = features;
            this.heads = heads;
            project = new Linear(features, 3 * features);
            out = new Linear(features, features);
            up = new Linear(features, wide);
            down = new Linear(wide, features);
            norms = new Tensor[] {ones(features), parameter(0, features), ones(features), parameter(0, features)};
        }

        Tensor of(Tensor x) {
            Tensor h = norm(x.add(attention(x)), 0);
            return norm(h.add(down.of(up.of(h).relu())), 2);
        }

        private Tensor attention(Tensor x) {
            long t = x.size(0);
            long b = x.size(1);
            Tensor all = project.of(x).reshape(t, b, 3, heads, features / heads).permute(2, 1, 3, 0, 4);
            Tensor mixed = torch.scaled_dot_product_attention(all.select(0, 0), all.select(0, 1), all.select(0, 2));
            return out.of(mixed.permute(2, 0, 1, 3).reshape(t, b, features));
        }

        private Tensor norm(Tensor x, int at) {
            return torch.layer_norm(
                    x,
                    new long[] {features},
                    new TensorOptional(norms[at]),
                    new TensorOptional(norms[at + 1]),
                    1e-5,
                    false);
        }
    }
}
