package org.autodiff.linalg;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.autodiff.Tensor;
import org.autodiff.Vmap;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.op.Composite;

/**
 * The exponential of square matrices by scaling and squaring of the Padé approximant of degree 13 (Higham 2005, "The scaling and
 * squaring method for the matrix exponential revisited"). Relative errors are of the order of the rounding unit times the number of
 * squarings for normal matrices.
 */
public final class MatrixExponential {
    /** The 1-norm up to which the approximant is exact to double precision. */
    private static final double THETA = 5.371920351148152;

    private static final double[] B = {
        64764752532480000.0,
        32382376266240000.0,
        7771770303897600.0,
        1187353796428800.0,
        129060195264000.0,
        10559470521600.0,
        670442572800.0,
        33522128640.0,
        1323241920.0,
        40840800.0,
        960960.0,
        16380.0,
        182.0,
        1.0
    };

    private MatrixExponential() {}

    /** The exponential {@code I + x + x^2 / 2! + ...} of each matrix of x [*, n, n]; differentiable to every order. */
    @Composite("e^x = \\sum_k x^k / k!")
    public static Tensor matrixExp(Tensor x) {
        Require.nonNull(x, "matrixExp", "the tensor", "pass square matrices [*, n, n]");
        Linalg.square("matrixExp", x.shape());
        if (!x.dtype().isFloating()) {
            throw new DTypeException(
                    "matrixExp: works on FLOAT32 and FLOAT64, not on " + x.dtype() + "; convert with to(...)");
        }
        if (x.size() == 0) {
            return x;
        }
        return Vmap.map(x, MatrixExponential::ofMatrices);
    }

    private static Tensor ofMatrices(Tensor x) {
        int n = x.shape().dim(-1);
        Tensor all = x.reshape(-1, n, n);
        double[] norms = all.stopGradient().abs().sum(-2).max(-1).toDoubles();
        Map<Integer, List<Integer>> bySquarings = new TreeMap<>();
        for (int i = 0; i < norms.length; i++) {
            boolean large = norms[i] > THETA && Double.isFinite(norms[i]);
            int squarings = large ? Math.getExponent(norms[i] / THETA) + 1 : 0;
            bySquarings.computeIfAbsent(squarings, s -> new ArrayList<>()).add(i);
        }
        if (bySquarings.size() == 1) {
            return exponential(all, bySquarings.keySet().iterator().next())
                    .reshape(x.shape().toArray());
        }
        List<Tensor> parts = new ArrayList<>();
        long[] back = new long[norms.length];
        int at = 0;
        for (Map.Entry<Integer, List<Integer>> group : bySquarings.entrySet()) {
            long[] members = group.getValue().stream().mapToLong(i -> i).toArray();
            parts.add(exponential(all.indexSelect(0, Tensor.of(members)), group.getKey()));
            for (long member : members) {
                back[(int) member] = at++;
            }
        }
        return Tensor.concat(0, parts.toArray(Tensor[]::new))
                .indexSelect(0, Tensor.of(back))
                .reshape(x.shape().toArray());
    }

    private static Tensor exponential(Tensor x, int squarings) {
        Tensor a = x.mul(Math.scalb(1.0, -squarings));
        Tensor two = a.matmul(a);
        Tensor four = two.matmul(two);
        Tensor six = two.matmul(four);
        Tensor identity = Linalg.pattern(a, 0, 1, 0);
        Tensor odd = a.matmul(
                six.matmul(sum(six, four, two, 13)).add(sum(six, four, two, 7)).add(identity.mul(B[1])));
        Tensor even =
                six.matmul(sum(six, four, two, 12)).add(sum(six, four, two, 6)).add(identity.mul(B[0]));
        Tensor e = Linalg.solve(even.sub(odd).mul(1 / B[0]), even.add(odd).mul(1 / B[0]));
        for (int i = 0; i < squarings; i++) {
            e = e.matmul(e);
        }
        return e;
    }

    private static Tensor sum(Tensor six, Tensor four, Tensor two, int highest) {
        return six.mul(B[highest]).add(four.mul(B[highest - 2])).add(two.mul(B[highest - 4]));
    }
}
