package org.autodiff.examples.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.autodiff.error.AutodiffException;

/**
 * Calls of every public constructor and method of the library in which one argument after the other is wrong: null, negative,
 * huge, NaN, empty, or a function that returns null. Each must be computed, or refused with an exception of the library.
 */
final class EveryMethod {
    private static final int SECONDS_FOR_A_CALL = 20;

    private final PrintWriter out;
    private final boolean trace;
    private final Map<String, String> faults = new LinkedHashMap<>();
    private final Map<String, String> slow = new LinkedHashMap<>();
    private int members;
    private int calls;
    private ExecutorService worker = worker();

    EveryMethod(PrintWriter out, boolean trace) {
        this.out = out;
        this.trace = trace;
    }

    private static ExecutorService worker() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "calls");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Makes the calls and prints the faults; whether there were none. */
    boolean run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("every-method");
        List<Class<?>> types = PublicApi.types();
        Samples samples = new Samples(folder);
        samples.build(types);
        int without = 0;
        for (Class<?> type : types) {
            for (Executable member : PublicApi.members(type)) {
                boolean alone = member instanceof Constructor<?> || Modifier.isStatic(member.getModifiers());
                List<Object> owners = alone ? Arrays.asList((Object) null) : samples.of(type);
                without += owners.isEmpty() ? 1 : 0;
                members++;
                for (Object owner : owners) {
                    callWithEachBadArgument(member, owner, samples);
                }
            }
        }
        out.printf(
                Locale.ROOT,
                "%,d calls of %,d constructors and methods of %d types (%d methods without an object to call them of):"
                        + " %d kinds of faults%n",
                calls,
                members,
                types.size(),
                without,
                faults.size());
        faults.forEach((at, text) -> out.println("  FAULT " + text));
        slow.forEach((at, text) -> out.println("  SLOW " + text));
        out.flush();
        return faults.isEmpty() && slow.isEmpty();
    }

    private void callWithEachBadArgument(Executable member, Object owner, Samples samples) throws InterruptedException {
        Type[] parameters = member.getGenericParameterTypes();
        Object[] plausible = samples.arguments(member);
        call(member, owner, plausible, -1);
        for (int i = 0; i < parameters.length; i++) {
            for (Object bad : samples.bad(parameters[i])) {
                Object[] arguments = plausible.clone();
                arguments[i] = bad;
                call(member, owner, arguments, i);
            }
        }
    }

    private void call(Executable member, Object owner, Object[] arguments, int wrong) throws InterruptedException {
        String name = PublicApi.describe(member.getDeclaringClass(), member);
        if (slow.containsKey(name)) {
            return;
        }
        calls++;
        if (trace) {
            out.println(name + " " + text(arguments));
            out.flush();
        }
        try {
            Throwable thrown =
                    worker.submit(() -> thrown(member, owner, arguments)).get(SECONDS_FOR_A_CALL, TimeUnit.SECONDS);
            if (thrown != null) {
                judge(name, wrong, arguments, thrown);
            }
        } catch (TimeoutException e) {
            slow.put(name, name + " " + text(arguments) + " takes more than " + SECONDS_FOR_A_CALL + " s");
            worker = worker();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a call throws; null where it gives a value. */
    private static Throwable thrown(Executable member, Object owner, Object[] arguments) {
        try {
            Object result = member instanceof Constructor<?> c
                    ? c.newInstance(arguments)
                    : ((Method) member).invoke(owner, arguments);
            if (result instanceof AutoCloseable opened) {
                opened.close();
            }
            return null;
        } catch (InvocationTargetException e) {
            boolean atEnd = owner instanceof Iterator && e.getCause() instanceof NoSuchElementException;
            return atEnd ? null : e.getCause(); // the interface promises that one
        } catch (Exception e) {
            return e;
        }
    }

    private void judge(String name, int wrong, Object[] arguments, Throwable thrown) {
        if (thrown instanceof AutodiffException && thrown.getMessage() != null) {
            return;
        }
        if (thrown instanceof AssertionError && name.startsWith("check.assertj.")) {
            return; // an assertion fails with that one
        }
        String at = Arrays.stream(thrown.getStackTrace())
                .filter(f -> f.getClassName().startsWith("org.autodiff.")
                        && !f.getClassName().contains(".fuzz."))
                .limit(2)
                .map(f -> f.getFileName() + ":" + f.getLineNumber())
                .reduce((a, b) -> a + " " + b)
                .orElse("nowhere");
        String call = name + (wrong < 0 ? "" : ", argument " + wrong);
        faults.putIfAbsent(call + thrown.getClass(), call + " of " + text(arguments) + ": " + thrown + " at " + at);
    }

    private static String text(Object[] arguments) {
        StringBuilder all = new StringBuilder();
        for (Object argument : arguments) {
            String one;
            try {
                one = argument instanceof Object[] array ? Arrays.toString(array) : String.valueOf(argument);
            } catch (RuntimeException e) {
                one = "?";
            }
            String line = one.replace('\n', ' ');
            all.append(all.length() == 0 ? "[" : ", ").append(line.length() > 40 ? line.substring(0, 40) : line);
        }
        return all.append(all.length() == 0 ? "[]" : "]").toString();
    }
}
