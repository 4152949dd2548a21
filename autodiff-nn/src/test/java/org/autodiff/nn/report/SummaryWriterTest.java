package org.autodiff.nn.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Loss;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.train.Position;
import org.autodiff.nn.train.Trainer;
import org.autodiff.nn.train.TrainingHealth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;

/** Event files, read back with the classes that TensorFlow's own declarations were compiled to. */
class SummaryWriterTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_250L), ZoneOffset.UTC);

    @TempDir
    Path folder;

    /** An event as this test takes it apart by hand: its time, its step, its version and its summary. */
    private record Event(double time, long step, String version, Summary summary) {}

    /** The records of a file; each sum is checked bit by bit, without the table that the writer's class has. */
    static List<byte[]> records(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(masked(length));
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            in.get(data);
            assertThat(in.getInt()).isEqualTo(masked(data));
            records.add(data);
        }
        return records;
    }

    private static int masked(byte[] data) {
        int crc = -1;
        for (byte b : data) {
            crc ^= b & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82F63B78;
            }
        }
        int sum = ~crc;
        return (sum >>> 15 | sum << 17) + 0xa282ead8;
    }

    private static List<Event> events(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        for (byte[] data : records(file)) {
            ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
            double time = 0;
            long step = 0;
            String version = "";
            Summary summary = null;
            while (in.hasRemaining()) {
                switch (in.get()) {
                    case 1 << 3 | 1 -> time = in.getDouble();
                    case 2 << 3 -> step = varint(in);
                    case 3 << 3 | 2 -> version = new String(bytes(in), StandardCharsets.UTF_8);
                    case 5 << 3 | 2 -> summary = Summary.parseFrom(bytes(in));
                    default -> throw new AssertionError("a field that no event has");
                }
            }
            events.add(new Event(time, step, version, summary));
        }
        return events;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[(int) varint(in)];
        in.get(bytes);
        return bytes;
    }

    @Test
    void scalarsAndTexts() throws IOException {
        SummaryWriter writer = new SummaryWriter(folder.resolve("runs/first"), CLOCK);
        writer.addScalar("loss/train", 3, 0.25);
        writer.addScalar("loss/train", 300, Double.NaN);
        writer.addScalar("negative step", -1, 1);
        writer.addText("health", 1L << 40, "**שלום** & <b>");
        writer.close();
        writer.close();
        assertThat(writer.file().getFileName()).hasToString("events.out.tfevents.1700000000.autodiff");
        List<Event> events = events(writer.file());
        assertThat(events).hasSize(5);
        assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
        assertThat(events).extracting(Event::step).containsExactly(0L, 3L, 300L, -1L, 1L << 40);
        assertThat(events.get(1).time()).isEqualTo(1_700_000_000.25);
        Summary.Value loss = events.get(1).summary().getValue(0);
        assertThat(loss.getTag()).isEqualTo("loss/train");
        assertThat(loss.getSimpleValue()).isEqualTo(0.25f);
        assertThat(events.get(2).summary().getValue(0).getSimpleValue()).isNaN();
        Summary.Value text = events.get(4).summary().getValue(0);
        assertThat(text.getMetadata().getPluginData().getPluginName()).isEqualTo("text");
        assertThat(text.getTensor().getStringVal(0).toStringUtf8()).isEqualTo("**שלום** & <b>");
        assertThat(text.getTensor().getTensorShape().getDim(0).getSize()).isEqualTo(1);
        assertThat(text.getTensor().getDtypeValue()).isEqualTo(7);
    }

    @Test
    void histograms() throws IOException {
        double[] values = {1, 2, 2, 3, 4, Double.NaN, Double.POSITIVE_INFINITY};
        SummaryWriter writer = new SummaryWriter(folder, CLOCK);
        writer.addHistogram("w", 1, Tensor.of(values));
        writer.addHistogram("flat", 1, Tensor.full(DType.FLOAT32, 5, 3));
        writer.addHistogram("none", 1, Tensor.of(new double[] {Double.NaN}));
        writer.addHistogram("wide", 1, Tensor.of(new double[] {-Double.MAX_VALUE, Double.MAX_VALUE}));
        writer.close();
        List<Event> events = events(writer.file());
        HistogramProto h = events.get(1).summary().getValue(0).getHisto();
        assertThat(h.getMin()).isEqualTo(1);
        assertThat(h.getMax()).isEqualTo(4);
        assertThat(h.getNum()).isEqualTo(5);
        assertThat(h.getSum()).isEqualTo(12);
        assertThat(h.getSumSquares()).isEqualTo(34);
        assertThat(h.getBucketLimitCount()).isEqualTo(30);
        assertThat(h.getBucketLimit(29)).isEqualTo(4);
        assertThat(h.getBucketLimit(9)).isEqualTo(2, within(1e-12));
        assertThat(h.getBucketList().stream().mapToDouble(x -> x).sum()).isEqualTo(5);
        assertThat(h.getBucket(0)).isEqualTo(1);
        assertThat(h.getBucket(29)).isEqualTo(1);
        assertThat(events.get(2).summary().getValue(0).getHisto().getBucketList())
                .containsExactly(3.0);
        assertThat(events.get(3).summary().getValue(0).getHisto().getNum()).isZero();
        assertThat(events.get(4).summary().getValue(0).getHisto().getBucketList().stream()
                        .mapToDouble(x -> x)
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void images() throws IOException {
        SummaryWriter writer = new SummaryWriter(folder, CLOCK);
        writer.addImage("grey", 2, Tensor.of(new double[] {0, 1, 0.5, 2, -1, Double.NaN}, 1, 2, 3));
        writer.addImage("colour", 2, Tensor.of(new double[] {1, 0, 0}, 3, 1, 1));
        writer.addImage("clear", 2, Tensor.of(new double[] {0, 1, 0, 0.5}, 4, 1, 1));
        writer.close();
        Summary.Image grey = events(writer.file()).get(1).summary().getValue(0).getImage();
        assertThat(grey.getHeight()).isEqualTo(2);
        assertThat(grey.getWidth()).isEqualTo(3);
        assertThat(grey.getColorspace()).isEqualTo(1);
        BufferedImage png = ImageIO.read(
                new ByteArrayInputStream(grey.getEncodedImageString().toByteArray()));
        assertThat(png.getRGB(1, 0)).isEqualTo(0xFFFFFFFF);
        assertThat(png.getRGB(2, 0)).isEqualTo(0xFF808080);
        assertThat(png.getRGB(0, 1)).isEqualTo(0xFFFFFFFF);
        assertThat(png.getRGB(2, 1)).isEqualTo(0xFF000000);
        Summary.Image colour =
                events(writer.file()).get(2).summary().getValue(0).getImage();
        assertThat(ImageIO.read(new ByteArrayInputStream(
                                colour.getEncodedImageString().toByteArray()))
                        .getRGB(0, 0))
                .isEqualTo(0xFFFF0000);
        Summary.Image clear = events(writer.file()).get(3).summary().getValue(0).getImage();
        assertThat(ImageIO.read(new ByteArrayInputStream(
                                clear.getEncodedImageString().toByteArray()))
                        .getRGB(0, 0))
                .isEqualTo(0x8000FF00);
    }

    @Test
    void twoWritersInOneSecondHaveTwoFiles() {
        try (SummaryWriter first = new SummaryWriter(folder, CLOCK);
                SummaryWriter second = new SummaryWriter(folder, CLOCK)) {
            assertThat(second.file()).isNotEqualTo(first.file());
            assertThat(second.file().getFileName().toString()).contains("tfevents");
        }
    }

    @Test
    void whatIsFlushedCanBeReadWhileTheWriterIsOpen() throws IOException {
        try (SummaryWriter writer = new SummaryWriter(folder, CLOCK)) {
            writer.addScalar("a", 1, 1);
            writer.flush();
            assertThat(records(writer.file())).hasSize(2);
        }
    }

    /** What a training leaves, by tag: the loss of each step, and what was measured after the second and the fourth. */
    @Test
    void aTrainingThatIsWatched() throws IOException {
        Linear model = new Linear(3, 2, true, DType.FLOAT64, Seed.of(1));
        Tensor x = Tensor.normal(Seed.of(2), DType.FLOAT64, 0, 1, 8, 3).detach();
        Tensor y = Tensor.zeros(DType.INT64, 8).detach();
        DataLoader loader = new DataLoader(new TensorDataset(x, y), 2, Seed.of(4));
        TrainingHealth health = new TrainingHealth(model, x, TrainingHealth.Options.DEFAULT.withEvery(2));
        SummaryWriter writer = new SummaryWriter(folder, CLOCK);
        new Trainer(model, new Sgd(model.parameters(), 0.01), (a, b) -> Loss.crossEntropy(a, b))
                .fit(loader, Position.START, 1, health, writer.of(model, health));
        writer.close();
        List<Event> events = events(writer.file());
        List<String> tags = events.stream()
                .filter(e -> e.summary() != null)
                .map(e -> e.step() + " " + e.summary().getValue(0).getTag())
                .toList();
        assertThat(tags)
                .containsSubsequence("1 loss/train", "2 loss/train", "3 loss/train", "4 loss/train")
                .contains("2 gradient/weight", "2 update/weight", "2 weights/bias", "4 gradients/weight", "4 health")
                .doesNotContain("1 gradient/weight", "3 health");
        Summary.Value gradient = events.stream()
                .filter(e -> e.step() == 4 && e.summary().getValue(0).getTag().equals("gradient/weight"))
                .findFirst()
                .orElseThrow()
                .summary()
                .getValue(0);
        assertThat(gradient.getSimpleValue()).isEqualTo((float)
                health.report().orElseThrow().weights().get(0).gradient());
        assertThat(events.get(events.size() - 1)
                        .summary()
                        .getValue(0)
                        .getTensor()
                        .getStringVal(0)
                        .toStringUtf8())
                .isEqualTo("healthy");
    }

    @Test
    void badArguments() throws IOException {
        SummaryWriter writer = new SummaryWriter(folder, CLOCK);
        Tensor image = Tensor.zeros(DType.FLOAT32, 2, 2, 2);
        assertThatThrownBy(() -> writer.addScalar(null, 0, 1)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> writer.addText("t", 0, null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> writer.addHistogram("t", 0, null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> writer.addHistogram("t", 0, Tensor.of(new long[] {1})))
                .isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> writer.addImage("t", 0, image))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("1, 3 or 4 channels");
        assertThatThrownBy(() -> writer.addImage("t", 0, Tensor.zeros(DType.FLOAT32, 3, 0, 2)))
                .isInstanceOf(ShapeException.class);
        writer.close();
        assertThatThrownBy(() -> writer.addScalar("t", 0, 1))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("after close()");
        assertThatThrownBy(writer::flush).isInstanceOf(FileException.class);
        assertThatThrownBy(() -> new SummaryWriter(null)).isInstanceOf(ArgumentException.class);
        Path plain = Files.createFile(folder.resolve("plain"));
        assertThatThrownBy(() -> new SummaryWriter(plain.resolve("runs")))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("cannot be written");
    }
}
