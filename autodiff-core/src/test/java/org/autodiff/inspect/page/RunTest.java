package org.autodiff.inspect.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.inspect.Lectures;
import org.autodiff.inspect.Recording;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is one box for the layout: nothing is lost in it, and nothing lies on something else. */
class RunTest {
    static Stream<Recording> recordings() {
        return Stream.of(
                Lectures.product(),
                Lectures.chain(),
                Lectures.secondOrder(),
                Lectures.network(),
                Lectures.chainOf(500));
    }

    private static Picture whole(Recording recording) {
        return new Levels(recording).folded(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void eachBoxIsInOne(Recording recording) {
        Picture picture = whole(recording);
        for (List<Run> runs : List.of(Run.of(picture), Run.single(picture))) {
            List<Box> boxes = new ArrayList<>();
            runs.forEach(run -> boxes.addAll(run.boxes()));
            assertThat(boxes).containsExactlyInAnyOrderElementsOf(picture.boxes);
        }
        assertThat(Run.single(picture)).allMatch(Run::isPlain);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void itsBoxesLieInItsFrameAndApart(Recording recording) {
        Picture picture = whole(recording);
        Map<Box, List<Wire>> into = picture.wires.stream().collect(Collectors.groupingBy(w -> w.to));
        for (Run run : Run.of(picture)) {
            run.place(100, 200, into);
            List<Box> boxes = run.boxes();
            for (Box box : boxes) {
                assertThat(box.x - box.width / 2).isGreaterThanOrEqualTo(100 - 1e-9);
                assertThat(box.x + box.width / 2).isLessThanOrEqualTo(100 + run.width() + 1e-9);
                assertThat(box.y - box.height / 2).isGreaterThanOrEqualTo(200 - 1e-9);
                assertThat(box.y + box.height / 2).isLessThanOrEqualTo(200 + run.height() + 1e-9);
            }
            for (int i = 0; i < boxes.size(); i++) {
                for (int j = 0; j < i; j++) {
                    assertThat(overlap(boxes.get(i), boxes.get(j))).isFalse();
                }
            }
            Set<Box> inside = new HashSet<>(boxes);
            for (Wire wire : picture.wires) {
                if (inside.contains(wire.from) && inside.contains(wire.to)) {
                    assertThat(wire.points[0]).isCloseTo(wire.from.x + wire.from.width / 2, within(1e-9));
                    assertThat(wire.points[2]).isCloseTo(wire.to.x - wire.to.width / 2, within(1e-9));
                    assertThat(Math.abs(wire.points[1] - wire.from.y)).isLessThanOrEqualTo(wire.from.height / 2);
                    assertThat(Math.abs(wire.points[3] - wire.to.y)).isLessThanOrEqualTo(wire.to.height / 2);
                }
            }
        }
    }

    private static boolean overlap(Box a, Box b) {
        return Math.abs(a.x - b.x) < (a.width + b.width) / 2 - 1e-9
                && Math.abs(a.y - b.y) < (a.height + b.height) / 2 - 1e-9;
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void wiresFromOutsideEndWithinIt(Recording recording) {
        Picture picture = whole(recording);
        List<Run> runs = Run.of(picture);
        for (Wire wire : picture.wires) {
            Run from = runs.stream()
                    .filter(r -> r.boxes().contains(wire.from))
                    .findFirst()
                    .orElseThrow();
            Run to = runs.stream()
                    .filter(r -> r.boxes().contains(wire.to))
                    .findFirst()
                    .orElseThrow();
            if (from != to) {
                assertThat(wire.to).isSameAs(to.first());
                assertThat(to.end(wire)).isBetween(0.0, to.height());
                assertThat(from.begin(wire.datum)).isBetween(0.0, from.height());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void aChainHasFewOfThem(Recording recording) {
        Picture picture = whole(recording);
        assertThat(Run.of(picture)).hasSizeLessThanOrEqualTo(picture.boxes.size());
        if (recording.nodes().size() > 400) {
            assertThat(Run.of(picture)).hasSizeLessThan(picture.boxes.size() / 7);
        }
    }
}
