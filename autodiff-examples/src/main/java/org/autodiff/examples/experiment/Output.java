package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.autodiff.array.Seed;
import org.autodiff.examples.report.Directories;
import org.autodiff.nn.report.Chart;
import org.autodiff.nn.search.Ranking;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that all experiments have: where randomness comes from, and where pictures and tables go. */
final class Output {
    @Option(names = "--seed", paramLabel = "N", description = "source of everything random" + DEFAULT)
    private long seed = 1;

    @Option(names = "--out", paramLabel = "DIR", description = "where the files go" + DEFAULT)
    private Path directory = Path.of("target/experiments");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    Seed seed() {
        return Seed.of(seed);
    }

    /** Prints a line. */
    void line(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    /** Draws diagrams side by side into a file of the directory, and says so. */
    void picture(String name, Chart... charts) {
        line("wrote %s", Chart.write(Directories.made(directory).resolve(name), charts));
    }

    /** Writes a ranking into a file of the directory, and says so. */
    void csv(String name, Ranking ranking) {
        Path file = Directories.made(directory).resolve(name);
        ranking.writeCsv(file);
        line("wrote %s", file);
    }
}
