package org.autodiff.check;

import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Shape;

/** A function of arrays with a derivative that somebody has written by hand. */
final class ArraySubject implements Subject {
    /** The function and its derivative: the products of a cotangent with the Jacobian, by each array. */
    interface Written {
        double[] value(double[][] x);

        double[][] pullback(double[][] x, double[] cotangent);
    }

    private final Written written;
    private final List<String> names;
    private final double[][] point;
    private final double unit;
    private int changed = -1;

    /**
     * @param unit the rounding unit of the type that the function computes in
     */
    ArraySubject(Written written, List<String> names, double[][] point, double unit) {
        this.written = written;
        this.names = names;
        this.point = point;
        this.unit = unit;
    }

    /** The rounding unit of single or double precision. */
    static double unit(boolean single) {
        return (single ? Math.ulp(1f) : Math.ulp(1.0)) / 2;
    }

    /** Copies, so that a function that changes what it is given cannot harm the point. */
    static double[][] copy(double[][] x) {
        double[][] all = new double[x.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = x[i].clone();
        }
        return all;
    }

    /** The first array that the function or its gradient has changed, or -1. */
    int changedArgument() {
        return changed;
    }

    private void note(double[][] before, double[][] after) {
        for (int i = 0; i < before.length && changed < 0; i++) {
            changed = Arrays.equals(before[i], after[i]) ? -1 : i;
        }
    }

    @Override
    public String of() {
        return "the function";
    }

    @Override
    public int order() {
        return 1;
    }

    @Override
    public int inputs() {
        return point.length;
    }

    @Override
    public String name(int input) {
        return names.get(input);
    }

    @Override
    public Shape shape(int input) {
        return Shape.of(point[input].length);
    }

    @Override
    public double[] point(int input) {
        return point[input];
    }

    @Override
    public Subject at(double[][] x) {
        return new ArraySubject(written, names, x, unit);
    }

    @Override
    public double[] value(double[][] x) {
        double[][] given = copy(x);
        double[] y = written.value(given).clone();
        note(x, given);
        return y;
    }

    @Override
    public double unit() {
        return unit;
    }

    @Override
    public double magnitude() {
        return Arrays.stream(point).mapToDouble(Direction::scale).max().orElse(1);
    }

    @Override
    public double inputUnit() {
        return unit;
    }

    @Override
    public boolean byElement() {
        return true;
    }

    @Override
    public Derivatives derivatives(double[][] cotangents, List<Direction> directions) {
        double[][][] gradients = new double[cotangents.length][][];
        for (int c = 0; c < gradients.length; c++) {
            double[][] given = copy(point);
            gradients[c] = copy(written.pullback(given, cotangents[c]));
            note(point, given);
        }
        boolean[] connected = new boolean[point.length];
        Arrays.fill(connected, true);
        return new Derivatives(
                gradients, new double[directions.size()][], connected, "a gradient written by hand has none");
    }
}
