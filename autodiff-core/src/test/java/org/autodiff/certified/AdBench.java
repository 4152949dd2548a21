package org.autodiff.certified;

import java.util.Arrays;
import org.autodiff.Scalar;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.linalg.Linalg;

/**
 * The objectives of Microsoft's ADBench (F. Šrajer, Z. Kukelova and A. Fitzgibbon, A Benchmark of Selected Algorithmic
 * Differentiation Tools on Some Problems in Computer Vision and Machine Learning, Optimization Methods and Software 33 (2018),
 * 889-906), each on tensors and, written anew as loops, on numbers.
 */
final class AdBench {
    private AdBench() {}

    /**
     * The log likelihood of points under a mixture of Gaussians with a Wishart prior, up to the prior's constant.
     *
     * @param alphas logarithms of the weights, [k]
     * @param means [k, d]
     * @param icf the logarithms of the diagonal of each inverse covariance's root, and what is below it column by column
     * @param x the points, [n, d]
     */
    static Tensor mixture(Tensor alphas, Tensor means, Tensor icf, Tensor x, double gamma, int m) {
        int k = means.shape().dim(0);
        int d = means.shape().dim(1);
        int n = x.shape().dim(0);
        int below = d * (d - 1) / 2;
        Tensor q = icf.slice(1, 0, d);
        Tensor l = icf.slice(1, d, d + below);
        Tensor diagonal = q.exp().unsqueeze(2).mul(Linalg.eye(DType.FLOAT64, d));
        Tensor root = l.matmul(places(d)).reshape(k, d, d).add(diagonal);
        Tensor centered = x.unsqueeze(1).sub(means); // [n, k, d]
        Tensor scaled = root.matmul(centered.unsqueeze(3)).squeeze(3);
        Tensor inner = alphas.add(q.sum(1)).sub(scaled.square().sum(2).mul(0.5));
        Tensor prior = q.exp()
                .square()
                .sum()
                .add(l.square().sum())
                .mul(0.5 * gamma * gamma)
                .sub(q.sum().mul(m));
        return inner.logSumExp(1)
                .sum()
                .sub(alphas.logSumExp().mul(n))
                .add(prior)
                .add(-0.5 * n * d * Math.log(2 * Math.PI));
    }

    /** Where the numbers below a diagonal stand, column by column. */
    private static Tensor places(int d) {
        double[] all = new double[d * (d - 1) / 2 * d * d];
        int at = 0;
        for (int column = 0; column < d; column++) {
            for (int row = column + 1; row < d; row++) {
                all[at++ * d * d + row * d + column] = 1;
            }
        }
        return Tensor.of(all, at, d * d);
    }

    /** The same on numbers: alphas, means and icf one after the other. */
    static Scalar mixture(Scalar[] p, int k, double[][] x, double gamma, int m) {
        int d = x[0].length;
        int row = d + d * (d - 1) / 2;
        Scalar[] alphas = Arrays.copyOf(p, k);
        Scalar sum = p[0].mul(0).add(-0.5 * x.length * d * Math.log(2 * Math.PI));
        for (double[] point : x) {
            Scalar[] inner = new Scalar[k];
            for (int c = 0; c < k; c++) {
                int icf = k + k * d + c * row;
                Scalar[] centered = new Scalar[d];
                for (int i = 0; i < d; i++) {
                    centered[i] = p[k + c * d + i].rsub(point[i]);
                }
                Scalar[] scaled = new Scalar[d];
                for (int i = 0; i < d; i++) {
                    scaled[i] = p[icf + i].exp().mul(centered[i]);
                }
                int at = icf + d;
                for (int j = 0; j < d; j++) {
                    for (int i = j + 1; i < d; i++) {
                        scaled[i] = scaled[i].add(p[at++].mul(centered[j]));
                    }
                }
                inner[c] = alphas[c];
                for (int i = 0; i < d; i++) {
                    inner[c] = inner[c].add(p[icf + i]).sub(scaled[i].square().mul(0.5));
                }
            }
            sum = sum.add(logSumExp(inner, 0));
        }
        sum = sum.sub(logSumExp(alphas, 0).mul(x.length));
        for (int c = 0; c < k; c++) {
            int icf = k + k * d + c * row;
            for (int i = 0; i < row; i++) {
                Scalar v = i < d ? p[icf + i].exp() : p[icf + i];
                sum = sum.add(v.square().mul(0.5 * gamma * gamma));
                sum = i < d ? sum.sub(p[icf + i].mul(m)) : sum;
            }
        }
        return sum;
    }

