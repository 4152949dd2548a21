package org.autodiff.inspect;

import java.util.function.BiFunction;
import org.autodiff.ModuleCall;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Convolution;
import org.autodiff.functional.Loss;
import org.autodiff.functional.Pooling;

/** The worked examples of the lectures, swept and recorded. */
public final class Lectures {
    private Lectures() {}

    /** v = (x + y) z at x = 1, y = 3, z = -2. */
    public static Recording product() {
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

    /** Two layers h = relu(w h + b) and a squared loss: the chain of the slides on backpropagation. */
    public static Recording chain() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar x = tape.constant(2);
            Scalar w1 = tape.leaf(0.5);
            Scalar b1 = tape.leaf(1);
            Scalar w2 = tape.leaf(3);
            Scalar b2 = tape.leaf(-1);
            Scalar p1 = w1.mul(x);
            Scalar a1 = p1.add(b1);
            Scalar h1 = a1.relu();
            Scalar p2 = w2.mul(h1);
            Scalar a2 = p2.add(b2);
            Scalar h2 = a2.relu();
            Scalar e = h2.sub(tape.constant(4));
            Scalar loss = e.square();
            loss.backward();
            Recording.Options names = Recording.Options.DEFAULT.withTitle("Two layers");
            Scalar[] scalars = {x, w1, b1, w2, b2, p1, a1, h1, p2, a2, h2, e, loss};
            String[] called = {"X", "w1", "b1", "w2", "b2", "p1", "a1", "h1", "p2", "a2", "h2", "e", "L"};
            for (int i = 0; i < scalars.length; i++) {
                names = names.withName(scalars[i], called[i]);
            }
            return Recording.of(tape, names);
        }
    }

    /** y = x² sin(x) at x = 1, its derivative and its second derivative, all on one tape. */
    public static Recording secondOrder() {
        Tensor x = Tensor.scalar(DType.FLOAT64, 1).requiresGrad(true);
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor y = x.square().mul(x.sin());
            Tensor first = tape.gradientsWithGraph(y, x).of(x);
            Tensor second = tape.gradientsWithGraph(first, x).of(x);
            return Recording.of(
                    tape,
                    Recording.Options.DEFAULT
                            .withTitle("y = x² sin x, y′ and y″")
                            .withName(x, "x")
                            .withName(y, "y")
                            .withName(first, "y′")
                            .withName(second, "y″"));
        }
    }

    /** The length of the rows of a matrix of which one is 0: NaN in the backward pass only. */
    public static Recording lengths() {
        Tensor x = Tensor.of(new double[] {0, 0, 3, 4}, 2, 2).requiresGrad(true);
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor squares = x.square();
            Tensor sums = squares.sum(1);
            Tensor lengths = sums.sqrt();
            Tensor total = lengths.sum();
            total.backward();
            return Recording.of(
                    tape,
                    Recording.Options.DEFAULT
                            .withTitle("Lengths of two vectors, one of them 0")
                            .withName(x, "x")
                            .withName(squares, "squares")
                            .withName(sums, "sums")
                            .withName(lengths, "lengths")
                            .withName(total, "total"));
        }
    }

    /** y = w2 exp(w1 x) at w1 = 0.5, x = 1, w2 = 2. */
    public static Recording exponential() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar w1 = tape.leaf(0.5);
            Scalar x = tape.constant(1);
            Scalar w2 = tape.leaf(2);
            Scalar u = w1.mul(x);
            Scalar v = u.exp();
            Scalar y = w2.mul(v);
            y.backward();
            Recording.Options names = Recording.Options.DEFAULT
                    .withTitle("y = w2 exp(w1 x)")
                    .withName(w1, "w1")
                    .withName(x, "x")
                    .withName(w2, "w2")
                    .withName(u, "u")
                    .withName(v, "v")
                    .withName(y, "y");
            return Recording.of(tape, names);
        }
    }

    /** A network with three units, the first of which is the bias: the named intermediates B1, B2, B3 of the slides. */
    public static Recording units() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar x1 = tape.constant(2);
            Scalar v0 = tape.leaf(1);
            Scalar[] first = {tape.leaf(0.2), tape.leaf(0.4)};
            Scalar[] second = {tape.leaf(0.5), tape.leaf(-0.3)};
            Recording.Options names = Recording.Options.DEFAULT
                    .withTitle("Two hidden units and a bias")
                    .withName(x1, "x1")
                    .withName(v0, "v0");
            Scalar out = v0;
            for (int i = 0; i < 2; i++) {
                Scalar a = first[i].mul(x1);
                Scalar h = a.sigmoid();
                out = out.add(second[i].mul(h));
                names = names.withName(a, "a" + (i + 1))
                        .withName(h, "h" + (i + 1))
                        .withName(first[i], "w" + (i + 1))
                        .withName(second[i], "v" + (i + 1));
            }
            Scalar loss = out.sub(tape.constant(1)).square();
            loss.backward();
            return Recording.of(tape, names.withName(out, "p").withName(loss, "l"));
        }
    }

    /** A chain of products and hyperbolic tangents with a sum over every fifth, of about so many nodes. */
    public static Recording chainOf(int nodes) {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar h = tape.leaf(0.5);
            Scalar earlier = h;
            for (int i = 0; tape.size() < nodes; i++) {
                h = h.mul(tape.leaf(0.9)).tanh();
                if (i % 5 == 0) {
                    h = h.add(earlier);
                    earlier = h;
                }
            }
            h.backward();
            return Recording.of(tape, Recording.Options.DEFAULT.withTitle("A chain of " + nodes + " nodes"));
        }
    }

    /** A convolutional network with the modules and shapes of LeNet, and the loss of four images. */
    public static Recording network() {
        return network(Tape.record().retainAdjoints().noteModules());
    }

    /** The same, with the time that each operation took. */
    public static Recording timedNetwork() {
        return network(Tape.record().retainAdjoints().noteModules().noteTimes());
    }

    private static Recording network(Tape opened) {
        Tensor images = normal(1, 4, 1, 28, 28);
        Tensor labels = Tensor.of(new long[] {3, 1, 4, 1});
        Recording.Options[] names = {
            Recording.Options.DEFAULT
                    .withTitle("LeNet, one step")
                    .withName(images, "images")
                    .withName(labels, "labels")
        };
        BiFunction<String, Tensor, Tensor> named = (name, tensor) -> {
            names[0] = names[0].withName(tensor, name);
            return tensor;
        };
        try (Tape tape = opened) {
            Tensor scores = ModuleCall.of(() -> "net", () -> {
                Tensor h = convolution("net.conv1", named, images, normal(2, 6, 1, 5, 5));
                h = convolution("net.conv2", named, h, normal(3, 16, 6, 5, 5));
                Tensor flat = h.reshape(4, -1);
                h = linear("net.fc1", named, flat, normal(4, 120, flat.shape().toArray()[1]))
                        .relu();
                return linear("net.fc2", named, h, normal(5, 10, 120));
            });
            Tensor loss = Loss.crossEntropy(scores, labels);
            loss.backward();
            return Recording.of(tape, names[0].withName(loss, "loss"));
        }
    }

    private static Tensor normal(long seed, int... shape) {
        double fan = 1;
        for (int i = 1; i < shape.length; i++) {
            fan *= shape[i];
        }
        Tensor x = Tensor.normal(Seed.of(seed), DType.FLOAT32, 0, seed == 1 ? 1 : 1 / Math.sqrt(fan), shape);
        return seed == 1 ? x : x.requiresGrad(true);
    }

    private static Tensor convolution(String path, BiFunction<String, Tensor, Tensor> named, Tensor x, Tensor weight) {
        named.apply(path + ".weight", weight);
        return ModuleCall.of(
                () -> path,
                () -> Pooling.maxPool2d(Convolution.conv2d(x, weight).relu(), 2));
    }

    private static Tensor linear(String path, BiFunction<String, Tensor, Tensor> named, Tensor x, Tensor weight) {
        named.apply(path + ".weight", weight);
        return ModuleCall.of(() -> path, () -> x.matmul(weight, false, true));
    }
}
