package org.autodiff.examples.fuzz;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.autodiff.OpDef;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.AutodiffException;
import org.autodiff.examples.ResidentSize;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Attrs;
import org.autodiff.op.Sample;

/** The calls: every operation of the table, every method of a tensor and of the families, with random arguments. */
final class BadCalls {
    /** The calls in one scope, after which its memory is given back. */
    private static final int IN_A_SCOPE = 50;

    private static final int MOST_FAULTS_SHOWN = 40;

    private final PrintWriter out;
    private final boolean trace;
    private final RandomGenerator random;
    private final List<Method> methods = methods();
    private final List<OpDef> ops = Ops.all();
    private final Set<String> names = names();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final Map<String, String> faults = new LinkedHashMap<>();
    private Arguments arguments;
    private int succeeded;
    private int refused;
    private int innerNames;
    private int failed;

    BadCalls(long seed, PrintWriter out, boolean trace) {
        this.random = Seed.of(seed).generator();
        this.out = out;
        this.trace = trace;
    }

    /** The methods whose arguments can all be made, in an order that does not depend on the virtual machine. */
    private static List<Method> methods() {
        Set<Class<?>> classes = new LinkedHashSet<>(List.of(Tensor.class));
        classes.addAll(Ops.families());
        List<Method> all = new ArrayList<>();
        for (Class<?> c : classes) {
            for (Method m : c.getMethods()) {
                boolean own = m.getDeclaringClass().getPackageName().equals("org.autodiff");
                boolean instance = !Modifier.isStatic(m.getModifiers());
                if (own
                        && !m.isSynthetic()
                        && (instance ? c == Tensor.class : m.getDeclaringClass() == c)
                        && Arrays.stream(m.getParameterTypes()).allMatch(Arguments::canMake)) {
                    all.add(m);
                }
            }
        }
        all.sort(Comparator.comparing(Method::toString));
        return all;
    }

    private Set<String> names() {
        Set<String> all = new LinkedHashSet<>();
        ops.forEach(op -> all.add(op.name()));
        methods.forEach(m -> {
            all.add(m.getName());
            Arrays.stream(m.getParameterTypes()).filter(Class::isRecord).forEach(r -> {
                all.add(r.getSimpleName()); // it may be the record that refuses what it is made of
                Arrays.stream(
                                r.getDeclaringClass() == null
                                        ? new Class<?>[0]
                                        : r.getDeclaringClass().getClasses())
                        .filter(Class::isRecord)
                        .forEach(n -> all.add(n.getSimpleName()));
            });
        });
        return all;
    }

