package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Checks what a training run has written. */
public final class Pictures {

    private Pictures() {}

    static void assertReport(Path directory, int epochs) throws IOException {
        assertPicture(directory.resolve("curves.png"), 960, 360);
        assertPicture(directory.resolve("predictions.png"), 762, 600);
        assertThat(Files.readAllLines(directory.resolve("log.csv")))
                .hasSize(1 + epochs)
                .startsWith("epoch,train_loss,train_loss_hex,train_accuracy,"
                        + "validation_loss,validation_accuracy,test_loss,test_accuracy,seconds");
    }

    /** Checks that a PNG has this size and is not empty. */
    public static void assertPicture(Path file, int width, int height) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        assertThat(picture.getWidth()).isEqualTo(width);
        assertThat(picture.getHeight()).isEqualTo(height);
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        assertThat(Arrays.stream(pixels).distinct().count())
                .as("colours of " + file.getFileName())
                .isGreaterThan(10);
    }
}
