package org.autodiff.examples;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/**
 * The options that all experiments and systems have, by the same names: data, epochs, batch size, learning rate, seed, dry run
 * and the directory for what is written. Each states which of them it uses, with their defaults:
 *
 * <pre>{@code
 * new Options().images().epochs(10).batchSize(100).lr(0.1)
 * }</pre>
 *
 * <p>One that has no meaning, such as a batch size where there are no samples, is accepted, so that the same command line goes
 * with all of them; a line says that it is not used.
 */
public final class Options {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "directory of the data, such as the four IDX files of MNIST, plain or gzipped; without it, images are"
                            + " digits that are drawn here")
    private Path data;

    @Option(names = "--epochs", paramLabel = "N", description = "passes over the data, or steps" + DEFAULT)
    private Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "samples in a step" + DEFAULT)
    private Integer batchSize;

    @Option(names = "--lr", paramLabel = "X", description = "learning rate" + DEFAULT)
    private Double learningRate;

    @Option(names = "--seed", paramLabel = "N", description = "source of everything random" + DEFAULT)
    private Long seed = 1L;

    @Option(names = "--out", paramLabel = "DIR", description = "where the files go" + DEFAULT)
    private Path out = Path.of("target/experiments");

    @Option(names = "--dry-run", description = "take only the first steps on little data, to see that all is there")
    private boolean dryRun;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    private boolean usesData;
    private boolean needsData;
    private boolean usesEpochs;
    private boolean usesBatchSize;
    private boolean usesRate;
    private int dryEpochs = 1;

    /** Only seed, directory and dry run are used, until the others are named. */
    public Options() {}

    /** Uses {@code --data}: reads images in MNIST's format where it is given, and draws digits where it is not. */
    public Options images() {
        usesData = true;
        return this;
    }

    /** Uses {@code --data} where it is given; see {@link #directory}. */
    public Options optionalData() {
        usesData = true;
        return this;
    }

    /** Uses {@code --data}, and cannot do without. */
    public Options data() {
        usesData = true;
        needsData = true;
        return this;
    }

    /** Uses {@code --epochs}, of which a dry run does one. */
    public Options epochs(int usual) {
        return epochs(usual, 1);
    }

    /** Uses {@code --epochs}, of which a dry run does at most so many. */
    public Options epochs(int usual, int dry) {
        usesEpochs = true;
        epochs = usual;
        dryEpochs = dry;
        return this;
    }

    /** Uses {@code --batch-size}. */
    public Options batchSize(int usual) {
        usesBatchSize = true;
        batchSize = usual;
        return this;
    }

    /** Uses {@code --lr}. */
    public Options lr(double usual) {
        usesRate = true;
        learningRate = usual;
        return this;
    }

    /** Complains of values that cannot be right, and tells which of the options given are not used. */
    void check() {
        require(epochs == null || epochs >= 1, "--epochs: must be at least 1, got " + epochs);
        require(batchSize == null || batchSize >= 1, "--batch-size: must be at least 1, got " + batchSize);
        require(
                learningRate == null || learningRate > 0 && learningRate < Double.POSITIVE_INFINITY,
                "--lr: must be a number above 0, got " + learningRate);
        require(!needsData || data != null, "--data: needed, the directory of the data");
        List<String> unused = new ArrayList<>();
        tellApart(unused, "--data", usesData, data);
        tellApart(unused, "--epochs", usesEpochs, epochs);
        tellApart(unused, "--batch-size", usesBatchSize, batchSize);
        tellApart(unused, "--lr", usesRate, learningRate);
        if (!unused.isEmpty()) {
            line("%s does not use %s", spec.name(), String.join(", ", unused));
        }
    }

    private static void tellApart(List<String> unused, String name, boolean used, Object value) {
        if (!used && value != null) {
            unused.add(name);
        }
    }

    /** The source of everything random. */
    public Seed seed() {
        return Seed.of(seed);
    }

    /** The number that {@link #seed} is made of. */
    public long seedNumber() {
        return seed;
    }

    /** Whether only the first steps are wanted. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** The passes over the data: few in a dry run. */
    public int epochs() {
        return dryRun ? Math.min(epochs, dryEpochs) : epochs;
    }

    /** The samples in a step. */
    public int batchSize() {
        return batchSize;
    }

    /** The learning rate. */
    public double lr() {
        return learningRate;
    }

    /** The directory of the data; null if none is given. */
    public Path directory() {
        return data;
    }

    /** The images as vectors; a few drawn ones in a dry run. */
    public TrainData loadImages() {
        boolean few = dryRun && data == null;
        return (data != null ? TrainData.load(data) : few ? TrainData.few() : TrainData.drawn()).flattened();
    }

    /** Prints a line. */
    public void line(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    /** Draws diagrams side by side into a file of the directory, and says so. */
    public void picture(String name, Chart... charts) {
        line("wrote %s", Chart.write(file(name), charts));
    }

    /** Draws diagrams one after the other into a moving picture of the directory, five a second, and says so. */
    public void animation(String name, Chart... charts) {
        line("wrote %s", Chart.animate(file(name), 20, charts));
    }

    /**
     * Draws images side by side into a file of the directory, and says so.
     *
     * @param images {@code [N, H, W]} or {@code [N, 3, H, W]}, from 0, black, to 1
     */
    public void images(String name, Tensor images, int columns) {
        line("wrote %s", ImageGrid.write(file(name), images, columns));
    }

    /** The directory that files go to, which may not be there yet. */
    public Path out() {
        return out;
    }

    /** The path of a file of the directory, which is made where it is missing. */
    public Path file(String name) {
        return Directories.made(out).resolve(name);
    }

    /** Writes a ranking into a file of the directory, and says so. */
    public void csv(String name, Ranking ranking) {
        Path file = file(name);
        ranking.writeCsv(file);
        line("wrote %s", file);
    }
}