    private static Scalar logSumExp(Scalar[] x, double more) {
        Scalar sum = x[0].exp().add(more);
        for (int i = 1; i < x.length; i++) {
            sum = sum.add(x[i].exp());
        }
        return sum.log();
    }

    /**
     * The residual of one observation in bundle adjustment, and that of its weight.
     *
     * @param camera rotation [3], center [3], focal length, principal point [2], radial distortion [2]
     * @param point [3]
     * @param weight [1]
     * @param feature what was seen, [2]
     */
    static Tensor reprojection(Tensor camera, Tensor point, Tensor weight, Tensor feature) {
        Tensor r = camera.slice(0, 0, 3);
        Tensor x = point.sub(camera.slice(0, 3, 6));
        Tensor angle = r.square().sum().sqrt();
        Tensor axis = r.div(angle);
        Tensor along = axis.mul(x).sum().mul(angle.cos().rsub(1));
        Tensor rotated = x.mul(angle.cos()).add(cross(axis, x).mul(angle.sin())).add(axis.mul(along));
        Tensor flat = rotated.slice(0, 0, 2).div(rotated.get(2));
        Tensor square = flat.square().sum();
        Tensor radial = camera.get(9)
                .mul(square)
                .add(camera.get(10).mul(square.square()))
                .add(1);
        Tensor seen = flat.mul(radial).mul(camera.get(6)).add(camera.slice(0, 7, 9));
        return Tensor.concat(0, seen.sub(feature).mul(weight), weight.square().rsub(1));
    }

    private static Tensor cross(Tensor a, Tensor b) {
        return a.roll(-1).mul(b.roll(-2)).sub(a.roll(-2).mul(b.roll(-1)));
    }

    /** One component of the same on numbers: camera, point and weight one after the other. */
    static Scalar reprojection(Scalar[] p, double[] feature, int component) {
        Scalar weight = p[14];
        if (component == 2) {
            return weight.square().rsub(1);
        }
        Scalar[] x = new Scalar[3];
        for (int i = 0; i < 3; i++) {
            x[i] = p[11 + i].sub(p[3 + i]);
        }
        Scalar angle = p[0].square().add(p[1].square()).add(p[2].square()).sqrt();
        Scalar[] a = {p[0].div(angle), p[1].div(angle), p[2].div(angle)};
        Scalar along = a[0].mul(x[0])
                .add(a[1].mul(x[1]))
                .add(a[2].mul(x[2]))
                .mul(angle.cos().rsub(1));
        Scalar[] y = new Scalar[3];
        for (int i = 0; i < 3; i++) {
            int j = (i + 1) % 3;
            int k = (i + 2) % 3;
            Scalar cross = a[j].mul(x[k]).sub(a[k].mul(x[j]));
            y[i] = x[i].mul(angle.cos()).add(cross.mul(angle.sin())).add(a[i].mul(along));
        }
        Scalar u = y[0].div(y[2]);
        Scalar v = y[1].div(y[2]);
        Scalar square = u.square().add(v.square());
        Scalar radial = p[9].mul(square).add(p[10].mul(square.square())).add(1);
        Scalar seen = (component == 0 ? u : v).mul(radial).mul(p[6]).add(p[7 + component]);
        return seen.sub(feature[component]).mul(weight);
    }

