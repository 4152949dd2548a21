package org.autodiff;

import java.util.Map;
import org.autodiff.References.Reference;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.RegressionLoss;

/** Losses that have settings, element by element on plain doubles. */
final class LossReferences {
    static final Map<String, Reference> ALL = Map.of(
            "huberLoss",
            (i, in, a) -> {
                double delta = ((RegressionLoss.Delta) a).delta();
                double d = Math.abs(in.get(0).at(i) - in.get(1).at(i));
                return d <= delta ? d * d / 2 : delta * (d - delta / 2);
            },
            "gaussianNll",
            (i, in, a) -> {
                double d = in.get(0).at(i) - in.get(1).at(i);
                double v = Math.max(in.get(2).at(i), ((LikelihoodLoss.Floor) a).floor());
                return (Math.log(v) + d * d / v) / 2;
            });

    private LossReferences() {}
}