    /** Makes the calls and prints a summary; whether every failure was a clear one. */
    boolean run(int calls) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Tensor[] foreign = new Tensor[1];
        CountDownLatch ready = new CountDownLatch(1);
        Thread other = new Thread(
                () -> {
                    try (Tape tape = Tape.record()) {
                        foreign[0] = Tensor.ones(DType.FLOAT32, 3, 4)
                                .requiresGrad(true)
                                .square();
                        ready.countDown();
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "foreign");
        other.setDaemon(true);
        other.start();
        ready.await();
        arguments = new Arguments(random, foreign[0]);
        OptionalLong early = OptionalLong.empty();
        for (int i = 0; i < calls; i += IN_A_SCOPE) {
            try (Scope scope = random.nextInt(3) == 0 ? Scope.noGrad() : Tape.record()) {
                for (int k = i; k < Math.min(calls, i + IN_A_SCOPE); k++) {
                    call(k);
                }
            }
            if (i < calls / 2 && i + IN_A_SCOPE >= calls / 2) {
                early = ResidentSize.kilobytes();
            }
        }
        end.countDown();
        summary(calls, early, ResidentSize.kilobytes());
        return faults.isEmpty();
    }

    private void call(int number) {
        if (random.nextInt(2) == 0) {
            OpDef op = ops.get(random.nextInt(ops.size()));
            call(number, op.name(), () -> apply(op));
        } else {
            Method m = methods.get(random.nextInt(methods.size()));
            call(number, m.getName(), () -> invoke(m));
        }
    }

    /** Some work that may throw anything. */
    @FunctionalInterface
    private interface Work {
        Object run() throws ReflectiveOperationException;
    }

    private void call(int number, String name, Work work) {
        if (trace) {
            out.println(number + " " + name);
            out.flush();
        }
        try {
            Object result = work.run();
            succeeded++;
            if (result instanceof Tensor t && t.isRecorded() && t.tape() != null && random.nextInt(3) == 0) {
                sweep(t);
            }
        } catch (InvocationTargetException e) {
            judge(name, e.getCause());
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            judge(name, e);
        }
    }

    private void sweep(Tensor result) {
        try {
            result.backward(Tensor.ones(result.dtype(), result.shape().toArray()));
        } catch (RuntimeException | Error e) {
            judge("backward", e);
        }
    }

    private void judge(String name, Throwable thrown) {
        if (thrown instanceof AutodiffException && thrown.getMessage() != null) {
            String message = thrown.getMessage();
            boolean named = names(message, name);
            boolean inner = !named && names.stream().anyMatch(n -> message.startsWith(n) && names(message, n));
            if (named || inner) {
                refused++;
                innerNames += inner ? 1 : 0;
                refusals.merge(thrown.getClass().getSimpleName(), 1, Integer::sum);
                return;
            }
        }
        failed++;
        StackTraceElement[] stack = thrown.getStackTrace();
        String at = Arrays.stream(stack)
                .filter(f -> f.getClassName().startsWith("org.autodiff."))
                .limit(3)
                .map(f -> f.getFileName() + ":" + f.getLineNumber())
                .reduce((a, b) -> a + " " + b)
                .orElse(stack.length == 0 ? "nowhere" : stack[0].toString());
        faults.putIfAbsent(
                name + " " + thrown.getClass().getSimpleName() + " " + at, name + ": " + thrown + " at " + at);
    }

    private static boolean names(String message, String name) {
        int at = message.indexOf(name);
        return at >= 0
                && (at == 0 || !Character.isLetterOrDigit(message.charAt(at - 1)))
                && (at + name.length() == message.length()
                        || !Character.isLetterOrDigit(message.charAt(at + name.length())));
    }

    private Object apply(OpDef op) throws ReflectiveOperationException {
        Sample sample = op.samples().get(random.nextInt(op.samples().size()));
        Attrs attrs = sample.attrs();
        if (random.nextInt(3) > 0) {
            // a record's constructor may throw by itself, which is as good as the operation's refusal
            attrs = (Attrs) arguments.record(random.nextInt(10) == 0 ? Attrs.Axis.class : attrs.getClass());
        }
        int n = random.nextInt(12) == 0 ? random.nextInt(4) : sample.shapes().size();
        Tensor[] inputs = new Tensor[n];
        for (int i = 0; i < n; i++) {
            inputs[i] = i < sample.shapes().size() && random.nextInt(3) == 0
                    ? typed(op, i, sample.shapes().get(i).toArray())
                    : arguments.tensor();
        }
        return op.apply(attrs, inputs);
    }

    /** A tensor that fits the operation. */
    private Tensor typed(OpDef op, int i, int[] dims) {
        Tensor ones = Tensor.ones(DType.FLOAT32, dims);
        return i < op.domains().size() ? ones.to(op.domains().get(i).dtype()) : ones;
    }

    private Object invoke(Method m) throws ReflectiveOperationException {
        Object[] args = new Object[m.getParameterCount()];
        for (int i = 0; i < args.length; i++) {
            boolean named = m.getName().equals("requireUsable"); // it names the operation that it is given
            args[i] = named ? m.getName() : arguments.make(m.getParameterTypes()[i]);
        }
        return m.invoke(Modifier.isStatic(m.getModifiers()) ? null : arguments.tensor(), args);
    }

    private void summary(int calls, OptionalLong early, OptionalLong late) {
        out.printf(
                Locale.ROOT,
                "%,d calls of %d operations and %d methods: %,d computed, %,d refused clearly (%,d by an operation inside),"
                        + " %,d failed otherwise%n",
                calls,
                ops.size(),
                methods.size(),
                succeeded,
                refused,
                innerNames,
                failed);
        refusals.forEach((type, n) -> out.printf(Locale.ROOT, "  %,7d %s%n", n, type));
        if (early.isPresent() && late.isPresent()) {
            out.printf(
                    Locale.ROOT,
                    "resident size after half of them %,d kB, at the end %,d kB, ratio %.3f%n",
                    early.getAsLong(),
                    late.getAsLong(),
                    (double) late.getAsLong() / early.getAsLong());
        }
        faults.values().stream().limit(MOST_FAULTS_SHOWN).forEach(f -> out.println("  FAULT " + f));
        if (faults.size() > MOST_FAULTS_SHOWN) {
            out.println("  and " + (faults.size() - MOST_FAULTS_SHOWN) + " more kinds of faults");
        }
        out.flush();
    }
}
