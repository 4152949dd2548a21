package org.autodiff.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
    @TempDir
    private Path directory;

    private static Map<String, Double> values(double loss, double accuracy) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", loss);
        values.put("accuracy", accuracy);
        return values;
    }

    @Test
    void aTrainingThatGoesOnLeavesNoLineTwice() throws IOException {
        Path file = directory.resolve("log.csv");
        TrainingLog.csv(file).write(0, values(2.5, 0.25));
        TrainingLog.csv(file).write(1, values(1.5, 0.5));
        TrainingLog.csv(file).write(2, values(9, 0.5));
        TrainingLog.csv(file).write(1, values(Double.NaN, 0.75));
        assertThat(Files.readAllLines(file)).containsExactly("epoch,loss,accuracy", "0,2.5,0.25", "1,NaN,0.75");
    }

    @Test
    void jsonHasNoNumbersThatAreNone() throws IOException {
        Path file = directory.resolve("log.jsonl");
        TrainingLog log = TrainingLog.jsonLines(file);
        log.write(0, values(1e-7, 1));
        log.write(1, values(Double.POSITIVE_INFINITY, Double.NaN));
        log.write(1, values(2, Double.NaN));
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"epoch\":0,\"loss\":1.0E-7,\"accuracy\":1.0}",
                        "{\"epoch\":1,\"loss\":2.0,\"accuracy\":null}");
    }

    @Test
    void otherFilesAreLeftAsTheyAre() throws IOException {
        Path file = directory.resolve("notes.txt");
        Files.writeString(file, "mine\n");
        assertThatThrownBy(() -> TrainingLog.csv(file).write(0, values(1, 1)))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("'mine'");
        assertThatThrownBy(() -> TrainingLog.jsonLines(file).write(0, values(1, 1)))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("line 1");
        assertThat(file).hasContent("mine");
        assertThatThrownBy(() -> TrainingLog.csv(file).write(0, Map.of("a,b", 1.0)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("a,b");
        assertThatThrownBy(() -> TrainingLog.csv(file).write(-1, Map.of())).hasMessageContaining("-1");
    }
}
