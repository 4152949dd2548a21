package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * A data set in three parts: what is learned from, what settings are chosen by, and what the result is measured with once.
 * The parts know what they are ({@link Dataset#role}); within each, samples keep their order.
 *
 * <pre>{@code
 * Split parts = Split.stratified(iris, Seed.of(1)); // 80 %, 10 %, 10 % of each class
 * Scaler scaler = Scaler.standard(parts.train());
 * }</pre>
 *
 * @param train of role {@link Role#TRAINING}
 * @param validation of role {@link Role#HELD_OUT}; may be empty
 * @param test of role {@link Role#HELD_OUT}; may be empty
 */
public record Split(Dataset train, Dataset validation, Dataset test) {
    private static final double TRAIN = 0.8;
    private static final double VALIDATION = 0.1;
    /** More than fractions like 0.7 + 0.3 are off. */
    private static final double ROUNDING = 1e-9;

    /** 80 % for training, 10 % for validation, 10 % for the test, drawn at random; see the other. */
    public static Split random(Dataset data, Seed seed) {
        return random(data, TRAIN, VALIDATION, seed);
    }

    /**
     * A random split.
     *
     * @param train the fraction for training
     * @param validation that for validation; the rest is for the test
     * @throws ArgumentException if a fraction is negative or NaN, their sum above 1, the training part empty, the data or
     *     the seed null, or the data held out already
     */
    public static Split random(Dataset data, double train, double validation, Seed seed) {
        check("random", data, train, validation, seed);
        int[] all = IntStream.range(0, data.size()).toArray();
        return of(data, List.of(all), train, validation, seed);
    }

    /** 80 % of each class for training, 10 % for validation, 10 % for the test; see the other. */
    public static Split stratified(Dataset data, Seed seed) {
        return stratified(data, TRAIN, VALIDATION, seed);
    }

    /**
     * A random split within each class, so that each part has the classes in the proportions of the whole: of n samples of
     * a class a part of fraction f has f n, rounded up or down, so that the parts' sizes come as near to their fractions as
     * they can.
     *
     * @param train the fraction for training
     * @param validation that for validation; the rest is for the test
     */
    public static Split stratified(Dataset data, double train, double validation, Seed seed) {
        check("stratified", data, train, validation, seed);
        long[] classes = data.labels();
        SortedMap<Long, List<Integer>> byClass = new TreeMap<>();
        for (int i = 0; i < classes.length; i++) {
            byClass.computeIfAbsent(classes[i], c -> new ArrayList<>()).add(i);
        }
        List<int[]> groups = byClass.values().stream()
                .map(places -> places.stream().mapToInt(i -> i).toArray())
                .toList();
        return of(data, groups, train, validation, seed);
    }

    /**
     * The first samples of each group, in a random order, go to the first part, and so on. Each part gets its share of each
     * group, rounded down; what is left of a group goes, one sample each, to the parts that are furthest below their share
     * of all groups so far.
     */
    private static Split of(Dataset data, List<int[]> groups, double train, double validation, Seed seed) {
        double rest = 1 - train - validation;
        double[] fractions = {train, validation, rest > ROUNDING ? rest : 0};
        List<int[]> parts = List.of(new int[data.size()], new int[data.size()], new int[data.size()]);
        int[] sizes = new int[parts.size()];
        int seen = 0;
        for (int g = 0; g < groups.size(); g++) {
            int[] places = groups.get(g);
            DataLoader.shuffle(places, seed.child(g).generator());
            seen += places.length;
            int[] shares = shares(fractions, places.length, sizes, seen);
            int next = 0;
            for (int p = 0; p < shares.length; p++) {
                System.arraycopy(places, next, parts.get(p), sizes[p], shares[p]);
                sizes[p] += shares[p];
                next += shares[p];
            }
        }
        Dataset[] sets = new Dataset[parts.size()];
        for (int p = 0; p < sets.length; p++) {
            int[] places = Arrays.copyOf(parts.get(p), sizes[p]);
            Arrays.sort(places);
            sets[p] = DatasetView.withRole(data.select(places), p == 0 ? Role.TRAINING : Role.HELD_OUT);
        }
        if (sets[0].size() == 0) {
            throw new ArgumentException("Split: no sample of " + data.size()
                    + " is left for training with the fraction " + train + "; use a greater one or more data");
        }
        return new Split(sets[0], sets[1], sets[2]);
    }

    private static int[] shares(double[] fractions, int n, int[] before, int seen) {
        int[] shares = new int[fractions.length];
        // parts that get no more: their share is a whole number, or was rounded up already
        boolean[] full = new boolean[fractions.length];
        int left = n;
        for (int p = 0; p < shares.length; p++) {
            shares[p] = Math.min(left, (int) Math.floor(fractions[p] * n + ROUNDING));
            left -= shares[p];
            full[p] = fractions[p] * n - shares[p] < ROUNDING;
        }
        for (; left > 0; left--) {
            int most = -1;
            double need = Double.NEGATIVE_INFINITY;
            for (int p = 0; p < shares.length; p++) {
                double below = fractions[p] * seen - before[p] - shares[p];
                if (!full[p] && below > need + ROUNDING) {
                    most = p;
                    need = below;
                }
            }
            full[most] = true;
            shares[most]++;
        }
        return shares;
    }

    private static void check(String how, Dataset data, double train, double validation, Seed seed) {
        Require.nonNull(data, "Split." + how, "the data set", "pass what is to be divided");
        Require.nonNull(seed, "Split." + how, "the seed", "pass Seed.of(number)");
        if (!(train >= 0 && validation >= 0 && train + validation <= 1 + ROUNDING)) {
            throw new ArgumentException(
                    "Split." + how + ": the fractions for training and validation must be 0 or more and"
                            + " together at most 1, got " + train + " and " + validation);
        }
        if (data.role() == Role.HELD_OUT) {
            throw new ArgumentException("Split." + how
                    + ": these samples are held out for validation or test; split what" + " they were taken from");
        }
    }
}
