package org.autodiff.inspect;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Activation;
import org.autodiff.Arithmetic;
import org.autodiff.Cast;
import org.autodiff.Clamp;
import org.autodiff.Comparison;
import org.autodiff.Diagonals;
import org.autodiff.Elementwise;
import org.autodiff.Indexing;
import org.autodiff.Joining;
import org.autodiff.LinearAlgebra;
import org.autodiff.Movement;
import org.autodiff.Norm;
import org.autodiff.OpDef;
import org.autodiff.Reduction;
import org.autodiff.Rounding;
import org.autodiff.Scan;
import org.autodiff.Softmax;
import org.autodiff.Sorting;
import org.autodiff.SpecialFunctions;
import org.autodiff.Trigonometry;
import org.autodiff.Where;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.functional.Attention;
import org.autodiff.functional.Convolution;
import org.autodiff.functional.CtcLoss;
import org.autodiff.functional.Distance;
import org.autodiff.functional.Embedding;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.Linear;
import org.autodiff.functional.Loss;
import org.autodiff.functional.MarginLoss;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Padding;
import org.autodiff.functional.ParametricActivation;
import org.autodiff.functional.Pooling;
import org.autodiff.functional.Recurrent;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.functional.Resampling;
import org.autodiff.functional.Scatter;
import org.autodiff.functional.Statistics;
import org.autodiff.linalg.Decompositions;
import org.autodiff.linalg.Determinants;
import org.autodiff.linalg.Einsum;
import org.autodiff.linalg.GeneralSpectral;
import org.autodiff.linalg.Linalg;
import org.autodiff.linalg.MatrixExponential;
import org.autodiff.linalg.MatrixNorm;
import org.autodiff.linalg.Products;
import org.autodiff.linalg.PseudoInverse;
import org.autodiff.linalg.Spectral;

/** The registry: every operation of the library, by family and by name, for tests and documents. */
public final class Ops {
    private static final List<Class<?>> FAMILIES = List.of(
            Elementwise.class,
            Trigonometry.class,
            Rounding.class,
            SpecialFunctions.class,
            Activation.class,
            ParametricActivation.class,
            Arithmetic.class,
            Comparison.class,
            Where.class,
            Clamp.class,
            Reduction.class,
            Scan.class,
            Norm.class,
            Movement.class,
            Joining.class,
            Padding.class,
            Diagonals.class,
            Indexing.class,
            Sorting.class,
            Cast.class,
            LinearAlgebra.class,
            Einsum.class,
            Linalg.class,
            Determinants.class,
            Spectral.class,
            GeneralSpectral.class,
            Decompositions.class,
            PseudoInverse.class,
            MatrixExponential.class,
            MatrixNorm.class,
            Products.class,
            Convolution.class,
            Pooling.class,
            Resampling.class,
            Softmax.class,
            Normalization.class,
            Embedding.class,
            Linear.class,
            Distance.class,
            Scatter.class,
            Statistics.class,
            Loss.class,
            RegressionLoss.class,
            LikelihoodLoss.class,
            MarginLoss.class,
            CtcLoss.class,
            Recurrent.class,
            Attention.class);

    private Ops() {}

    /** The families, in the order of the documents. */
    public static List<Class<?>> families() {
        return FAMILIES;
    }

    /** The operations that a family (or a user's class) declares as public constants, in order of declaration. */
    public static List<OpDef> in(Class<?> family) {
        Require.nonNull(family, "Ops.in", "family", "pass a class");
        List<OpDef> all = new ArrayList<>();
        for (Field field : family.getDeclaredFields()) {
            if (field.getType() == OpDef.class) {
                try {
                    all.add((OpDef) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new ArgumentException(
                            "the operation " + family.getName() + "." + field.getName() + " is not public", e);
                }
            }
        }
        return all;
    }

    /** Every operation of the library. */
    public static List<OpDef> all() {
        List<OpDef> all = new ArrayList<>();
        for (Class<?> family : FAMILIES) {
            all.addAll(in(family));
        }
        return all;
    }

    /** The operations by name. */
    public static Map<String, OpDef> byName() {
        Map<String, OpDef> map = new LinkedHashMap<>();
        for (OpDef op : all()) {
            map.put(op.name(), op);
        }
        return map;
    }
}
