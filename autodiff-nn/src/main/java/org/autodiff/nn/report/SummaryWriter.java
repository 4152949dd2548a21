package org.autodiff.nn.report;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.train.Callback;
import org.autodiff.nn.train.HealthReport;
import org.autodiff.nn.train.Step;
import org.autodiff.nn.train.TrainingHealth;

/**
 * Writes event files that TensorBoard shows: scalars, histograms, images and texts by tag and step. Each writer writes a file
 * of its own into the folder; {@code tensorboard --logdir runs} shows all folders below one.
 *
 * <pre>{@code
 * try (SummaryWriter writer = new SummaryWriter(Path.of("runs/first"))) {
 *     writer.addScalar("loss/train", step, loss);
 *     writer.addHistogram("weights/fc1", step, fc1.weight());
 * }
 * }</pre>
 *
 * <p>The format: records of TensorFlow's TFRecord (length, masked CRC-32C of the length, data, masked CRC-32C of the data),
 * each an {@code Event} in Protocol Buffers, as tensorflow/core/util/event.proto and framework/summary.proto declare them.
 * Not safe for use by several threads.
 */
public final class SummaryWriter implements AutoCloseable {
    private static final String VERSION = "brain.Event:2";
    private static final int MASK = 0xa282ead8;
    private static final int BINS = 30;
    private static final int STRING = 7;
    private static final int LARGEST_SIDE = 1 << 14;

    private final Path file;
    private final Clock clock;
    private final OutputStream out;
    private boolean closed;

    /**
     * Opens a new file in a folder, which is made where it is missing.
     *
     * @throws FileException if that is not possible
     */
    public SummaryWriter(Path folder) {
        this(folder, Clock.systemUTC());
    }

