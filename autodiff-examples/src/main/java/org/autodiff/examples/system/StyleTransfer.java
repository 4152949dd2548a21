package org.autodiff.examples.system;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Progress;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.optim.Adam;
import picocli.CommandLine.Command;

/**
 * Style transfer (Gatys, Ecker and Bethge 2016): gradients with respect to the input. The weights of a convolutional network
 * stand still; the image moves until its features are those of one image, and the products of its features, averaged over
 * all places (the Gram matrix, which knows textures but not places), are those of another. The network has random weights,
 * which carry textures of this kind well enough.
 */
@Command(name = "style-transfer", description = "An image takes on the stripes of another, by gradients of the input.")
public final class StyleTransfer extends Experiment {
    private static final int SIDE = 64;
    private static final double STYLE = 4;
    private static final double SMOOTH = 2;

    StyleTransfer() {
        super(new Options().epochs(300).lr(0.02));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new StyleTransfer(), args);
    }

    /** Features after each of three convolutions. */
    private static List<Tensor> features(Sequential network, Tensor image) {
        List<Tensor> features = new ArrayList<>();
        Tensor h = image;
        for (int i = 0; i < network.size(); i++) {
            h = network.get(i).call(h).relu();
            features.add(h);
        }
        return features;
    }

    /** The mean over all places of the products of each two features: {@code [C, C]} of {@code [1, C, H, W]}. */
    static Tensor gram(Tensor features) {
        Tensor f = features.flatten(2, 3).squeeze(0);
        return f.matmul(f.t()).div(f.shape().dim(1));
    }

    private static Sequential network(Seed seed) {
        ConvOptions same = ConvOptions.DEFAULT.withPadding(2);
        return new Sequential(
                new Conv2d(1, 16, 5, same, seed.child(0)),
                new Conv2d(16, 24, 5, same.withStride(2), seed.child(1)),
                new Conv2d(24, 32, 5, same.withStride(2), seed.child(2)));
    }

    private static Tensor distance(Tensor a, Tensor b) {
        return a.sub(b).square().mean().div(b.square().mean());
    }

    /** The mean square of the differences between neighbours, which the features do not see. */
    private static Tensor roughness(Tensor image) {
        Tensor down = image.slice(2, 1, SIDE).sub(image.slice(2, 0, SIDE - 1));
        Tensor right = image.slice(3, 1, SIDE).sub(image.slice(3, 0, SIDE - 1));
        return down.square().mean().add(right.square().mean());
    }

    /** Moves the image, prints how far both losses fall, and shows content, style and result. */
    @Override
    protected void perform() {
        Tensor content = disc();
        Tensor style = stripes();
        Sequential network = network(options.seed().child(0));
        network.freeze();
        List<Tensor> wanted = new ArrayList<>();
        Tensor shape;
        try (Scope scope = Scope.noGrad()) {
            features(network, style).forEach(f -> wanted.add(gram(f).detach()));
            shape = features(network, content).get(2).detach();
        }
        Tensor noise = Tensor.normal(options.seed().child(1), DType.FLOAT32, 0, 0.02, 1, 1, SIDE, SIDE);
        Tensor image = content.add(noise).requiresGrad(true);
        Adam optimizer = new Adam(List.of(new Parameter("image", image)), options.lr());
        int steps = options.epochs();
        double[] first = null;
        double[] last = null;
        for (int step : Progress.steps(steps)) {
            try (Tape tape = Tape.record()) {
                optimizer.zeroGrad();
                List<Tensor> seen = features(network, image);
                Tensor likeContent = distance(seen.get(2), shape);
                Tensor likeStyle = distance(gram(seen.get(0)), wanted.get(0));
                for (int i = 1; i < wanted.size(); i++) {
                    likeStyle = likeStyle.add(distance(gram(seen.get(i)), wanted.get(i)));
                }
                likeContent
                        .add(likeStyle.mul(STYLE))
                        .add(roughness(image).mul(SMOOTH))
                        .backward();
                optimizer.step();
                last = new double[] {likeContent.item(), likeStyle.item()};
                first = first == null ? last : first;
            }
        }
        options.line("content loss %.4f -> %.4f, style loss %.4f -> %.6f", first[0], last[0], first[1], last[1]);
        options.images(
                "style-transfer.png",
                Tensor.concat(0, content, style, image.detach()).squeeze(1),
                3);
    }

    /** A bright disc with a soft edge. */
    private static Tensor disc() {
        return picture((x, y) -> 1 / (1 + Math.exp((Math.hypot(x - SIDE / 2.0, y - SIDE / 2.0) - SIDE / 4.0) / 1.5)));
    }

    /** Slanted stripes. */
    private static Tensor stripes() {
        return picture((x, y) -> 0.5 + 0.5 * Math.sin((x + y) * Math.PI / 4));
    }

    private static Tensor picture(DoubleBinaryOperator light) {
        float[] pixels = new float[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) light.applyAsDouble(i % SIDE, i / SIDE);
        }
        return Tensor.of(pixels, 1, 1, SIDE, SIDE);
    }
}
