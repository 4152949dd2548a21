package org.autodiff;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.error.ArgumentException;

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
            Reduction.class,
            Scan.class,
            Statistics.class,
            Distance.class,
            Movement.class,
            Joining.class,
            Padding.class,
            Diagonals.class,
            Indexing.class,
            LinearAlgebra.class,
            Products.class,
            Einsum.class,
            Linalg.class,
            Determinants.class,
            Spectral.class,
            Convolution.class,
            Pooling.class,
            Resampling.class,
            Normalization.class,
            Standardization.class,
            Embedding.class,
            Loss.class,
            RegressionLoss.class,
            LikelihoodLoss.class,
            MarginLoss.class,
            Recurrent.class,
            Attention.class);

    private Ops() {}

    /** The families, in the order of the documents. */
    public static List<Class<?>> families() {
        return FAMILIES;
    }

    /** The operations that a family (or a class of one's own) declares as public constants, in order of declaration. */
    public static List<OpDef> in(Class<?> family) {
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
