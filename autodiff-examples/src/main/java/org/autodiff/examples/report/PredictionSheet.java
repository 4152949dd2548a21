package org.autodiff.examples.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws up to 5 rows of 8 pictures, each over the class that the model sees in it. */
final class PredictionSheet {
    static final int ROWS = 5;
    static final int COLUMNS = 8;

    /** Pixels on the sheet for one of a picture's. */
    private static final int ZOOM = 3;

    private static final int GAP = 10;
    private static final int CAPTION = 20;
    private static final int HEADING = 30;
    private static final Color RIGHT = new Color(0x1B7837);
    private static final Color WRONG = new Color(0xC51B1B);

    private final Predictions predictions;
    private final int cellWidth;
    private final int cellHeight;

    private PredictionSheet(Predictions predictions) {
        this.predictions = predictions;
        this.cellWidth = predictions.width() * ZOOM;
        this.cellHeight = predictions.height() * ZOOM;
    }

    static void write(Predictions predictions, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageIO.write(new PredictionSheet(predictions).draw(), "png", out);
        }
    }

    private BufferedImage draw() {
        int count = Math.min(predictions.size(), ROWS * COLUMNS);
        int width = GAP + COLUMNS * (cellWidth + GAP);
        int height = HEADING + ROWS * (cellHeight + CAPTION + GAP);
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = sheet.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, width, height);
        int right = 0;
        for (int i = 0; i < count; i++) {
            right += predictions.isRight(i) ? 1 : 0;
            drawCell(
                    sheet,
                    pen,
                    i,
                    GAP + i % COLUMNS * (cellWidth + GAP),
                    HEADING + i / COLUMNS * (cellHeight + CAPTION + GAP));
        }
        pen.setColor(Color.DARK_GRAY);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        pen.drawString("predictions on test data: " + right + " of " + count + " right, the others in red", GAP, 20);
        pen.dispose();
        return sheet;
    }

    private void drawCell(BufferedImage sheet, Graphics2D pen, int index, int left, int top) {
        int size = predictions.width() * predictions.height();
        float[] pixels = predictions.pixels();
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int i = index * size; i < (index + 1) * size; i++) {
            low = Math.min(low, pixels[i]);
            high = Math.max(high, pixels[i]);
        }
        float range = high > low ? high - low : 1;
        for (int y = 0; y < cellHeight; y++) {
            for (int x = 0; x < cellWidth; x++) {
                float ink = (pixels[index * size + y / ZOOM * predictions.width() + x / ZOOM] - low) / range;
                int grey = Math.round(255 * (1 - ink));
                sheet.setRGB(left + x, top + y, grey << 16 | grey << 8 | grey);
            }
        }
        boolean isRight = predictions.isRight(index);
        pen.setColor(isRight ? Color.LIGHT_GRAY : WRONG);
        pen.drawRect(left - 1, top - 1, cellWidth + 1, cellHeight + 1);
        if (!isRight) {
            pen.drawRect(left - 2, top - 2, cellWidth + 3, cellHeight + 3);
        }
        String seen = Long.toString(predictions.predicted()[index]);
        String caption = isRight ? seen : seen + ", is " + predictions.actual()[index];
        pen.setColor(isRight ? RIGHT : WRONG);
        pen.setFont(new Font(Font.SANS_SERIF, isRight ? Font.PLAIN : Font.BOLD, 14));
        int captionWidth = pen.getFontMetrics().stringWidth(caption);
        pen.drawString(caption, left + (cellWidth - captionWidth) / 2, top + cellHeight + 16);
    }
}
