package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Linear;
import org.autodiff.linalg.Einsum;
import org.autodiff.op.Reference;
import org.junit.jupiter.api.Test;

/** Sums of products: against loops over all letters, and products of names against einsum. */
class EinsumTest {
    private static Tensor random(int seed, int... dims) {
        return Tensor.normal(Seed.of(seed), DType.FLOAT64, 0, 1, dims);
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double[] a = actual.toDoubles();
        double[] b = expected.toDoubles();
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).isCloseTo(b[i], org.assertj.core.data.Offset.offset(1e-11));
        }
    }

    private static void check(TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(2).check(f, xs);
        boolean empty = Arrays.stream(xs).allMatch(x -> x.size() == 0); // then there is nothing to compare
        assertThat(report.verdict()).as(report.toString()).isEqualTo(empty ? Verdict.INCONCLUSIVE : Verdict.PASS);
    }

    private static void refuses(Class<? extends AutodiffException> type, ThrowingCallable use, String... parts) {
        assertThatThrownBy(use)
                .isInstanceOf(type)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    /** The sum over all values of all letters, in one loop. */
    private static Tensor loops(String equation, Map<Character, Integer> sizes, Tensor... operands) {
        String[] sides = equation.split("->", -1);
        String[] parts = sides[0].split(",", -1);
        String letters = new String(sizes.keySet().stream().mapToInt(c -> c).toArray(), 0, sizes.size());
        Shape all = Shape.of(letters.chars().map(c -> sizes.get((char) c)).toArray());
        int[] dims = sides[1].chars().map(c -> sizes.get((char) c)).toArray();
        double[] z = new double[Shape.of(dims).size()];
        double[][] values = new double[operands.length][];
        for (int i = 0; i < values.length; i++) {
            values[i] = operands[i].toDoubles();
        }
        int[] index = new int[all.rank()];
        for (int step = 0; step < all.size(); step++) {
            double product = 1;
            for (int i = 0; i < parts.length; i++) {
                product *= values[i][
                        place(parts[i], letters, index, operands[i].shape().toArray())];
            }
            z[place(sides[1], letters, index, dims)] += product;
            Reference.next(index, all);
        }
        return Tensor.of(z, z.length).reshape(dims);
    }

    private static int place(String part, String letters, int[] index, int[] dims) {
        int at = 0;
        for (int i = 0; i < dims.length; i++) {
            at = at * dims[i] + (dims[i] == 1 ? 0 : index[letters.indexOf(part.charAt(i))]);
        }
        return at;
    }

    @Test
    void randomEquations() {
        RandomGenerator random = Seed.of(11).generator();
        for (int round = 0; round < 400; round++) {
            Map<Character, Integer> sizes = new LinkedHashMap<>();
            List<Tensor> operands = new ArrayList<>();
            StringBuilder equation = new StringBuilder();
            int n = random.nextInt(1, 5);
            for (int i = 0; i < n; i++) {
                equation.append(i == 0 ? "" : ",");
                int[] dims = new int[random.nextInt(0, 4)];
                for (int k = 0; k < dims.length; k++) {
                    char c = (char) ('a' + random.nextInt(5));
                    boolean again =
                            equation.substring(equation.lastIndexOf(",") + 1).indexOf(c) >= 0;
                    sizes.putIfAbsent(c, random.nextInt(20) == 0 ? 0 : random.nextInt(1, 4));
                    dims[k] = !again && random.nextInt(10) == 0 ? 1 : sizes.get(c);
                    if (again) {
                        dims[k] = operands.size() < 0
                                ? 0
                                : dims[
                                        equation.substring(equation.lastIndexOf(",") + 1)
                                                .indexOf(c)];
                    }
                    equation.append(c);
                }
                operands.add(random(round * 7 + i, dims));
            }
            Tensor[] in = operands.toArray(Tensor[]::new);
            Map<Character, Integer> seen = seen(equation.toString(), in);
            StringBuilder result = new StringBuilder();
            seen.keySet().stream()
                    .filter(c -> random.nextBoolean())
                    .forEach(c -> result.insert(random.nextInt(result.length() + 1), c));
            String text = equation + "->" + result;
            assertClose(Einsum.einsum(text, in), loops(text, seen, in));
            if (round < 40) {
                check(xs -> Einsum.einsum(text, xs), in);
            }
        }
    }

    /** The size of each letter: the largest of its axes, or 0. */
    private static Map<Character, Integer> seen(String equation, Tensor[] operands) {
        Map<Character, Integer> sizes = new LinkedHashMap<>();
        String[] parts = equation.split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            for (int k = 0; k < parts[i].length(); k++) {
                int size = operands[i].shape().dim(k);
                sizes.merge(
                        parts[i].charAt(k), size, (a, b) -> a == 1 ? b : b == 1 ? a : Integer.valueOf(Math.max(a, b)));
            }
        }
        return sizes;
    }

    @Test
    void knownOnes() {
        Tensor a = random(1, 3, 4);
        Tensor b = random(2, 4, 5);
        assertClose(Einsum.einsum("ij,jk->ik", a, b), a.matmul(b));
        assertClose(Einsum.einsum("ij,jk", a, b), a.matmul(b));
        assertClose(Einsum.einsum(" i j , j k -> k i ", a, b), a.matmul(b).transpose(0, 1));
        assertClose(Einsum.einsum("ba", a), a.transpose(0, 1));
        assertClose(Einsum.einsum("ij->", a), a.sum());
        assertClose(Einsum.einsum("ii", random(3, 4, 4)), random(3, 4, 4).trace());
        assertClose(
                Einsum.einsum("iii->i", random(3, 2, 2, 2)), random(3, 2, 2, 2).take(Tensor.of(new long[] {0, 7})));
        assertClose(Einsum.einsum("Zj,jA", a, b), a.matmul(b).transpose(0, 1));
        assertClose(
                Einsum.einsum(",->", Tensor.scalar(DType.FLOAT64, 2), Tensor.scalar(DType.FLOAT64, 3)),
                Tensor.scalar(DType.FLOAT64, 6));
        assertClose(
                Einsum.einsum("ij,jk->ik", random(4, 70, 80), random(5, 80, 90)),
                random(4, 70, 80).matmul(random(5, 80, 90)));
    }

    @Test
    void ellipses() {
        Tensor a = random(1, 2, 1, 3, 4);
        Tensor b = random(2, 5, 4, 2);
        assertClose(Einsum.einsum("...ij,...jk->...ik", a, b), a.matmul(b));
        assertClose(Einsum.einsum("...ij,...jk", a, b), a.matmul(b));
        assertClose(Einsum.einsum("i...->...i", a), a.movedim(0, -1));
        assertClose(Einsum.einsum("...i->i", a), a.sum(0, 1, 2));
        assertClose(Einsum.einsum("...,...->...", a, random(3, 4)), a.mul(random(3, 4)));
        assertClose(Einsum.einsum("...", a), a);
        assertClose(
                Einsum.einsum("a...a->...a", random(4, 3, 2, 3)),
                random(4, 3, 2, 3).diagonal(0, 0, 2));
    }

    @Test
    void mistakes() {
        Tensor a = random(1, 3, 4);
        refuses(
                ArgumentException.class,
                () -> Einsum.einsum("ij,jk", a),
                "einsum",
                "ij,jk",
                "2 operands",
                "1 were given");
        refuses(ArgumentException.class, () -> Einsum.einsum("ij->k", a), "einsum", "'k'", "in no operand");
        refuses(ArgumentException.class, () -> Einsum.einsum("ij->ii", a), "einsum", "'i'", "twice");
        refuses(ArgumentException.class, () -> Einsum.einsum("i1->i", a), "einsum", "'1'", "no letter");
        refuses(ArgumentException.class, () -> Einsum.einsum("ij->i->j", a), "einsum", "no letter");
        refuses(ArgumentException.class, () -> Einsum.einsum("i..", a), "einsum", "'.'");
        refuses(ShapeException.class, () -> Einsum.einsum("ijk->i", a), "einsum", "3 axes", "[3, 4]");
        refuses(ShapeException.class, () -> Einsum.einsum("...ijk", a), "einsum", "3 axes");
        refuses(ShapeException.class, () -> Einsum.einsum("ij,ij->i", a, random(2, 4, 3)), "einsum", "'i'", "3 and 4");
        refuses(ShapeException.class, () -> Einsum.einsum("ii", a), "einsum", "'i'", "sizes 3 and 4");
        refuses(ShapeException.class, () -> Einsum.einsum("...i,...i", a, random(2, 2, 4)), "einsum", "...", "3 and 2");
    }

    @Test
    void productsOfVectors() {
        Tensor x = random(1, 4);
        Tensor y = random(2, 4);
        assertClose(x.dot(y), Einsum.einsum("i,i->", x, y));
        assertClose(x.outer(random(3, 3)), Einsum.einsum("i,j->ij", x, random(3, 3)));
        assertClose(x.inner(random(4, 3, 4)), Einsum.einsum("i,ji->j", x, random(4, 3, 4)));
        assertThat(Tensor.zeros(DType.FLOAT64, 0)
                        .dot(Tensor.zeros(DType.FLOAT64, 0))
                        .item())
                .isZero();
        refuses(ShapeException.class, () -> x.dot(random(1, 3)), "dot", "[4]", "[3]");
        refuses(ShapeException.class, () -> x.dot(random(1, 4, 1)), "dot", "[4, 1]", "rank 1");
        refuses(ShapeException.class, () -> random(1, 1, 4).outer(x), "outer", "[1, 4]");
        refuses(ShapeException.class, () -> x.inner(random(4, 4, 3)), "inner", "[4]", "[4, 3]");
        check(in -> in[0].outer(in[1]).mul(in[0].dot(in[1])), x, y);
    }

    @Test
    void productsOfTensors() {
        Tensor x = random(1, 2, 3, 4);
        Tensor y = random(2, 3, 4, 5);
        assertClose(x.tensordot(y, 2), Einsum.einsum("aij,ijb->ab", x, y));
        assertClose(x.tensordot(y, 0), Einsum.einsum("abc,def->abcdef", x, y));
        assertClose(
                x.tensordot(y.permute(2, 1, 0), new int[] {-1, 1}, new int[] {1, 2}),
                Einsum.einsum("aij,bji->ab", x, y.permute(2, 1, 0)));
        assertClose(
                random(3, 2, 3).inner(random(4, 5, 3)), Einsum.einsum("ai,bi->ab", random(3, 2, 3), random(4, 5, 3)));
        Tensor a = random(5, 2, 3);
        Tensor b = random(6, 4, 5);
        assertClose(a.kron(b), Einsum.einsum("ij,kl->ikjl", a, b).reshape(8, 15));
        assertClose(random(7, 3).kron(a), random(7, 1, 3).kron(a));
        refuses(ShapeException.class, () -> x.tensordot(y, 1), "tensordot", "[2, 3, 4]", "[3, 4, 5]");
        refuses(IndexException.class, () -> x.tensordot(y, 4), "tensordot", "4 axes");
        refuses(ShapeException.class, () -> x.tensordot(y, new int[] {1, 1}, new int[] {0, 0}), "tensordot", "once");
        refuses(ShapeException.class, () -> x.tensordot(y, new int[] {1}, new int[] {0, 1}), "tensordot", "pairs");
        check(in -> in[0].kron(in[1]).tensordot(in[0], new int[] {0}, new int[] {0}), random(8, 2, 2), random(9, 1, 2));
    }

    @Test
    void bilinear() {
        Tensor x = random(1, 6, 2, 3);
        Tensor y = random(2, 6, 2, 4);
        Tensor w = random(3, 5, 3, 4);
        Tensor bias = random(4, 5);
        assertClose(Linear.bilinear(x, y, w, null), Einsum.einsum("nmi,oij,nmj->nmo", x, w, y));
        assertClose(
                Linear.bilinear(x, y, w, bias), Linear.bilinear(x, y, w, null).add(bias));
        assertThat(Linear.bilinear(random(1, 3), random(2, 4), w, bias).shape()).isEqualTo(Shape.of(5));
        refuses(ShapeException.class, () -> Linear.bilinear(x, y, w, random(4, 4)), "bilinear", "bias", "[4]", "[5]");
        refuses(ShapeException.class, () -> Linear.bilinear(x, x, w, bias), "bilinear", "[5, 3, 4]", "in2");
        refuses(ShapeException.class, () -> Linear.bilinear(x, random(2, 2, 4), w, bias), "bilinear", "leading");
        check(
                in -> Linear.bilinear(in[0], in[1], in[2], in[3]),
                random(5, 2, 2),
                random(6, 2, 3),
                random(7, 2, 2, 3),
                random(8, 2));
    }

    @Test
    void baddbmm() {
        Tensor x = random(1, 2, 3, 4);
        Tensor y = random(2, 2, 4, 5);
        Tensor c = random(3, 3, 1);
        assertClose(c.baddbmm(x, y, 0.5, -2), x.matmul(y).mul(-2).add(c.mul(0.5)));
        assertClose(c.baddbmm(x, y), x.matmul(y).add(c));
        Tensor nan = Tensor.full(DType.FLOAT64, Double.NaN, 1);
        assertClose(nan.baddbmm(x, y, 0, 1), x.matmul(y));
        refuses(ShapeException.class, () -> c.baddbmm(x, x), "baddbmm", "[2, 3, 4]");
        refuses(ShapeException.class, () -> random(4, 4, 1).baddbmm(x, y), "baddbmm", "[4, 1]");
        refuses(ShapeException.class, () -> random(4, 1, 2, 3, 5).baddbmm(x, y), "baddbmm", "[1, 2, 3, 5]");
        check(in -> in[0].baddbmm(in[1], in[2], 2, 3), random(5, 2), random(6, 2, 2, 3), random(7, 2, 3, 2));
    }

    @Test
    void linearOfAnyRankAndWithoutInputs() {
        Tensor w = random(1, 5, 4);
        Tensor b = random(2, 5);
        assertClose(
                Linear.linear(random(3, 4), w, b),
                Einsum.einsum("i,oi->o", random(3, 4), w).add(b));
        assertClose(
                Linear.linear(random(4, 2, 3, 4), w, b),
                Einsum.einsum("abi,oi->abo", random(4, 2, 3, 4), w).add(b));
        assertThat(Linear.linear(random(5, 2, 0, 4), w, b).shape()).isEqualTo(Shape.of(2, 0, 5));
        assertClose(Linear.linear(random(6, 2, 3, 0), random(7, 5, 0), b), b.expand(2, 3, 5));
        refuses(
                ShapeException.class,
                () -> Linear.linear(random(3, 4), w, random(2, 1)),
                "linear",
                "bias",
                "[1]",
                "[5]");
        refuses(
                ShapeException.class,
                () -> Linear.linear(random(3, 4), w, random(2, 1, 5)),
                "linear",
                "bias",
                "[1, 5]");
    }
}
