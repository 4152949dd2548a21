package org.autodiff.examples.report;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ShapeException;
import org.autodiff.io.AtomicFile;

/** Tensors of small images, drawn side by side in rows with a white line between them, four screen pixels for each of theirs. */
public final class ImageGrid {
    private static final int SCALE = 4;
    private static final int GAP = 4;

    private final float[] pixels;
    private final int channels;
    private final int rows;
    private final int columns;

    private ImageGrid(Tensor images) {
        int[] s = images.shape().toArray();
        boolean grey = s.length == 3;
        if (!grey && (s.length != 4 || s[1] != 3)) {
            throw new ShapeException("ImageGrid.write: the shape is " + images.shape()
                    + "; images are [N, H, W], or [N, 3, H, W] in colour");
        }
        channels = grey ? 1 : 3;
        rows = s[s.length - 2];
        columns = s[s.length - 1];
        pixels = images.to(DType.FLOAT32).toFloats();
    }

    /**
     * Writes images as PNG.
     *
     * @param images {@code [N, H, W]} or {@code [N, 3, H, W]}, from 0, black, to 1; what is beyond is cut off
     * @param across how many stand in a row
     * @return the file
     */
    public static Path write(Path file, Tensor images, int across) {
        int count = images.shape().dim(0);
        int width = Math.min(across, count);
        ImageGrid grid = new ImageGrid(images);
        int stepX = grid.columns * SCALE + GAP;
        int stepY = grid.rows * SCALE + GAP;
        int down = (count + width - 1) / width;
        BufferedImage all = new BufferedImage(width * stepX + GAP, down * stepY + GAP, BufferedImage.TYPE_INT_RGB);
        int[] white = new int[all.getWidth() * all.getHeight()];
        Arrays.fill(white, 0xFFFFFF);
        all.setRGB(0, 0, all.getWidth(), all.getHeight(), white, 0, all.getWidth());
        for (int i = 0; i < count; i++) {
            grid.draw(i, all, GAP + i % width * stepX, GAP + i / width * stepY);
        }
        AtomicFile.write(file, out -> ImageIO.write(all, "png", out));
        return file;
    }

    private void draw(int image, BufferedImage on, int left, int top) {
        for (int y = 0; y < rows * SCALE; y++) {
            for (int x = 0; x < columns * SCALE; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    rgb = rgb << 8 | level(image, Math.min(c, channels - 1), y / SCALE, x / SCALE);
                }
                on.setRGB(left + x, top + y, rgb);
            }
        }
    }

    private int level(int image, int channel, int row, int column) {
        float v = pixels[((image * channels + channel) * rows + row) * columns + column];
        return Math.round(255 * Math.max(0, Math.min(1, v)));
    }
}