    SummaryWriter(Path folder, Clock clock) {
        Require.nonNull(folder, "SummaryWriter", "the folder", "pass the path of one such as runs/first");
        this.clock = clock;
        long seconds = clock.instant().getEpochSecond();
        Path path = folder;
        try {
            Files.createDirectories(folder);
            path = folder.resolve("events.out.tfevents." + seconds + ".autodiff");
            for (int i = 1; Files.exists(path); i++) {
                path = folder.resolve("events.out.tfevents." + seconds + ".autodiff." + i);
            }
            out = new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW));
        } catch (IOException e) {
            throw new FileException(path + ": cannot be written: " + e, e);
        }
        file = path;
        record(event(0).text(3, VERSION));
    }

    /** The file that it writes. */
    public Path file() {
        return file;
    }

    /** A number at a step; NaN and infinity too. TensorBoard keeps single precision. */
    public void addScalar(String tag, long step, double value) {
        add(step, value(tag, "addScalar").float32(2, (float) value));
    }

    /** The distribution of a tensor's finite elements at a step, in 30 intervals of equal width. */
    public void addHistogram(String tag, long step, Tensor values) {
        Require.nonNull(values, "SummaryWriter.addHistogram", "the tensor", "pass the one to show");
        if (!values.dtype().isFloating()) {
            throw new ArgumentException("SummaryWriter.addHistogram: the tensor '" + tag + "' is " + values.dtype()
                    + "; convert it with to(FLOAT32)");
        }
        add(
                step,
                value(tag, "addHistogram").message(5, histogram(values.detach().toDoubles())));
    }

    /**
     * An image at a step.
     *
     * @param image [C, H, W] with one channel (grey), three (red, green, blue) or four (and opacity), elements from 0 to 1;
     *     those outside are cut
     */
    public void addImage(String tag, long step, Tensor image) {
        Require.nonNull(image, "SummaryWriter.addImage", "the image", "pass a tensor [C, H, W]");
        ProtobufMessage value = value(tag, "addImage");
        int[] shape = image.shape().toArray();
        boolean fits = shape.length == 3
                && (shape[0] == 1 || shape[0] == 3 || shape[0] == 4)
                && Math.min(shape[1], shape[2]) > 0
                && Math.max(shape[1], shape[2]) <= LARGEST_SIDE;
        if (!fits || !image.dtype().isFloating()) {
            throw new ShapeException("SummaryWriter.addImage: expected floating-point [C, H, W] with 1, 3 or 4 channels"
                    + " and sides of 1 to " + LARGEST_SIDE + ", got " + image.dtype() + " " + image.shape());
        }
        ProtobufMessage message = new ProtobufMessage()
                .integer(1, shape[1])
                .integer(2, shape[2])
                .integer(3, shape[0])
                .bytes(4, png(image.detach().toDoubles(), shape));
        add(step, value.message(4, message));
    }

    /** A text at a step, which TensorBoard shows as Markdown. */
    public void addText(String tag, long step, String text) {
        Require.nonNull(text, "SummaryWriter.addText", "the text", "pass an empty one for none");
        ProtobufMessage one = new ProtobufMessage().message(2, new ProtobufMessage().integer(1, 1));
        ProtobufMessage tensor =
                new ProtobufMessage().integer(1, STRING).message(2, one).text(8, text);
        ProtobufMessage plugin = new ProtobufMessage().text(1, "text");
        add(step, value(tag, "addText").message(8, tensor).message(9, new ProtobufMessage().message(1, plugin)));
    }

    /**
     * Writes the loss after each of a trainer's steps, and what a {@link TrainingHealth} that comes before has measured: norms
     * of gradients, updates, dead units and saturation as scalars, weights and gradients as histograms, findings as a text.
     */
    public Callback of(Module model, TrainingHealth health) {
        Require.nonNull(model, "SummaryWriter.of", "the model", "pass the one that is trained");
        Require.nonNull(health, "SummaryWriter.of", "the health", "pass the callback that comes before this one");
        return new Callback() {
            private long steps;
            private HealthReport last;

            @Override
            public void step(Step step) {
                steps++;
                addScalar("loss/train", steps, step.loss());
                HealthReport report = health.report().orElse(null);
                if (report != last) {
                    last = report;
                    add(model, report);
                    flush();
                }
            }
        };
    }

    private void add(Module model, HealthReport report) {
        long step = report.step();
        for (HealthReport.Weight w : report.weights()) {
            if (!Double.isNaN(w.gradient())) {
                addScalar("gradient/" + w.name(), step, w.gradient());
            }
            if (!Double.isNaN(w.update())) {
                addScalar("update/" + w.name(), step, w.update());
            }
        }
        for (Parameter p : model.parameters()) {
            addHistogram("weights/" + p.name(), step, p.tensor());
            if (p.tensor().grad() != null) {
                addHistogram("gradients/" + p.name(), step, p.tensor().grad());
            }
        }
        for (HealthReport.Activation a : report.activations()) {
            addScalar("dead/" + a.place(), step, a.units() == 0 ? 0 : (double) a.dead() / a.units());
            addScalar("saturated/" + a.place(), step, a.saturated());
        }
        String text = report.isHealthy()
                ? "healthy"
                : report.findings().stream()
                        .map(f -> "- **" + f.kind().title() + "** " + f.what() + " " + f.remedy())
                        .collect(Collectors.joining("\n"));
        addText("health", step, text);
    }

    /** Sees to it that what was added is in the file. */
    public void flush() {
        check("flush");
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes what is left and closes the file. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                out.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private void check(String method) {
        if (closed) {
            throw new FileException(file + ": SummaryWriter." + method + " after close(); open another writer");
        }
    }

    private FileException failed(IOException e) {
        return new FileException(file + ": cannot be written: " + e, e);
    }

    private ProtobufMessage value(String tag, String method) {
        check(method);
        Require.nonNull(tag, "SummaryWriter." + method, "the tag", "pass a name such as loss/train");
        return new ProtobufMessage().text(1, tag);
    }

    private void add(long step, ProtobufMessage value) {
        record(event(step).message(5, new ProtobufMessage().message(1, value)));
    }

    private ProtobufMessage event(long step) {
        Instant now = clock.instant();
        double seconds = now.getEpochSecond() + now.getNano() / 1e9;
        return new ProtobufMessage().float64(1, seconds).integer(2, step);
    }

    private void record(ProtobufMessage event) {
        byte[] data = event.toBytes();
        byte[] length = little(Long.BYTES).putLong(data.length).array();
        try {
            out.write(length);
            out.write(little(Integer.BYTES).putInt(masked(length)).array());
            out.write(data);
            out.write(little(Integer.BYTES).putInt(masked(data)).array());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The CRC-32C, rotated and shifted: the sum of data that holds sums itself would tell little. */
    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ProtobufMessage histogram(double[] values) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double count = 0;
        double sum = 0;
        double squares = 0;
        for (double x : values) {
            if (Double.isFinite(x)) {
                least = Math.min(least, x);
                greatest = Math.max(greatest, x);
                count++;
                sum += x;
                squares += x * x;
            }
        }
        boolean flat = count == 0 || greatest == least;
        double[] limits = new double[flat ? 1 : BINS];
        double[] buckets = new double[limits.length];
        double width = flat ? 0 : greatest / BINS - least / BINS;
        for (int i = 0; i < limits.length; i++) {
            limits[i] = i == limits.length - 1 ? count == 0 ? 0 : greatest : least + (i + 1) * width;
        }
        for (double x : values) {
            if (Double.isFinite(x)) {
                int bin = width > 0 ? (int) ((x - least) / width) : 0;
                buckets[Math.min(bin, buckets.length - 1)]++;
            }
        }
        return new ProtobufMessage()
                .float64(1, count == 0 ? 0 : least)
                .float64(2, count == 0 ? 0 : greatest)
                .float64(3, count)
                .float64(4, sum)
                .float64(5, squares)
                .float64s(6, limits)
                .float64s(7, buckets);
    }

    private byte[] png(double[] x, int[] shape) {
        int plane = shape[1] * shape[2];
        boolean opaque = shape[0] < 4;
        BufferedImage image = new BufferedImage(
                shape[2], shape[1], opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < plane; i++) {
            int red = level(x[i]);
            int green = shape[0] == 1 ? red : level(x[plane + i]);
            int blue = shape[0] == 1 ? red : level(x[2 * plane + i]);
            int alpha = opaque ? 0xFF : level(x[3 * plane + i]);
            image.setRGB(i % shape[2], i / shape[2], alpha << 24 | red << 16 | green << 8 | blue);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw failed(e);
        }
        return png.toByteArray();
    }

    private static int level(double x) {
        return (int) Math.round(255 * Math.min(1, Math.max(0, x))); // NaN counts as 0
    }
}
