package org.autodiff.nn.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.array.Backend;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * All cases of a folder of reference numbers ({@code -Dgolden.dir=DIR}): values, gradients, second order, views. It prints
 * one line a group, {@code golden unary 193/193}, then each failure with its worst element.
 * {@code -Dgolden.groups=a,b} runs some groups, {@code -Dgolden.case=TEXT} the cases with the text in their names.
 */
class GoldenConformanceTest {
    /** The groups of operations that pass. */
    private static final String GROUPS =
            "unary,activation,binary,reduce,matmul,shape,linalg,conv,norm,loss,nnblock,edge,optimizer,scheduler,training";

    /** Cases whose reference is wrong, the failure that a right result gives, and what is right. */
    private static final Map<String, String> WRONG_REFERENCES = Map.of(
            // the slope at x = 1e-10 is -pi^2 x / 3; PyTorch computes (cos(pi x) - sinc x) / x, where all digits cancel
            "edge/sinc/000", "gradient by x of shape [2], element 1: -3.2898681336964526E-10, reference 0.0");

    private static final Map<String, GoldenOp> OPS = new HashMap<>();

    static {
        UnaryGoldens.register(OPS);
        ActivationGoldens.register(OPS);
        BinaryGoldens.register(OPS);
        ReduceGoldens.register(OPS);
        MatmulGoldens.register(OPS);
        ShapeGoldens.register(OPS);
        LinalgGoldens.register(OPS);
        ConvGoldens.register(OPS);
        NormGoldens.register(OPS);
        LossGoldens.register(OPS);
        NnBlockGoldens.register(OPS);
    }

    @TestFactory
    Stream<DynamicTest> groups() {
        return Arrays.stream(System.getProperty("golden.groups", GROUPS).split(","))
                .filter(group -> !group.isBlank())
                .map(group -> dynamicTest("golden " + group, () -> assertGroup(group)));
    }

    private static void assertGroup(String group) {
        String part = System.getProperty("golden.case", "");
        List<GoldenCase> cases = Golden.cases(group).stream()
                .filter(c -> c.name().contains(part))
                .toList();
        List<String> failed = new ArrayList<>();
        int passed = 0;
        for (GoldenCase c : cases) {
            List<String> failures = failures(group, c);
            if (failures.isEmpty() || failures.equals(expected(c))) {
                passed++;
            } else {
                failed.add("  " + c.name() + ": " + String.join("; ", failures));
            }
        }
        System.out.println("golden " + group + " " + passed + "/" + cases.size() + " ("
                + Backend.get().name() + ")");
        failed.forEach(System.out::println);
        assertThat(failed).as("failures of group " + group).isEmpty();
    }

    private static List<String> expected(GoldenCase c) {
        String wrong = WRONG_REFERENCES.get(c.name());
        return wrong == null ? null : List.of(wrong);
    }

    private static List<String> failures(String group, GoldenCase c) {
        try {
            return switch (group) {
                case "optimizer" -> OptimizerGoldens.failures(c);
                case "scheduler" -> SchedulerGoldens.failures(c);
                case "training" -> TrainingGoldens.failures(c);
                default -> {
                    GoldenOp op = OPS.get(c.text("op"));
                    yield op == null ? List.of("no operation " + c.text("op")) : GoldenRun.failures(c, op);
                }
            };
        } catch (RuntimeException e) {
            return List.of("threw " + e);
        }
    }
}
