package org.autodiff.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;

/**
 * Sums of products in Einstein's summation convention. Each operand becomes a tensor whose axes bear letters; two at a time are put
 * together by a matrix product (letters that stay in both are its batch), and letters that are no longer needed are summed.
 */
public final class Einsum {
    /** A tensor and a letter for each of its axes; an axis of an ellipsis has a capital beyond the alphabet. */
    private record Term(Tensor tensor, String letters) {
        int dim(char letter) {
            return tensor.shape().dim(letters.indexOf(letter));
        }

        boolean has(char letter) {
            return letters.indexOf(letter) >= 0;
        }

        /** With the axes in this order of the letters, of which there may be fewer: the others are summed. */
        Term in(String order) {
            int[] gone = IntStream.range(0, letters.length())
                    .filter(i -> order.indexOf(letters.charAt(i)) < 0)
                    .toArray();
            String left = only(letters, order);
            Tensor sum = gone.length == 0 ? tensor : tensor.sum(gone);
            int[] axes = order.chars().map(left::indexOf).toArray();
            boolean moved = !left.equals(order);
            return new Term(moved ? sum.permute(axes) : sum, order);
        }

        /** The sizes of letters. */
        int[] dims(String of) {
            return of.chars().map(c -> dim((char) c)).toArray();
        }
    }

    /** The letters that stand for the axes of an ellipsis, the last axis first: those of no alphabet. */
    private static final char ELLIPSIS = '\ue000';

    private Einsum() {}

    /**
     * The sum of products that an equation describes, such as {@code "bij,bjk->bik"} for batches of matrix products,
     * {@code "ii->i"} for a diagonal, {@code "i,j->ij"} for an outer product.
     *
     * <p>Before the arrow stand the letters of each operand's axes, after it those of the result; a letter that is missing
     * there is summed over. Without an arrow the result has the letters that occur once, in the order of the alphabet.
     * {@code ...} stands for any axes, which broadcast; they come first in a result without an arrow. A letter that occurs twice in one
     * operand takes its diagonal. Sizes of a letter agree, or are 1. Operands are put together from left to right, so
     * their order determines the cost.
     */
    @Composite("\\sum_k x_{ik} y_{kj} \\cdots")
    public static Tensor einsum(String equation, Tensor... operands) {
        Require.nonNulls(operands, "einsum", "operands", "pass tensors");
        Require.nonNull(equation, "einsum", "equation", "pass a text");
        String text = equation.replace(" ", "");
        int arrow = text.indexOf("->");
        String[] parts = (arrow < 0 ? text : text.substring(0, arrow)).split(",", -1);
        if (operands.length == 0 || parts.length != operands.length) {
            throw new ArgumentException(message(equation, operands) + "the equation has " + parts.length
                    + " operands, but " + operands.length + " were given");
        }
        List<Term> terms = new ArrayList<>();
        int dots = 0; // axes of the longest ellipsis
        for (int i = 0; i < parts.length; i++) {
            String letters = letters(equation, parts[i], operands[i], operands);
            dots = Math.max(
                    dots, (int) letters.chars().filter(c -> c >= ELLIPSIS).count());
            terms.add(new Term(operands[i], letters));
        }
        String result = arrow < 0
                ? implicit(terms, dots)
                : explicit(equation, text.substring(arrow + 2), terms, dots, operands);
        narrow(equation, terms, operands);
        Term z = terms.get(0);
        for (int i = 1; i < terms.size(); i++) {
            StringBuilder needed = new StringBuilder(result);
            terms.subList(i + 1, terms.size()).forEach(t -> needed.append(t.letters()));
            z = product(z, terms.get(i), needed.toString());
        }
        return z.in(result).tensor();
    }

    private static String message(String equation, Tensor[] operands) {
        return "einsum \"" + equation + "\" of shapes "
                + Arrays.toString(Arrays.stream(operands).map(Tensor::shape).toArray()) + ": ";
    }

    /** One letter for each axis of an operand. */
    private static String letters(String equation, String part, Tensor operand, Tensor[] operands) {
        int at = part.indexOf("...");
        String named = at < 0 ? part : part.substring(0, at) + part.substring(at + 3);
        int open = operand.rank() - named.length();
        requireLetters(equation, named, operands);
        if (at < 0 ? open != 0 : open < 0) {
            throw new ShapeException(message(equation, operands) + "\"" + part + "\" names " + named.length()
                    + " axes of a tensor of shape " + operand.shape());
        }
        return at < 0 ? named : named.substring(0, at) + ellipsis(open) + named.substring(at);
    }

