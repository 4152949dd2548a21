package org.autodiff.peers;

import static org.autodiff.peers.Input.doubles;
import static org.autodiff.peers.Input.variable;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.functional.Linear;
import org.autodiff.linalg.Decompositions;
import org.autodiff.linalg.Determinants;
import org.autodiff.linalg.Linalg;
import org.autodiff.linalg.PseudoInverse;
import org.autodiff.linalg.Spectral;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Products of matrices, and linear algebra. */
final class MatrixRows {
    private final List<Row> rows = new ArrayList<>();

    private MatrixRows() {}

    static List<Row> all() {
        MatrixRows all = new MatrixRows();
        all.products();
        all.algebra();
        return all.rows;
    }

    private void add(String name, List<Input> inputs, Row.Ours ours, Row.Theirs theirs) {
        rows.add(Row.of("matrix/" + name, inputs, ours, theirs));
    }

    private void products() {
        for (int n : new int[] {10, 32, 64, 128, 256, 512, 1024}) {
            add("matmul-" + n, List.of(variable(n, n), variable(n, n)), x -> x[0].matmul(x[1]), x -> x[0].matmul(x[1]));
        }
        for (int n : new int[] {64, 256, 512}) {
            add(
                    "matmul-double-" + n,
                    List.of(doubles(-1, 1, n, n), doubles(-1, 1, n, n)),
                    x -> x[0].matmul(x[1]),
                    x -> x[0].matmul(x[1]));
        }
        add(
                "matmul-transposed-512",
                List.of(variable(512, 512), variable(512, 512).turned()),
                x -> x[0].matmul(x[1]),
                x -> x[0].matmul(x[1]));
        add(
                "matmul-batched-16x128x64x128",
                List.of(variable(16, 128, 64), variable(16, 64, 128)),
                x -> x[0].matmul(x[1]),
                x -> x[0].matmul(x[1]));
        add(
                "matmul-thin-1000x10x1000",
                List.of(variable(1000, 10), variable(10, 1000)),
                x -> x[0].matmul(x[1]),
                x -> x[0].matmul(x[1]));
        add(
                "matrix-vector-1000",
                List.of(variable(1000, 1000), variable(1000)),
                x -> x[0].matmul(x[1]),
                x -> x[0].matmul(x[1]));
        add("dot-10000", List.of(variable(10_000), variable(10_000)), x -> x[0].matmul(x[1]), x -> x[0].matmul(x[1]));
        for (int[] s : new int[][] {{32, 64, 64}, {128, 784, 128}, {64, 1000, 1000}}) {
            add(
                    "linear-" + s[0] + "x" + s[1] + "x" + s[2],
                    List.of(variable(s[0], s[1]), variable(s[2], s[1]), variable(s[2])),
                    x -> Linear.linear(x[0], x[1], x[2]),
                    x -> torch.linear(x[0], x[1], new TensorOptional(x[2])));
            add(
                    "linear-relu-" + s[0] + "x" + s[1] + "x" + s[2],
                    List.of(variable(s[0], s[1]), variable(s[2], s[1]), variable(s[2])),
                    x -> Linear.linear(x[0], x[1], x[2]).relu(),
                    x -> torch.linear(x[0], x[1], new TensorOptional(x[2])).relu());
        }
    }

    private void algebra() {
        for (int n : new int[] {10, 100}) {
            List<Input> one = List.of(variable(n, n));
            List<Input> two = List.of(variable(n, n), variable(n, n));
            add("inverse-" + n, one, x -> Linalg.inverse(regular(x[0])), x -> torch.linalg_inv(regular(x[0])));
            add(
                    "solve-" + n,
                    two,
                    x -> Linalg.solve(regular(x[0]), x[1]),
                    x -> torch.linalg_solve(regular(x[0]), x[1]));
            add(
                    "det-" + n,
                    one,
                    x -> Determinants.det(x[0].mul(0.1)),
                    x -> torch.linalg_det(x[0].mul(new Scalar(0.1))));
            add(
                    "slogdet-" + n,
                    one,
                    x -> Determinants.slogdet(regular(x[0])).logAbsDet(),
                    x -> torch.linalg_slogdet(regular(x[0])).get1());
            add("cholesky-" + n, one, x -> Linalg.cholesky(positive(x[0])), x -> torch.linalg_cholesky(positive(x[0])));
            add(
                    "eigvalsh-" + n,
                    one,
                    x -> Spectral.eigvalsh(positive(x[0])),
                    x -> torch.linalg_eigvalsh(positive(x[0])));
            add(
                    "qr-" + n,
                    one,
                    x -> Decompositions.qr(x[0]).r(),
                    x -> torch.linalg_qr(x[0]).get1());
            add("svdvals-" + n, one, x -> Decompositions.svdvals(x[0]), x -> torch.linalg_svdvals(x[0]));
            add("pinv-" + n, one, x -> PseudoInverse.pinv(regular(x[0])), x -> torch.linalg_pinv(regular(x[0])));
        }
    }

    private static Tensor regular(Tensor x) {
        return x.add(Linalg.eye(x.dtype(), x.shape().dim(0)).mul(x.shape().dim(0)));
    }

    private static org.bytedeco.pytorch.Tensor regular(org.bytedeco.pytorch.Tensor x) {
        return x.add(torch.eye(x.size(0)).mul(new Scalar((double) x.size(0))));
    }

    private static Tensor positive(Tensor x) {
        return regular(x.matmul(x.transpose(0, 1)));
    }

    private static org.bytedeco.pytorch.Tensor positive(org.bytedeco.pytorch.Tensor x) {
        return regular(x.matmul(x.transpose(0, 1)));
    }
}
