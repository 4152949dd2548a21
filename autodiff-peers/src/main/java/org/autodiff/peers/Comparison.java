package org.autodiff.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Times the library and libtorch in turn, each in a process of its own, and prints the ratio of both for each row. With {@code
 * --page} it writes the page of the documentation and its plot too.
 *
 * <pre>{@code
 * autodiff-peers/compare                                  # all rows, one round
 * autodiff-peers/compare --rounds 3 'network/'            # some rows
 * autodiff-peers/compare --warm 0.6 'network/'            # after 0.6 s instead of 3 s
 * autodiff-peers/compare --threads 1 'element/'           # processor time of one thread: neighbours do not count
 * autodiff-peers/compare --rounds 3 --page docs           # writes docs/performance.md
 * }</pre>
 */
public final class Comparison {
    private final Map<String, List<Double>> ours = new LinkedHashMap<>();
    private final Map<String, List<Double>> theirs = new LinkedHashMap<>();

    private final int threads;

    private Comparison(int threads) {
        this.threads = threads;
    }

    /**
     * Runs the comparison.
     *
     * @param args {@code --rounds N}, {@code --warm SECONDS}, {@code --threads N}, {@code --page FOLDER}, and a regular
     *     expression that picks rows
     */
    public static void main(String... args) {
        int rounds = 1;
        double warm = 3;
        int threads = Runtime.getRuntime().availableProcessors();
        Path page = null;
        String pick = "";
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--rounds" -> rounds = Integer.parseInt(value(args, ++i));
                case "--warm" -> warm = Double.parseDouble(value(args, ++i));
                case "--threads" -> threads = Integer.parseInt(value(args, ++i));
                case "--page" -> page = Path.of(value(args, ++i));
                default -> pick = option(args[i]);
            }
        }
        Comparison c = new Comparison(threads);
        // One kind after the other, so that both libraries meet the same minutes of the machine.
        for (String kind : kinds(pick)) {
            for (int round = 0; round < rounds; round++) {
                c.run("ours", kind, pick, warm, c.ours);
                c.run("theirs", kind, pick, Math.min(warm, 0.6), c.theirs);
            }
        }
        List<Ratio> all = c.ratios();
        all.forEach(r -> System.out.println(r.line()));
        System.out.println(Ratio.summary(all));
        if (page != null) {
            PerformancePage.write(page, all, rounds, warm);
        }
    }

    private static String value(String[] args, int i) {
        if (i == args.length) {
            throw new IllegalArgumentException(args[i - 1] + " needs a value");
        }
        return args[i];
    }

    private static String option(String arg) {
        if (arg.startsWith("--")) {
            throw new IllegalArgumentException(
                    "unknown option " + arg + "; there are --rounds, --warm, --threads and --page");
        }
        return arg;
    }

    private static List<String> kinds(String pick) {
        Pattern p = Pattern.compile(pick);
        return Rows.all().stream()
                .filter(r -> p.matcher(r.name()).find())
                .map(r -> r.name().substring(0, r.name().indexOf('/') + 1))
                .distinct()
                .toList();
    }

    private List<Ratio> ratios() {
        List<Ratio> all = new ArrayList<>();
        ours.forEach((name, micros) -> {
            if (theirs.containsKey(name)) {
                all.add(new Ratio(name, median(micros), median(theirs.get(name))));
            }
        });
        return all;
    }

    private static double median(List<Double> all) {
        return all.stream().sorted().toList().get(all.size() / 2);
    }

    private void run(String side, String kind, String pick, double warm, Map<String, List<Double>> into) {
        Path target = Path.of(System.getProperty("peers.target"));
        Path natives = target.resolve("libtorch/pytorch/cpu").resolve(System.getProperty("peers.platform"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (side.equals("theirs")) {
            command.add("-Dorg.bytedeco.javacpp.pathsFirst=true");
            command.add("-Djava.library.path=" + natives);
        }
        String both = "^(?=" + Pattern.quote(kind) + ").*(?:" + pick + ")";
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), Side.class.getName(), side, both, String.valueOf(warm)));
        command.add(1, "-Dpeers.threads=" + threads);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LD_LIBRARY_PATH", natives.toString());
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
        try {
            Process process = builder.start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    int tab = line.indexOf('\t');
                    if (tab < 0) {
                        System.err.println(side + ": " + line); // what a library has to say
                        continue;
                    }
                    into.computeIfAbsent(line.substring(0, tab), k -> new ArrayList<>())
                            .add(Double.parseDouble(line.substring(tab + 1)));
                }
            }
            int status = process.waitFor();
            if (status != 0) {
                System.err.println(side + " ended with status " + status + " in " + kind);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + side + " ran", e);
        }
    }

    /** What is known of one row: microseconds of one run, by each library. */
    record Ratio(String name, double ours, double theirs) {
        double ratio() {
            return ours / theirs;
        }

        String kind() {
            return name.substring(0, name.indexOf('/'));
        }

        String line() {
            return String.format(Locale.ROOT, "%-52s %12.1f %12.1f %7.2f", name, ours, theirs, ratio());
        }

        static double mean(List<Ratio> all) {
            return Math.exp(
                    all.stream().mapToDouble(r -> Math.log(r.ratio())).average().orElse(0));
        }

        static String summary(List<Ratio> all) {
            long above = all.stream().filter(r -> r.ratio() > 1).count();
            long far = all.stream().filter(r -> r.ratio() > 1.5).count();
            return String.format(
                    Locale.ROOT,
                    "%d rows, geometric mean %.2f, %d above 1.0, %d above 1.5",
                    all.size(),
                    mean(all),
                    above,
                    far);
        }
    }
}
