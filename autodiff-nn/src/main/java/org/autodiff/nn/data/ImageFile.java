package org.autodiff.nn.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes one image file of any format that {@code javax.imageio} knows. */
final class ImageFile {
    /** An image of more pixels is refused from its header: more than any picture to learn from. */
    private static final int MOST_PIXELS = 1 << 26;

    // decoded by the JDK into an int or four bytes, then copied into three
    private static final int BYTES_PER_PIXEL = 7;

    private ImageFile() {}

    /**
     * An image as unsigned levels.
     *
     * @param channels one array for grey, three for red, green and blue; row by row
     */
    record Levels(byte[][] channels, int rows, int columns) {
        /** The same image in another size. */
        Levels resized(int newRows, int newColumns) {
            if (rows == newRows && columns == newColumns) {
                return this;
            }
            byte[][] resized = new byte[channels.length][];
            for (int i = 0; i < resized.length; i++) {
                resized[i] = ImageResize.resize(channels[i], rows, columns, newRows, newColumns);
            }
            return new Levels(resized, newRows, newColumns);
        }

        /** The same image turned and mirrored as an {@link Orientation} says. */
        Levels upright(Orientation orientation) {
            if (orientation == Orientation.UPRIGHT) {
                return this;
            }
            int newRows = orientation.transposed() ? columns : rows;
            int newColumns = orientation.transposed() ? rows : columns;
            byte[][] turned = new byte[channels.length][rows * columns];
            for (int row = 0; row < newRows; row++) {
                for (int column = 0; column < newColumns; column++) {
                    int from = orientation.place(row, column, rows, columns);
                    for (int i = 0; i < turned.length; i++) {
                        turned[i][row * newColumns + column] = channels[i][from];
                    }
                }
            }
            return new Levels(turned, newRows, newColumns);
        }
    }

    /** The first picture of a file, upright as its EXIF orientation says; transparency is left out, as Pillow's {@code convert("RGB")} does. */
    static Levels read(DataFile file, boolean grey) {
        try (InputStream bytes = file.open();
                ImageInputStream in = new MemoryCacheImageInputStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw file.error(": this is no image of a known format; remove it, or convert it to PNG");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return levels(decoded(file, reader), grey).upright(Orientation.of(file));
            } finally {
                reader.dispose();
            }
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // the readers of the JDK also throw IllegalArgument-, IndexOutOfBounds- and other exceptions at damaged
            // data
            throw new DataException(file.where() + ": the image cannot be decoded: " + e + "; replace or remove it", e);
        }
    }

    private static BufferedImage decoded(DataFile file, ImageReader reader) throws IOException {
        int columns = reader.getWidth(0);
        int rows = reader.getHeight(0);
        if (columns < 1 || rows < 1 || (long) columns * rows > MOST_PIXELS) {
            throw file.error(": the header promises " + columns + " x " + rows + " pixels, expected 1 to " + MOST_PIXELS
                    + "; scale the image down");
        }
        file.checkFitsHeap((long) BYTES_PER_PIXEL * columns * rows);
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage image = reader.read(0);
        for (String warning : warnings) {
            // libjpeg fills up what is missing and only warns; harmless warnings are about colour profiles and the like
            if (warning.contains("Truncated File") || warning.contains("Corrupt JPEG data")) {
                throw file.error(": the image is damaged: " + warning + "; replace or remove it");
            }
        }
        return image;
    }

    private static Levels levels(BufferedImage image, boolean grey) {
        int columns = image.getWidth();
        int rows = image.getHeight();
        byte[][] channels = new byte[grey ? 1 : 3][rows * columns];
        if (isGrey(image)) {
            // not with getRGB: Java takes grey values for linear light and would brighten them
            greyLevels(image, channels[0]);
            for (int i = 1; i < channels.length; i++) {
                channels[i] = channels[0].clone();
            }
        } else {
            int[] line = new int[columns];
            for (int row = 0; row < rows; row++) {
                image.getRGB(0, row, columns, 1, line, 0, columns);
                for (int column = 0; column < columns; column++) {
                    put(line[column], channels, row * columns + column);
                }
            }
        }
        return new Levels(channels, rows, columns);
    }

    private static void put(int rgb, byte[][] channels, int place) {
        int red = rgb >> 16 & 0xFF;
        int green = rgb >> 8 & 0xFF;
        int blue = rgb & 0xFF;
        if (channels.length == 3) {
            channels[0][place] = (byte) red;
            channels[1][place] = (byte) green;
            channels[2][place] = (byte) blue;
        } else {
            // luma of ITU-R BT.601 in the whole numbers of Pillow's convert("L")
            channels[0][place] = (byte) (red * 19595 + green * 38470 + blue * 7471 + 0x8000 >> 16);
        }
    }

    private static boolean isGrey(BufferedImage image) {
        return !(image.getColorModel() instanceof IndexColorModel)
                && image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    }

    private static void greyLevels(BufferedImage image, byte[] levels) {
        Raster raster = image.getRaster();
        int columns = image.getWidth();
        // of 16 bits the upper eight, as for colours
        int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        int[] line = new int[columns];
        for (int row = 0; row < image.getHeight(); row++) {
            raster.getSamples(0, row, columns, 1, 0, line);
            for (int column = 0; column < columns; column++) {
                levels[row * columns + column] = (byte) (line[column] >> shift);
            }
        }
    }
}
