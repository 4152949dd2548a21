package org.autodiff.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Module;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.layer.Linear;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    private final Module model = new Linear(1, 1, Seed.of(1));

    private boolean report(EarlyStopping stopping, double measure) {
        InPlace.assign(model.parameters().get(1).tensor(), Tensor.of(new float[] {(float) measure}, 1));
        return stopping.report(measure);
    }

    @Test
    void theTrainingEndsAfterThePatienceAndTheBestWeightsComeBack() {
        EarlyStopping stopping = EarlyStopping.whenLowest(model, 2, 0.1);
        assertThat(report(stopping, Double.NaN)).isFalse();
        assertThat(report(stopping, 3)).isFalse();
        assertThat(report(stopping, 2)).isFalse();
        assertThat(report(stopping, 1.95)).as("too small a change").isFalse();
        assertThat(report(stopping, 1)).isFalse();
        assertThat(report(stopping, 5)).isFalse();
        assertThat(report(stopping, Double.NaN)).isTrue();
        assertThat(stopping.best()).isEqualTo(1);
        stopping.restoreBest();
        assertThat(model.parameters().get(1).tensor().toFloats()).containsExactly(1);
    }

    @Test
    void itGoesOnFromItsState() {
        EarlyStopping first = EarlyStopping.whenLowest(model, 2, 0);
        report(first, 2);
        report(first, 3);
        EarlyStopping second = EarlyStopping.whenLowest(model, 2, 0);
        second.loadStateDict(first.stateDict());
        assertThat(report(second, 3)).isTrue();
        second.restoreBest();
        assertThat(model.parameters().get(1).tensor().toFloats()).containsExactly(2);
        assertThat(EarlyStopping.whenLowest(new Linear(2, 1, Seed.of(1)), 1, 0).misfits(first.stateDict()))
                .singleElement()
                .asString()
                .contains("weight: expected [1, 2]");
        assertThatThrownBy(() -> second.loadStateDict(model.stateDict())).hasMessageContaining("'best'");
    }

    /** Stop after K epochs without improvement; 0 has no other meaning than 1. */
    @Test
    void thePatienceIsTheNumberOfReportsWithoutImprovement() {
        for (int patience = 0; patience <= 3; patience++) {
            EarlyStopping stopping = EarlyStopping.whenLowest(model, patience, 0);
            assertThat(report(stopping, 5)).isFalse();
            assertThat(report(stopping, 4)).isFalse();
            for (int i = 1; i <= 3; i++) {
                assertThat(report(stopping, 4 + i))
                        .as("patience %d, report %d", patience, i)
                        .isEqualTo(i >= patience);
            }
        }
    }

    @Test
    void foreignEntriesAndNullAreRefused() {
        EarlyStopping stopping = EarlyStopping.whenLowest(model, 2, 0);
        Map<String, Tensor> more = new LinkedHashMap<>(stopping.stateDict().asMap());
        more.put("foo", Tensor.of(new double[] {1}));
        assertThat(stopping.misfits(StateDict.of(more))).containsExactly("unexpected 'foo'");
        assertThatThrownBy(() -> stopping.loadStateDict(null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("EarlyStopping.loadStateDict: the state must not be null");
        assertThatThrownBy(() -> EarlyStopping.whenLowest(null, 1, 0))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the model must not be null");
    }

    @Test
    void aChangeThatIsTooSmallDoesNotCount() {
        EarlyStopping stopping = EarlyStopping.whenLowest(model, 0, 0.1);
        assertThat(report(stopping, 2)).isFalse();
        assertThat(report(stopping, 1.95)).isTrue();
        assertThat(stopping.best()).isEqualTo(2);
    }

    @Test
    void moreCanBeBetter() {
        EarlyStopping stopping = EarlyStopping.whenHighest(model, 0, 0);
        assertThat(report(stopping, 0.5)).isFalse();
        assertThat(report(stopping, 0.6)).isFalse();
        assertThat(report(stopping, 0.6)).isTrue();
        assertThat(stopping.best()).isEqualTo(0.6);
    }

    @Test
    void badNumbersAreRefused() {
        assertThatThrownBy(() -> EarlyStopping.whenLowest(model, -1, 0)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> EarlyStopping.whenLowest(model, 0, Double.NaN)).hasMessageContaining("NaN");
        EarlyStopping none = EarlyStopping.whenLowest(model, 0, 0);
        assertThatThrownBy(none::restoreBest).hasMessageContaining("no measure");
    }
}
