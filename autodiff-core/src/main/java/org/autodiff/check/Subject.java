package org.autodiff.check;

import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Shape;

/** What is checked: a function of arrays at a point, with the derivatives that somebody claims it has. */
interface Subject {
    /** What was differentiated, in words. */
    String of();

    /** How often the function was differentiated. */
    int order();

    /** The number of inputs that derivatives are taken by. */
    int inputs();

    /** The name of an input. */
    String name(int input);

    /** The shape of an input. */
    Shape shape(int input);

    /** The elements of an input at the point. */
    double[] point(int input);

    /** Whether it has so many elements that only what grows slowly with them is done. */
    default boolean isLarge() {
        long size = 0;
        for (int i = 0; i < inputs(); i++) {
            size += point(i).length;
        }
        return size > LARGE;
    }

    /** Elements of all inputs together. */
    int LARGE = 10_000;

    /** The same function at another point. */
    Subject at(double[][] x);

    /** The values at any point. */
    double[] value(double[][] x);

    /** The rounding unit of the values. */
    double unit();

    /** The largest number that the computation at the point goes through, as far as that is known. */
    double magnitude();

    /** The rounding unit of the inputs. */
    double inputUnit();

    /** Whether each element is compared, or only the product with directions. */
    boolean byElement();

    /**
     * The claimed derivatives at the point.
     *
     * @param cotangents of the values, for the reverse sweep
     * @param directions of the inputs, for the forward sweep where they ask for it
     */
    Derivatives derivatives(double[][] cotangents, List<Direction> directions);

    /**
     * Claimed derivatives.
     *
     * @param gradients by cotangent, input and element
     * @param tangents by direction and output element; null where not asked for or without forward mode
     * @param connected for each input whether the result depends on it at all
     * @param withoutForward why there is no forward mode; else null
     */
    record Derivatives(double[][][] gradients, double[][] tangents, boolean[] connected, String withoutForward) {
        /** The same for a cotangent that is smaller by a factor. */
        Derivatives dividedBy(double factor) {
            double[][][] all = new double[gradients.length][][];
            Arrays.setAll(all, c -> ArraySubject.copy(gradients[c]));
            for (double[][] g : all) {
                for (double[] row : g) {
                    Arrays.setAll(row, k -> row[k] / factor);
                }
            }
            return new Derivatives(all, tangents, connected, withoutForward);
        }
    }
}
