package org.autodiff.check.junit;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.check.OpCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.Require;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;

/**
 * Dynamic tests of a table of one's own: a test for each entry, under its name.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> gradients() {
 *     return DynamicGradientTests.ofOperations(Ops.in(MyOperations.class));
 * }
 * }</pre>
 */
public final class DynamicGradientTests {
    private DynamicGradientTests() {}

    /** A test for each operation, by all that it states of itself: {@link OpCheck}. */
    public static Stream<DynamicTest> ofOperations(Collection<OpDef> table) {
        Require.nonNulls(table, "ofOperations", "the operations", "pass for example Ops.in(MyOperations.class)");
        return table.stream()
                .map(op -> DynamicTest.dynamicTest(op.name(), () -> {
                    OpCheck.Report report = OpCheck.check(op);
                    if (!report.passed()) {
                        throw new AssertionFailedError(report.toString());
                    }
                }));
    }

    /** A test for each function, at the same point. */
    public static Stream<DynamicTest> ofFunctions(
            org.autodiff.check.GradCheck settings, Map<String, ? extends TensorFunction> table, Tensor... point) {
        Require.nonNull(settings, "ofFunctions", "the settings", "the usual ones are GradCheck.DEFAULT");
        Require.nonNull(table, "ofFunctions", "the table", "pass functions by name");
        Tensor[] xs = Require.nonNulls(point, "ofFunctions", "the point", "pass a tensor for each argument")
                .clone();
        return table.entrySet().stream().map(e -> of(e.getKey(), () -> settings.check(e.getValue(), xs.clone())));
    }

    /** A test that runs a check of any kind, such as that of a gradient written by hand, and fails unless it passes. */
    public static DynamicTest of(String name, Supplier<GradCheckReport> check) {
        Require.nonNull(name, "DynamicGradientTests.of", "the name", "pass one for the test");
        Require.nonNull(check, "DynamicGradientTests.of", "the check", "pass () -> GradCheck.DEFAULT.check(f, x)");
        return DynamicTest.dynamicTest(
                name,
                () -> GradientTestCase.fail(
                        Require.returned(check.get(), "DynamicGradientTests.of", "the check"), Verdict.PASS));
    }
}
