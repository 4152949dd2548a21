package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    private static final CsvFormat BARE = CsvFormat.DEFAULT.withHeader(false);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void rowsEndWithAnyLineBreak(String end) {
        CsvTable table = read(String.join(end, "a,b", "1,2", "", "3,\"4\"", "5,6"));

        assertThat(table.names()).containsExactly("a", "b");
        assertThat(table.rows()).isEqualTo(3);
        assertThat(table.numbers().toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        // the blank line is counted
        assertThatThrownBy(() -> read(String.join(end, "a,b", "", "\"1\"", "")))
                .hasMessageContaining(", line 3: the row has 1 fields");
    }

    @Test
    void quotedFieldsHoldAnything() {
        CsvTable table = read(
                "name, text \n\"a,b\" , \" x \"\n\"say \"\"hi\"\"\",\"two\r\nlines\"\n\"\",  y z\t\n",
                CsvFormat.DEFAULT);

        assertThat(table.names()).containsExactly("name", "text");
        assertThat(table.text(0, 0)).isEqualTo("a,b");
        assertThat(table.text(0, 1)).isEqualTo(" x ");
        assertThat(table.text(1, 0)).isEqualTo("say \"hi\"");
        assertThat(table.text(1, 1)).isEqualTo("two\nlines");
        assertThat(table.text(2, 0)).isEmpty();
        assertThat(table.text(2, -1)).isEqualTo("y z");
    }

    @Test
    void separatorsCanBeChosen() {
        assertThat(read("1;2,5\n", BARE.withSeparator(';')).text(0, 1)).isEqualTo("2,5");
        assertThat(read("1\t\t3\n", BARE.withSeparator('\t')).text(0, 2)).isEqualTo("3");
        assertThatThrownBy(() -> BARE.withSeparator('"'))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("must not be a quote");
    }

    @Test
    void aByteOrderMarkIsIgnored() {
        assertThat(read("\uFEFFa,b\n1,2\n").names()).containsExactly("a", "b");
    }

    @Test
    void aLineOfSeparatorsIsARowAndAQuotedNothingToo() {
        assertThat(read("a,b\n,\n").rows()).isEqualTo(1);
        assertThat(read("a\n\"\"\n\nx\n").rows()).isEqualTo(2);
    }

    @Test
    void raggedRowsAreRefused() {
        refused("a,b\n1,2\n3\n", BARE, ", line 3: the row has 1 fields, but the first row (line 1) has 2");
        refused("a,b\n1,2,3\n", BARE, ", line 2: the row has 3 fields");
        refused("a,\"b\n\"\n1,2\n1,2,3\n", BARE, ", line 4: the row has 3 fields");
        refused("\"a\"\r\n\"b\"\r\n1,2\r\n", BARE, ", line 3: the row has 2 fields");
    }

    @Test
    void quotesInTheWrongPlaceAreRefused() {
        refused("a,b\n1,\"2\n3,4\n", BARE, ", line 2, column 2: the quote of this field is never closed");
        refused("a,b\n1,\"2\"3\n", BARE, ", line 2, column 2: the field goes on after its closing quote");
        refused("a,b\n5\" pipe,3\n", BARE, ", line 2, column 1: a quote in a field that does not begin with one");
    }

    @Test
    void filesWithoutDataAreRefused() {
        refused("", BARE, ": there is no row of data");
        refused("\n\n", BARE, ": there is no row of data");
        refused("a,b\n", CsvFormat.DEFAULT, ": there is no row of data after the header");
        assertThatThrownBy(() -> Csv.read(directory.resolve("none.csv")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Csv.read(" + directory.resolve("none.csv") + "): there is no such file");
        assertThatThrownBy(() -> Csv.read(directory)).hasMessageContaining("this is a directory");
    }

    @Test
    void anotherKindOfFileIsRefused() {
        refused("x".repeat(1 << 21), BARE, ", line 1, column 1: the field has more than 1048576 characters");
        refused(
                "a\n\"" + "x\n".repeat(1 << 20),
                BARE,
                ", line 2, column 1: the field has more than 1048576 characters");
        refused(",".repeat(1 << 21), BARE, ", line 1, column 1048577: a row has more than 1048576 fields");
        Path binary = IdxFiles.write(directory.resolve("b"), new byte[] {'a', '\n', (byte) 0xC3, (byte) 0x28});
        assertThatThrownBy(() -> Csv.read(binary))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the text is not UTF-8");
    }

    @Test
    void irisIsReadAsItIs() {
        CsvTable iris = Csv.read(shared("iris/iris.csv"));

        assertThat(iris)
                .hasToString("CsvTable[150 rows of sepal_length, sepal_width, petal_length, petal_width, species]");
        assertThat(iris.classNames("species")).containsExactly("setosa", "versicolor", "virginica");
        Batch all = all(iris.classification("species"));
        assertThat(all.inputs().shape().toArray()).containsExactly(150, 4);
        assertThat(Arrays.copyOf(all.inputs().toFloats(), 4)).containsExactly(5.1f, 3.5f, 1.4f, 0.2f);
        assertThat(counts(all, 3)).containsExactly(50, 50, 50);
    }

    @Test
    void optdigitsAreReadAsTheyAre() {
        CsvTable train = Csv.read(shared("optdigits/optdigits.tra"), BARE);
        CsvTable test = Csv.read(shared("optdigits/optdigits.tes"), BARE);

        assertThat(train.classNames(-1)).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(counts(all(train.classification(-1)), 10))
                .containsExactly(376, 389, 380, 389, 387, 376, 377, 387, 380, 382);
        Batch tested = all(test.classification(64, train.classNames(64)));
        assertThat(tested.inputs().shape().toArray()).containsExactly(1797, 64);
        assertThat(counts(tested, 10)).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    }

    private static Path shared(String name) {
        Path file = Path.of("../../shared/data").resolve(name);
        Assumptions.assumeTrue(Files.exists(file), () -> "skipped: no " + file);
        return file;
    }

    private static Batch all(Dataset set) {
        return set.batch(IntStream.range(0, set.size()).toArray());
    }

    private static int[] counts(Batch batch, int classes) {
        int[] counts = new int[classes];
        for (long label : batch.labels().toLongs()) {
            counts[(int) label]++;
        }
        return counts;
    }

    private void refused(String content, CsvFormat format, String message) {
        assertThatThrownBy(() -> read(content, format))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("t.csv)" + message);
    }

    private CsvTable read(String content) {
        return read(content, CsvFormat.DEFAULT);
    }

    private CsvTable read(String content, CsvFormat format) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return Csv.read(IdxFiles.write(directory.resolve("t.csv"), bytes), format);
    }
}
