package org.autodiff.inspect;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import org.autodiff.error.Require;
import org.autodiff.functional.Distance;
import org.autodiff.functional.Embedding;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.Loss;
import org.autodiff.functional.MarginLoss;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Padding;
import org.autodiff.functional.ParametricActivation;
import org.autodiff.functional.Pooling;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.functional.Resampling;

/** What kind of operation a node of a picture is; each family has a shape and a colour of its own. */
public enum Family {
    /** A value that gradients are taken by. */
    LEAF,
    /** A value without a gradient. */
    CONSTANT,
    /** Sums, products and the like of two values, element by element. */
    ARITHMETIC,
    /** Functions of one value, element by element: activations too. */
    FUNCTION,
    /** Products of matrices, convolutions, and what is built on them. */
    LINEAR,
    /** Sums, means and extrema along axes, and norms. */
    REDUCTION,
    /** Softmax and normalization. */
    NORMALIZATION,
    /** Windows: pooling and resampling. */
    WINDOW,
    /** What moves, selects or joins elements. */
    MOVEMENT,
    /** Losses. */
    LOSS;

    private static final Map<Family, Class<?>[]> DECLARED = Map.of(
            ARITHMETIC, new Class<?>[] {Arithmetic.class, Comparison.class, Where.class},
            FUNCTION,
                    new Class<?>[] {
                        Elementwise.class,
                        Trigonometry.class,
                        Rounding.class,
                        SpecialFunctions.class,
                        Activation.class,
                        ParametricActivation.class,
                        Clamp.class
                    },
            REDUCTION, new Class<?>[] {Reduction.class, Scan.class, Norm.class, Distance.class},
            NORMALIZATION, new Class<?>[] {Softmax.class, Normalization.class},
            WINDOW, new Class<?>[] {Pooling.class, Resampling.class},
            MOVEMENT,
                    new Class<?>[] {
                        Movement.class,
                        Joining.class,
                        Padding.class,
                        Diagonals.class,
                        Indexing.class,
                        Sorting.class,
                        Cast.class,
                        Embedding.class
                    },
            LOSS, new Class<?>[] {Loss.class, RegressionLoss.class, LikelihoodLoss.class, MarginLoss.class},
            LINEAR, new Class<?>[] {LinearAlgebra.class});

    private static final Map<Integer, Family> BY_ID = byId();

    /** The family of an operation; of one that the library does not have, by its rule's look: one input or more. */
    public static Family of(OpDef op) {
        Require.nonNull(op, "Family.of", "the operation", "pass an entry of the table");
        Family known = BY_ID.get(op.id());
        if (known != null) {
            return known;
        }
        boolean pointwise = op.scalar() != null;
        return !pointwise ? LINEAR : op.arity() == 1 ? FUNCTION : ARITHMETIC;
    }

    /** The name in recordings, in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The family with a label; empty for one of a newer version. */
    static Optional<Family> labelled(String label) {
        for (Family family : values()) {
            if (family.label().equals(label)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }

    private static Map<Integer, Family> byId() {
        Map<Integer, Family> all = new HashMap<>();
        DECLARED.forEach((family, classes) -> {
            for (Class<?> declared : classes) {
                Ops.in(declared).forEach(op -> all.put(op.id(), family));
            }
        });
        return all;
    }
}
