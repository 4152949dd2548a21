package org.autodiff.examples.proof;

import static org.autodiff.examples.CommandRunner.DEFAULT;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.autodiff.OpDef;
import org.autodiff.check.OpCheck;
import org.autodiff.check.report.Verdict;
import org.autodiff.examples.CommandRunner;
import org.autodiff.inspect.Ops;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Proves the gradient checker, and prints the figures.
 *
 * <pre>{@code
 * autodiff-examples/prove table
 * autodiff-examples/prove mutations --names "conv|matmul"
 * autodiff-examples/prove kinks programs faults points models
 * }</pre>
 */
@Command(name = "prove", description = "Proves the gradient checker, and prints the figures.")
public final class Prove implements Callable<Integer> {
    /** A part of the proof. */
    enum Part {
        TABLE,
        MUTATIONS,
        KINKS,
        PROGRAMS,
        FAULTS,
        POINTS,
        MODELS
    }

    @Parameters(paramLabel = "PART", description = "which: ${COMPLETION-CANDIDATES}; all if none is named")
    private List<Part> parts = new ArrayList<>();

    @Option(
            names = "--names",
            paramLabel = "REGEX",
            description = "which operations, or functions with kinks" + DEFAULT)
    private String names = ".*";

    @Option(names = "--every", paramLabel = "N", description = "only each N-th mutant" + DEFAULT)
    private int every = 1;

    @Option(names = "--seeds", paramLabel = "N", description = "seeds for each function and kind of point" + DEFAULT)
    private int seeds = 10_000;

    @Option(names = "--programs", paramLabel = "N", description = "random smooth programs" + DEFAULT)
    private int programs = 2000;

    @Option(names = "--faults", paramLabel = "N", description = "planted faults" + DEFAULT)
    private int faults = 20;

    @Option(names = "--rounds", paramLabel = "N", description = "measurements of each model" + DEFAULT)
    private int rounds = 15;

    @Option(names = "--equivalent", description = "list the equivalent mutants, a line each")
    private boolean equivalent;

    @Spec
    private CommandSpec spec;

    private PrintWriter out;

    private Prove() {}

    /** Runs the command; see {@code --help}. */
    public static void main(String... args) {
        CommandRunner.exitOnFailure(new Prove(), args);
    }

    /** The command, for a command line. */
    public static Prove command() {
        return new Prove();
    }

    /** Returns 1 where a part does not hold. */
    @Override
    public Integer call() {
        out = spec.commandLine().getOut();
        boolean holds = true;
        for (Part part : parts.isEmpty() ? List.of(Part.values()) : parts) {
            long start = System.nanoTime();
            holds &= switch (part) {
                case TABLE -> table();
                case MUTATIONS -> mutations();
                case KINKS -> kinks();
                case PROGRAMS -> programs();
                case FAULTS -> faults();
                case POINTS -> points();
                case MODELS -> models();
            };
            out.printf("%s: %.0f s%n%n", part, (System.nanoTime() - start) / 1e9);
            out.flush();
        }
        return holds ? 0 : 1;
    }

    private List<OpDef> operations() {
        return Ops.all().stream().filter(op -> op.name().matches(names)).toList();
    }

    private boolean table() {
        int failed = 0;
        int checked = 0;
        for (OpDef op : operations()) {
            OpCheck.Report r = OpCheck.check(op);
            checked += r.checked();
            if (!r.passed()) {
                failed++;
                out.println(r);
            }
        }
        out.printf(
                "%d operations to order 2, %d comparisons, %d operations fail%n",
                operations().size(), checked, failed);
        return failed == 0;
    }

    private boolean mutations() {
        Mutations m = Mutations.sample(operations(), every);
        out.printf(
                "%d mutants of %d operations%n", m.trials().size(), operations().size());
        out.print(m);
        m.list(Fate.SURVIVED).forEach(out::println);
        if (equivalent) {
            m.list(Fate.EQUIVALENT).forEach(out::println);
        }
        return m.killed() >= 0.99 && m.killedAtOrderOne() >= 0.97;
    }

    private boolean kinks() {
        boolean holds = true;
        for (Map.Entry<String, KinkSeeds.Kinked> e : KinkSeeds.functions().entrySet()) {
            for (KinkSeeds.Where where :
                    e.getKey().matches(names) ? KinkSeeds.Where.values() : new KinkSeeds.Where[0]) {
                Map<Verdict, Integer> right = KinkSeeds.verdicts(e.getValue(), where, 0, seeds);
                Map<Verdict, Integer> wrong = KinkSeeds.wrongVerdicts(e.getValue(), where, 0, seeds);
                out.printf("%-8s %-7s right rule %s, wrong rule %s%n", e.getKey(), where, right, wrong);
                out.flush();
                holds &= !right.containsKey(Verdict.FAIL) && !wrong.containsKey(Verdict.PASS);
            }
        }
        return holds;
    }

    private boolean programs() {
        List<String> alarms = new ArrayList<>();
        Map<Verdict, Integer> verdicts = SmoothPrograms.check(0, programs, alarms);
        out.println("random smooth programs of " + SmoothPrograms.smooth().size() + " operations of the table: "
                + verdicts);
        alarms.forEach(out::println);
        return alarms.isEmpty();
    }

    private boolean faults() {
        List<PlantedFaults.Planted> all = IntStream.range(0, faults)
                .mapToObj(n -> PlantedFaults.of(n, faults))
                .toList();
        all.forEach(out::println);
        long located = all.stream().filter(PlantedFaults.Planted::located).count();
        out.println(located + " of " + faults + " planted faults located to the operation");
        return located == faults;
    }

    private boolean points() {
        List<HardPoints.Result> all = HardPoints.all();
        all.forEach(out::println);
        return all.stream().allMatch(HardPoints.Result::isRight);
    }

    private boolean models() {
        boolean holds = true;
        for (Map.Entry<String, Supplier<ModelCost>> e : ModelCost.all().entrySet()) {
            if (e.getKey().matches(names)) {
                ModelCost.Cost c = e.getValue().get().measure(rounds);
                out.println(c);
                out.flush();
                holds &= c.time() <= ModelCost.MOST && c.verdict() == Verdict.PASS;
            }
        }
        return holds;
    }
}
