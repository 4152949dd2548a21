package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers without a path, a format or columns. */
class NullPathTest {
    @TempDir
    private Path folder;

    @Test
    void nullArgumentsOfReadersAreNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "x,y\n1,2\n");
        CsvTable table = Csv.read(file);
        Map<String, Runnable> calls = Map.of(
                "Idx.images: the path", () -> Idx.images(null),
                "Idx.labels: the path", () -> Idx.labels(null),
                "Csv.read: the path", () -> Csv.read(null),
                "Csv.read: the format", () -> Csv.read(file, null),
                "Mnist.load: the path", () -> Mnist.load(null),
                "Cifar.load10: the path", () -> Cifar.load10(null),
                "Cifar.load100Coarse: the path", () -> Cifar.load100Coarse(null),
                "ImageFolder.open: the path", () -> ImageFolder.open(null),
                ".select: the names", () -> table.select((String[]) null),
                ".without: the numbers", () -> table.without((int[]) null));
        calls.forEach((message, call) -> assertThatThrownBy(call::run)
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("must not be null; give"));
    }
}
