package org.autodiff.check;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.autodiff.OpDef;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.inspect.Ops;

/**
 * Checks operations from the command line, by all that they state of themselves ({@link OpCheck}): those of the library by
 * name, one's own by the class whose public constants they are; without arguments all of the library.
 *
 * <pre>{@code
 * java -cp ... org.autodiff.check.CheckOperations tanh matmul com.example.MyOperations
 * }</pre>
 */
public final class CheckOperations {
    private CheckOperations() {}

    /** Checks, prints a line for each operation, and exits with 1 if one failed, 2 if there is nothing of such a name. */
    public static void main(String[] args) {
        System.exit(run(System.out, args));
    }

    /** The same without the exit: returns its code. */
    public static int run(PrintStream out, String... args) {
        Require.nonNull(out, "CheckOperations", "the output", "pass System.out");
        Require.nonNulls(args, "CheckOperations", "the names", "pass none for all operations");
        List<OpDef> ops = new ArrayList<>();
        try {
            for (String arg : args) {
                ops.addAll(named(arg));
            }
        } catch (ArgumentException e) {
            out.println(e.getMessage());
            return 2;
        }
        int failed = 0;
        for (OpDef op : args.length == 0 ? Ops.all() : ops) {
            OpCheck.Report report = OpCheck.check(op);
            failed += report.passed() ? 0 : 1;
            out.println(op.name() + ": " + report);
        }
        return failed == 0 ? 0 : 1;
    }

    private static List<OpDef> named(String arg) {
        OpDef op = Ops.byName().get(arg);
        if (op != null) {
            return List.of(op);
        }
        try {
            List<OpDef> own = Ops.in(Class.forName(arg));
            if (own.isEmpty()) {
                throw new ArgumentException("CheckOperations: " + arg + " has no constants of type OpDef");
            }
            return own;
        } catch (ClassNotFoundException e) {
            throw new ArgumentException(
                    "CheckOperations: \"" + arg
                            + "\" is neither an operation of the library nor a class on the class path whose constants are"
                            + " operations",
                    e);
        }
    }
}
