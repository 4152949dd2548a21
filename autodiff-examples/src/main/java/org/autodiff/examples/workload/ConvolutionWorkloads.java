package org.autodiff.examples.workload;

import java.util.List;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.examples.ConvNet;
import org.autodiff.functional.Convolution;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.nn.Module;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import org.autodiff.nn.model.BasicBlock;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;

/** Convolutions, forward and backward, and networks of them, written as a user writes them. */
final class ConvolutionWorkloads {
    private ConvolutionWorkloads() {}

    static List<Workload> all() {
        return List.of(
                convolution(32, 1, 28, 16, 5),
                convolution(32, 16, 28, 32, 3),
                convolution(32, 64, 16, 64, 3),
                new Workload("cnn/lenet-b64-sgd", ConvolutionWorkloads::lenet),
                new Workload("cnn/conv-bn-relu-block-b16-c32-s16", ConvolutionWorkloads::block));
    }

    private static Workload convolution(int samples, int in, int size, int out, int kernel) {
        String name = "conv/n" + samples + "-c" + in + "-s" + size + "-f" + out + "-k" + kernel;
        return new Workload(name, () -> {
            Inputs inputs = new Inputs();
            Tensor x = inputs.parameter(1, samples, in, size, size);
            Tensor weight = inputs.parameter(0.1, out, in, kernel, kernel);
            Tensor bias = inputs.parameter(0.1, out);
            return () -> {
                try (Tape tape = Tape.record()) {
                    Convolution.conv2d(x, weight, bias, Conv.DEFAULT).sum().backward();
                }
            };
        });
    }

    private static Runnable lenet() {
        Inputs inputs = new Inputs();
        Module model = ConvNet.of(inputs.next());
        Optimizer optimizer = new Sgd(model.parameters(), 0.01);
        Tensor x = inputs.uniform(0, 64, 1, 28, 28);
        Tensor labels = inputs.labels(64, 10);
        return Inputs.step(model, optimizer, x, labels);
    }

    /** A residual block; its convolutions have biases, as those of the peer. */
    private static Runnable block() {
        Inputs inputs = new Inputs();
        Module model = BasicBlock.of(conv(inputs), new BatchNorm2d(32), conv(inputs), new BatchNorm2d(32), null);
        Tensor x = inputs.uniform(0, 16, 32, 16, 16);
        return () -> {
            try (Tape tape = Tape.record()) {
                model.forward(x).sum().backward();
            }
        };
    }

    private static Conv2d conv(Inputs inputs) {
        return Conv2d.of(
                inputs.parameter(0.1, 32, 32, 3, 3),
                Tensor.zeros(DType.FLOAT32, 32),
                ConvOptions.DEFAULT.withPadding(1));
    }
}
