package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.autodiff.check.OpCheck;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Reference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tests that every entry of the operation table gets for being one, which are those of {@link OpCheck}. */
class OpTableTest {
    @TestFactory
    Stream<DynamicTest> everyOperationPassesItsChecks() {
        return Ops.all().stream()
                .map(op -> dynamicTest(op.name(), () -> {
                    Reference reference = References.of(op);
                    assertThat(reference)
                            .as(
                                    "the operation '%1$s' has no plain-Java reference to compare its values with: state"
                                            + " scalar(...) in its entry or, where it is not computed element by element,"
                                            + " reference(...); one of many lines may stand in References, for the constant of '%1$s'",
                                    op.name())
                            .isNotNull();
                    OpCheck.Report report = OpCheck.check(op, reference);
                    assertThat(report.passed()).as(report.toString()).isTrue();
                    assertThat(report.missing(op))
                            .as(
                                    "aspects of the operation '%s' that nothing was compared of: %s",
                                    op.name(), report.counts())
                            .isEmpty();
                    assertThat(report.checked()).isGreaterThan(op.samples().size());
                }));
    }

    @Test
    void noReferenceStandsTwice() {
        assertThat(References.operations()).allMatch(op -> op.reference() == null);
        assertThat(Ops.all()).containsAll(References.operations());
    }
}
