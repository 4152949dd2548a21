package org.autodiff.examples;

import java.nio.file.Path;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.inspect.Recording;
import org.autodiff.inspect.page.Page;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.model.LeNet;

/** Writes two pages to step through in a browser: v = (x + y) z, and one training step of LeNet on random images. */
public final class StepThrough {
    private StepThrough() {}

    /** Writes {@code product.html} and {@code lenet.html} into the folder named by the first argument, or the current one. */
    public static void main(String[] args) {
        Path folder = Path.of(args.length == 0 ? "" : args[0]);
        Page.write(product(), folder.resolve("product.html"));
        Page.write(network(), folder.resolve("lenet.html"));
    }

    static Recording product() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar x = tape.leaf(1);
            Scalar y = tape.leaf(3);
            Scalar z = tape.leaf(-2);
            Scalar q = x.add(y);
            Scalar v = q.mul(z);
            v.backward();
            return Recording.of(
                    tape,
                    Recording.Options.DEFAULT
                            .withTitle("v = (x + y) z")
                            .withName(x, "x")
                            .withName(y, "y")
                            .withName(z, "z")
                            .withName(q, "q")
                            .withName(v, "v"));
        }
    }

    static Recording network() {
        LeNet net = new LeNet(Seed.of(1));
        Tensor images = Tensor.normal(Seed.of(2), DType.FLOAT32, 0, 1, 8, 1, 28, 28);
        Tensor labels = Tensor.of(new long[] {0, 1, 2, 3, 4, 5, 6, 7});
        try (Tape tape = Tape.record().retainAdjoints().noteModules().noteSources()) {
            Tensor loss = Loss.crossEntropy(net.forward(images), labels);
            loss.backward();
            Recording.Options options = Recording.Options.DEFAULT
                    .withTitle("LeNet, one step")
                    .withName(images, "images")
                    .withName(labels, "labels")
                    .withName(loss, "loss");
            for (Parameter parameter : net.parameters()) {
                options = options.withName(parameter.tensor(), parameter.name());
            }
            return Recording.of(tape, options);
        }
    }
}
