package org.autodiff.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The line search on functions of one number, whose conditions are checked here once more. */
class StrongWolfeTest {
    private static final double C1 = 1e-4;
    private static final double C2 = 0.9;

    private final List<Double> steps = new ArrayList<>();

    private StrongWolfe.Found search(DoubleUnaryOperator value, DoubleUnaryOperator slope, double first) {
        StrongWolfe.Line line = step -> {
            steps.add(step);
            return new StrongWolfe.Point(step, value.applyAsDouble(step), null, slope.applyAsDouble(step));
        };
        StrongWolfe.Point start = new StrongWolfe.Point(0, value.applyAsDouble(0), null, slope.applyAsDouble(0));
        StrongWolfe.Found found = StrongWolfe.search(line, start, first, 1, 1e-12);
        assertThat(found.point().value())
                .as("enough fall")
                .isLessThanOrEqualTo(start.value() + C1 * found.point().step() * start.slope());
        assertThat(Math.abs(found.point().slope())).as("flat enough").isLessThanOrEqualTo(-C2 * start.slope());
        assertThat(found.evaluations()).isEqualTo(steps.size());
        return found;
    }

    /** (t - 1)^2: a step of 0.01 falls enough, but 99 % of the slope are left. The next one is the minimum, but at most ten times as long. */
    @Test
    void aStepThatIsTooShortIsMadeLonger() {
        StrongWolfe.Found found = search(t -> (t - 1) * (t - 1), t -> 2 * (t - 1), 0.01);
        assertThat(steps).hasSizeGreaterThan(1).startsWith(0.01);
        assertThat(found.point().step()).isEqualTo(0.1, within(1e-12));
        assertThat(found.point().slope()).isEqualTo(-1.8, within(1e-12));
    }

    /** At 0.1 exactly c2 of the slope are left: such a step is taken, one that is a little shorter is not. */
    @Test
    void flatEnoughIsNineTenthsOfTheFirstSlope() {
        assertThat(search(t -> (t - 1) * (t - 1), t -> 2 * (t - 1), 0.1001).evaluations())
                .isEqualTo(1);
        steps.clear();
        assertThat(search(t -> (t - 1) * (t - 1), t -> 2 * (t - 1), 0.0999).evaluations())
                .isEqualTo(2);
    }

    /** A slope upwards that is steep is not flat either: the search comes back from beyond the minimum. */
    @Test
    void aStepThatIsTooLongIsMadeShorter() {
        // a shallow fall to 1, then a wall; at 1.05 the value has fallen enough, and the slope is 9 times the first
        // one's
        DoubleUnaryOperator value = t -> t <= 1 ? -t : -1 + 90 * (t - 1) * (t - 1) - (t - 1);
        DoubleUnaryOperator slope = t -> t <= 1 ? -1 : 180 * (t - 1) - 1;
        StrongWolfe.Found found = search(value, slope, 1.05);
        assertThat(found.evaluations()).isGreaterThan(1);
        assertThat(found.point().step()).isBetween(1.0005, 1.011);
    }

    /** In a bracket, too, a step that falls enough and is not flat is not the end. */
    @Test
    void withinABracketTheSlopeCountsToo() {
        // -t to 5, then a wall of 100 (t - 5)^2: the cubics' first minima lie where the slope is still -1
        DoubleUnaryOperator value = t -> t <= 5 ? -t : -t + 100 * (t - 5) * (t - 5);
        DoubleUnaryOperator slope = t -> t <= 5 ? -1 : 200 * (t - 5) - 1;
        StrongWolfe.Found found = search(value, slope, 10);
        assertThat(steps.subList(1, steps.size()))
                .as("steps that fall enough with all of the slope left")
                .anyMatch(t -> t <= 5);
        assertThat(found.point().step()).isBetween(5.0005, 5.0095);
    }
}