    private static void requireLetters(String equation, String letters, Tensor[] operands) {
        for (char c : letters.toCharArray()) {
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')) {
                throw new ArgumentException(message(equation, operands) + "'" + c
                        + "' is no letter; write letters for axes, commas between operands, and one \"->\"");
            }
        }
    }

    private static String ellipsis(int axes) {
        StringBuilder all = new StringBuilder();
        for (int i = axes - 1; i >= 0; i--) {
            all.append((char) (ELLIPSIS + i));
        }
        return all.toString();
    }

    /** The letters of the result where no arrow names them. */
    private static String implicit(List<Term> terms, int dots) {
        TreeMap<Character, Integer> counts = new TreeMap<>();
        for (Term t : terms) {
            for (char c : t.letters().toCharArray()) {
                counts.merge(c, 1, Integer::sum);
            }
        }
        StringBuilder once = new StringBuilder(ellipsis(dots));
        counts.forEach((c, n) -> once.append(n == 1 && c < ELLIPSIS ? c.toString() : ""));
        return once.toString();
    }

    private static String explicit(String equation, String result, List<Term> terms, int dots, Tensor[] operands) {
        int at = result.indexOf("...");
        String named = at < 0 ? result : result.substring(0, at) + result.substring(at + 3);
        requireLetters(equation, named, operands);
        for (char c : named.toCharArray()) {
            if (named.indexOf(c) != named.lastIndexOf(c) || terms.stream().noneMatch(t -> t.has(c))) {
                throw new ArgumentException(message(equation, operands) + "the result's letter '" + c + "' "
                        + (named.indexOf(c) != named.lastIndexOf(c) ? "occurs twice" : "is in no operand"));
            }
        }
        return at < 0 ? named : named.substring(0, at) + ellipsis(dots) + named.substring(at);
    }

    /** Takes the diagonals of repeated letters, checks sizes, and drops axes of size 1 whose letter is longer elsewhere. */
    private static void narrow(String equation, List<Term> terms, Tensor[] operands) {
        TreeMap<Character, Integer> sizes = new TreeMap<>();
        for (int i = 0; i < terms.size(); i++) {
            Term t = diagonals(equation, terms.get(i), operands);
            terms.set(i, t);
            for (char c : t.letters().toCharArray()) {
                int size = t.dim(c);
                int known = sizes.getOrDefault(c, 1);
                if (size != known && size != 1 && known != 1) {
                    throw new ShapeException(message(equation, operands)
                            + (c < ELLIPSIS ? "the letter '" + c + "'" : "an axis of \"...\"") + " has sizes " + known
                            + " and " + size + ", which must agree");
                }
                sizes.put(c, known == 1 ? size : known);
            }
        }
        for (int i = 0; i < terms.size(); i++) {
            Term t = terms.get(i);
            int[] single = IntStream.range(0, t.letters().length())
                    .filter(k -> t.tensor().shape().dim(k) == 1
                            && sizes.get(t.letters().charAt(k)) != 1)
                    .toArray();
            if (single.length > 0) {
                StringBuilder rest = new StringBuilder();
                IntStream.range(0, t.letters().length())
                        .filter(k -> Arrays.binarySearch(single, k) < 0)
                        .forEach(k -> rest.append(t.letters().charAt(k)));
                terms.set(i, new Term(t.tensor().squeeze(single), rest.toString()));
            }
        }
    }

    private static Term diagonals(String equation, Term t, Tensor[] operands) {
        String letters = t.letters();
        Tensor x = t.tensor();
        for (int i = 0; i < letters.length(); i++) {
            char c = letters.charAt(i);
            int second = letters.indexOf(c, i + 1);
            if (second >= 0) {
                if (x.shape().dim(i) != x.shape().dim(second)) {
                    throw new ShapeException(message(equation, operands) + "the letter '" + c
                            + "' names axes of sizes " + x.shape().dim(i) + " and "
                            + x.shape().dim(second) + " of one operand, which must agree");
                }
                x = x.diagonal(0, i, second);
                letters =
                        letters.substring(0, i) + letters.substring(i + 1, second) + letters.substring(second + 1) + c;
                i--; // another letter stands here now
            }
        }
        return new Term(x, letters);
    }

    /** The product of two terms, summed over the letters that are not needed any more. */
    private static Term product(Term x, Term y, String needed) {
        String both = only(x.letters(), y.letters());
        String batch = only(both, needed);
        String summed = without(both, needed);
        String rows = only(without(x.letters(), both), needed);
        String columns = only(without(y.letters(), both), needed);
        Term a = x.in(batch + rows + summed);
        Term b = y.in(batch + summed + columns);
        String letters = batch + rows + columns;
        int[] dims = concat(a.dims(batch + rows), b.dims(columns));
        int inner = size(a.dims(summed));
        Tensor p = a.tensor();
        Tensor q = b.tensor();
        if (summed.isEmpty()) {
            int[] left = concat(a.dims(batch + rows), ones(columns.length()));
            int[] right = concat(concat(a.dims(batch), ones(rows.length())), b.dims(columns));
            return new Term(p.reshape(left).mul(q.reshape(right)), letters);
        }
        if (batch.length() > 0 && rows.isEmpty() && columns.isEmpty()) {
            int n = p.rank(); // products of vectors, many of them: matrix kernels have nothing to gain there
            return new Term(p.mul(q).sum(IntStream.range(batch.length(), n).toArray()), letters);
        }
        int[] many = batch.isEmpty() ? new int[0] : new int[] {size(a.dims(batch))};
        p = p.reshape(concat(many, size(a.dims(rows)), inner));
        q = q.reshape(concat(many, inner, size(b.dims(columns))));
        return new Term(p.matmul(q).reshape(dims), letters);
    }

    /** The letters that are also among others. */
    private static String only(String letters, String among) {
        return filtered(letters, among, true);
    }

    private static String without(String letters, String others) {
        return filtered(letters, others, false);
    }

    private static String filtered(String letters, String others, boolean among) {
        StringBuilder kept = new StringBuilder();
        for (char c : letters.toCharArray()) {
            if (others.indexOf(c) >= 0 == among) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static int size(int[] dims) {
        return Shape.of(dims).size();
    }

    private static int[] ones(int n) {
        int[] all = new int[n];
        Arrays.fill(all, 1);
        return all;
    }

    private static int[] concat(int[] a, int... b) {
        int[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
