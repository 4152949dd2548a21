package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
    private static final byte[] IMAGES = IdxFiles.images(2, 2, 3, 0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255);

    @TempDir
    Path directory;

    @Test
    void imagesAreRead() {
        IdxImages images = Idx.images(file(IMAGES));

        assertThat(images.count()).isEqualTo(2);
        assertThat(images.rows()).isEqualTo(2);
        assertThat(images.columns()).isEqualTo(3);
        assertThat(images.pixel(0, 1, 2)).isEqualTo(5);
        assertThat(images.pixel(1, 0, 0)).isEqualTo(250);
        assertThat(images.pixel(1, 1, 2)).isEqualTo(255);
        assertThat(images).hasToString("IdxImages[2 of 2 x 3]");
    }

    @Test
    void labelsAreReadAsUnsignedBytes() {
        assertThat(Idx.labels(file(IdxFiles.labels(7, 0, 255)))).containsExactly(7, 0, 255);
        assertThat(Idx.labels(file(IdxFiles.labels()))).isEmpty();
    }

    @Test
    void gzipIsSeenFromTheContentWhateverTheName() {
        Path plain = IdxFiles.write(directory.resolve("plain.gz"), IMAGES);
        Path packed = IdxFiles.write(directory.resolve("packed"), IdxFiles.gzip(IMAGES));

        assertThat(Idx.images(packed)).isEqualTo(Idx.images(plain)).hasSameHashCodeAs(Idx.images(plain));
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("nothing");

        assertThatThrownBy(() -> Idx.images(missing))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Idx.images(" + missing + "): there is no such file");
        assertThatThrownBy(() -> Idx.labels(directory))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("this is a directory");
    }

    @Test
    void swappedFilesAreRecognised() {
        assertThatThrownBy(() -> Idx.images(file(IdxFiles.labels(1, 2))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("this is a labels file (magic 0x00000801), images have 0x00000803");
        assertThatThrownBy(() -> Idx.labels(file(IMAGES)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("this is an images file (magic 0x00000803), labels have 0x00000801");
    }

    @Test
    void anotherFormatIsRefused() {
        assertThatThrownBy(() -> Idx.images(file("<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("not an IDX file of unsigned bytes with 3 axes")
                .hasMessageContaining("starts with 0x3C21444F, expected 0x00000803");
        // 0x0D: 32-bit floats
        assertThatThrownBy(() -> Idx.labels(file(IdxFiles.idx(new int[] {0xD01, 0}))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("starts with 0x00000D01, expected 0x00000801");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 10, 15})
    void aFileThatEndsInItsHeaderIsRefused(int length) {
        assertThatThrownBy(() -> Idx.images(file(Arrays.copyOf(IMAGES, length))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the file ends in its header");
    }

    @ParameterizedTest
    @CsvSource({"16, 0", "17, 1", "27, 11"})
    void aTruncatedFileIsRefused(int length, int elements) {
        byte[] truncated = Arrays.copyOf(IMAGES, length);

        assertThatThrownBy(() -> Idx.images(file(truncated)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the file ends after " + elements + " of 12 elements");
        assertThatThrownBy(() -> Idx.images(file(IdxFiles.gzip(truncated))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the file ends after " + elements + " of 12 elements");
    }

    @Test
    void truncatedGzipDataAreRefused() {
        byte[] packed = IdxFiles.gzip(IMAGES);

        for (int length = 2; length < packed.length; length++) {
            Path file = file(Arrays.copyOf(packed, length));
            assertThatThrownBy(() -> Idx.images(file))
                    .as("%d of %d bytes", length, packed.length)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("the gzip data end early");
        }
    }

    @Test
    void damagedGzipDataAreRefused() {
        byte[] packed = IdxFiles.gzip(IMAGES);
        // the checksum is in the last eight bytes
        packed[packed.length - 6] ^= 0x55;

        assertThatThrownBy(() -> Idx.images(file(packed)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the gzip data are damaged");
    }

    @Test
    void bytesAfterTheLastElementAreRefused() {
        byte[] longer = Arrays.copyOf(IMAGES, IMAGES.length + 1);

        assertThatThrownBy(() -> Idx.images(file(longer)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("goes on after the 12 elements");
        assertThatThrownBy(() -> Idx.images(file(IdxFiles.gzip(longer))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("goes on after the 12 elements");
    }

    @Test
    void aHeaderThatPromisesTooMuchCostsNothing() {
        // 2 GB that the file does not hold: refused, whatever the heap
        assertThatThrownBy(() -> Idx.images(file(IdxFiles.images(2_000_000, 32, 32, 1, 2, 3))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the file ends after 3 of 2048000000 elements");
        assertThatThrownBy(() -> Idx.images(file(IdxFiles.images(1 << 30, 1 << 30, 1 << 30, 1))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("more bytes than an array can hold");
        assertThatThrownBy(() -> Idx.labels(file(IdxFiles.idx(new int[] {0x801, -1}, 1))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the length of axis 0 is 4294967295");
    }

    @Test
    void gzipDataThatInflateWithoutEndCostNothing() {
        // 100 MB of zeros in 100 kB, behind a header that promises six: they are not unpacked
        byte[] bomb = new byte[100_000_000];
        System.arraycopy(IdxFiles.images(1, 2, 3), 0, bomb, 0, 16);
        assertThatThrownBy(() -> Idx.images(file(IdxFiles.gzip(bomb))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("goes on after the 6 elements");
        assertThatThrownBy(() -> Idx.images(file(IdxFiles.gzip(IdxFiles.images(2_000_000, 32, 32, 1, 2, 3)))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("promises 2048000000 elements, more than ")
                .hasMessageContaining(" bytes of gzip data can hold");
    }

    @Test
    void contentThatDoesNotFitTheHeapIsRefusedBeforeItIsRead() throws IOException {
        long length = Math.min(Runtime.getRuntime().maxMemory() / 2 + 1, Integer.MAX_VALUE - 64);
        Assumptions.assumeTrue(length > Runtime.getRuntime().maxMemory() / 2, "skipped: a heap beyond 4 GB");
        Path large = file(IdxFiles.images(1, 1, (int) length));
        // a hole: it takes no room on the disk
        try (RandomAccessFile hole = new RandomAccessFile(large.toFile(), "rw")) {
            hole.setLength(16 + length);
        }
        assertThatThrownBy(() -> Idx.images(large))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the content takes " + length + " bytes, but at most");
    }

    @Test
    void imagesWithoutPixelsAreRefused() {
        assertThatThrownBy(() -> Idx.images(file(IdxFiles.images(Integer.MAX_VALUE, 0, 5))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("promises 2147483647 images without a pixel");
        assertThat(Idx.images(file(IdxFiles.images(0, 28, 28))).count()).isZero();
    }

    @Test
    void sizesAndBytesOfImagesMustAgree() {
        assertThatThrownBy(() -> new IdxImages(2, 2, 2, new byte[7]))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("2 images of 2 x 2 do not fit 7 bytes");
    }

    private Path file(byte[] bytes) {
        return IdxFiles.write(directory.resolve("data"), bytes);
    }
}
