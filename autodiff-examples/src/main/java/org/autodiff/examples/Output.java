package org.autodiff.examples;

import static org.autodiff.examples.CommandRunner.DEFAULT;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.report.Directories;
import org.autodiff.examples.report.ImageGrid;
import org.autodiff.nn.report.Chart;
import org.autodiff.nn.search.Ranking;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that all experiments and systems have: where randomness comes from, and where pictures and tables go. */
public final class Output {
    @Option(names = "--seed", paramLabel = "N", description = "source of everything random" + DEFAULT)
    private long seed = 1;

    @Option(names = "--out", paramLabel = "DIR", description = "where the files go" + DEFAULT)
    private Path directory = Path.of("target/experiments");

    @Option(names = "--dry-run", description = "take only the first steps on little data, to see that all is there")
    private boolean dryRun;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** With the defaults of the options. */
    public Output() {}

    /** The source of everything random. */
    public Seed seed() {
        return Seed.of(seed);
    }

    /** Whether only the first steps are wanted. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** Prints a line. */
    public void line(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    /** Draws diagrams side by side into a file of the directory, and says so. */
    public void picture(String name, Chart... charts) {
        line("wrote %s", Chart.write(Directories.made(directory).resolve(name), charts));
    }

    /** Draws diagrams one after the other into a moving picture of the directory, five a second, and says so. */
    public void animation(String name, Chart... charts) {
        line("wrote %s", Chart.animate(Directories.made(directory).resolve(name), 20, charts));
    }

    /**
     * Draws images side by side into a file of the directory, and says so.
     *
     * @param images {@code [N, H, W]} or {@code [N, 3, H, W]}, from 0, black, to 1
     */
    public void images(String name, Tensor images, int columns) {
        line("wrote %s", ImageGrid.write(Directories.made(directory).resolve(name), images, columns));
    }

    /** The path of a file of the directory, which is made where it is missing. */
    public Path file(String name) {
        return Directories.made(directory).resolve(name);
    }

    /** Writes a ranking into a file of the directory, and says so. */
    public void csv(String name, Ranking ranking) {
        Path file = Directories.made(directory).resolve(name);
        ranking.writeCsv(file);
        line("wrote %s", file);
    }
}