    /**
     * The loss of a recurrent network of diagonal LSTM layers that predicts the next of a sequence.
     *
     * @param main for each layer a row of weights and one of biases of the four gates, [2 layers, 4 size]
     * @param extra the weights of the input, and weights and biases of the output, [3, size]
     * @param sequence [steps, size]
     */
    static Tensor lstm(Tensor main, Tensor extra, Tensor sequence) {
        int size = sequence.shape().dim(1);
        int layers = main.shape().dim(0) / 2;
        int steps = sequence.shape().dim(0) - 1;
        Tensor[] hidden = new Tensor[layers];
        Tensor[] cell = new Tensor[layers];
        Arrays.fill(hidden, Tensor.zeros(DType.FLOAT64, size));
        Arrays.fill(cell, Tensor.zeros(DType.FLOAT64, size));
        Tensor total = Tensor.scalar(DType.FLOAT64, 0);
        for (int t = 0; t < steps; t++) {
            Tensor x = sequence.get(t).mul(extra.get(0));
            for (int l = 0; l < layers; l++) {
                Tensor forget = gate(main, l, 0, size, x).sigmoid();
                Tensor in = gate(main, l, 1, size, hidden[l]).sigmoid();
                Tensor out = gate(main, l, 2, size, x).sigmoid();
                Tensor change = gate(main, l, 3, size, hidden[l]).tanh();
                cell[l] = cell[l].mul(forget).add(in.mul(change));
                hidden[l] = out.mul(cell[l].tanh());
                x = hidden[l];
            }
            Tensor y = x.mul(extra.get(1)).add(extra.get(2));
            Tensor normed = y.sub(y.exp().sum().add(2).log());
            total = total.add(sequence.get(t + 1).mul(normed).sum());
        }
        return total.div(-steps * size);
    }

    private static Tensor gate(Tensor main, int layer, int number, int size, Tensor x) {
        Tensor w = main.get(2 * layer).slice(0, number * size, (number + 1) * size);
        Tensor b = main.get(2 * layer + 1).slice(0, number * size, (number + 1) * size);
        return x.mul(w).add(b);
    }

    /** The same on numbers: main and extra one after the other. */
    static Scalar lstm(Scalar[] p, int layers, double[][] sequence) {
        int size = sequence[0].length;
        int extra = 8 * layers * size;
        Scalar zero = p[0].mul(0);
        Scalar[][] hidden = new Scalar[layers][size];
        Scalar[][] cell = new Scalar[layers][size];
        for (int l = 0; l < layers; l++) {
            Arrays.fill(hidden[l], zero);
            Arrays.fill(cell[l], zero);
        }
        Scalar total = zero;
        for (int t = 0; t < sequence.length - 1; t++) {
            Scalar[] y = new Scalar[size];
            for (int i = 0; i < size; i++) {
                Scalar x = p[extra + i].mul(sequence[t][i]);
                for (int l = 0; l < layers; l++) {
                    int w = 8 * l * size + i;
                    int b = w + 4 * size;
                    Scalar forget = x.mul(p[w]).add(p[b]).sigmoid();
                    Scalar in = hidden[l][i].mul(p[w + size]).add(p[b + size]).sigmoid();
                    Scalar out = x.mul(p[w + 2 * size]).add(p[b + 2 * size]).sigmoid();
                    Scalar change = hidden[l][i]
                            .mul(p[w + 3 * size])
                            .add(p[b + 3 * size])
                            .tanh();
                    cell[l][i] = cell[l][i].mul(forget).add(in.mul(change));
                    hidden[l][i] = out.mul(cell[l][i].tanh());
                    x = hidden[l][i];
                }
                y[i] = x.mul(p[extra + size + i]).add(p[extra + 2 * size + i]);
            }
            Scalar norm = logSumExp(y, 2);
            for (int i = 0; i < size; i++) {
                total = total.add(y[i].sub(norm).mul(sequence[t + 1][i]));
            }
        }
        return total.div(-(sequence.length - 1.0) * size);
    }
}
