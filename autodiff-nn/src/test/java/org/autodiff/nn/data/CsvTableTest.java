package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.IndexException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
    @TempDir
    Path directory;

    @Test
    void columnsAreSelectedByNameAndNumber() {
        CsvTable table = read("a,b,c\n1,2,3\n4,5,6\n");

        assertThat(table.select("c", "a").numbers().toFloats()).containsExactly(3, 1, 6, 4);
        assertThat(table.select(-1, 0).numbers().toFloats()).containsExactly(3, 1, 6, 4);
        assertThat(table.without("b").names()).containsExactly("a", "c");
        assertThat(table.without(0, -1).numbers().toFloats()).containsExactly(2, 5);
        assertThat(table.without("a").select(0).names()).containsExactly("b");
        assertThat(table.names()).containsExactly("a", "b", "c");
    }

    @Test
    void columnsThatAreNotThereAreNamed() {
        CsvTable table = read("a,b,b\n1,2,3\n");

        refused(ArgumentException.class, () -> table.select("x"), "no column is named 'x'; there are [a, b, b]");
        refused(ArgumentException.class, () -> table.select("b"), "2 columns are named 'b'; give the number");
        refused(IndexException.class, () -> table.select(3), "no column 3; there are 3");
        refused(IndexException.class, () -> table.without(-4), "no column -4; there are 3");
        refused(ArgumentException.class, () -> table.without(0, 1, 2), "no column is left");
        refused(IndexException.class, () -> table.text(1, 0), "no row 1; there are 1");
    }

    @Test
    void numbersHaveTheElementTypeAskedFor() {
        CsvTable table = read("a,b\n0.1,-2e3\n+.5,1e39\n");

        assertThat(table.numbers(DType.FLOAT64).toDoubles()).containsExactly(0.1, -2000, 0.5, 1e39);
        refused(
                DataException.class,
                () -> table.numbers(),
                "t.csv), line 3, column 2 (b): 1.0E39 is too large for FLOAT32");
        refused(ArgumentException.class, () -> table.numbers(DType.INT64), "expected FLOAT32 or FLOAT64, got INT64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"abc", "NaN", "nan", "Infinity", "-inf", "1d", "2f", "0x1p3", "1,5", "1 2", "e", "--1", "1e"})
    void whatIsNoNumberIsRefusedWithItsPlace(String field) {
        refused(
                DataException.class,
                () -> read("a,b\n1,2\n\n3,\"" + field + "\"\n").numbers(),
                "t.csv), line 4, column 2 (b): '" + field + "' is not a number");
    }

    @Test
    void numbersTooLargeForADoubleAreRefused() {
        refused(
                DataException.class,
                () -> read("a\n1e999\n").numbers(DType.FLOAT64),
                "line 2, column 1 (a): '1e999' is too large for a number");
    }

    @Test
    void missingValuesAreRefusedLeftOutOrFilled() {
        CsvTable table = read("a,b,c\n1,,x\n3,?,y\n5,6,\n7,8,z\n", CsvFormat.DEFAULT.withMissing("?", "NA"));
        CsvTable inputs = table.select("a", "b");

        refused(DataException.class, () -> inputs.numbers(), "t.csv), line 2, column 2 (b): the value is missing");
        assertThat(inputs.withoutMissing().numbers().toFloats()).containsExactly(5, 6, 7, 8);
        assertThat(inputs.missingAs(-1).numbers().toFloats()).containsExactly(1, -1, 3, -1, 5, 6, 7, 8);
        assertThat(inputs.missingAs(Double.NaN).numbers().toFloats()[1]).isNaN();
        assertThat(table.withoutMissing().classification("c").size()).isEqualTo(1);
        refused(
                DataException.class,
                () -> table.missingAs(0).classification("c"),
                "line 4, column 3 (c): the class is missing");
        refused(
                DataException.class,
                () -> read("a\n\"\"\n").withoutMissing(),
                "every one of the 1 rows misses a value");
    }

    @Test
    void classesAreSortedWhateverTheRows() {
        CsvTable table = read("v,kind\n1,pear\n2,apple\n3,pear\n4,fig\n");

        assertThat(table.classNames("kind")).containsExactly("apple", "fig", "pear");
        Batch batch = all(table.classification("kind"));
        assertThat(batch.labels().toLongs()).containsExactly(2, 0, 2, 1);
        assertThat(batch.inputs().toFloats()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void classesThatAreWholeNumbersAreSortedByValue() {
        CsvTable table = read("k,v\n10,1\n9,1\n-2,1\n");

        assertThat(table.classNames(0)).containsExactly("-2", "9", "10");
        assertThat(all(table.classification(0)).labels().toLongs()).containsExactly(2, 1, 0);
    }

    @Test
    void theClassesOfAnotherTableCanBeUsed() {
        CsvTable test = read("v,kind\n1,pear\n2,kiwi\n");

        refused(
                DataException.class,
                () -> test.classification("kind", List.of("apple", "pear")),
                "line 3, column 2 (kind): 'kiwi' is none of the 2 classes");
        refused(
                ArgumentException.class,
                () -> test.classification("kind", List.of("pear", "pear")),
                "a class is named twice");
        assertThat(all(test.classification("kind", List.of("kiwi", "apple", "pear")))
                        .labels()
                        .toLongs())
                .containsExactly(2, 0);
    }

    @Test
    void aColumnOfNumbersIsATarget() {
        Batch batch = all(read("x,y,z\n1,2,3\n4,5,6\n").regression("y"));

        assertThat(batch.inputs().toFloats()).containsExactly(1, 3, 4, 6);
        assertThat(batch.labels().toFloats()).containsExactly(2, 5);
        assertThat(batch.labels().shape().toArray()).containsExactly(2, 1);
    }

    private static Batch all(Dataset set) {
        return set.batch(IntStream.range(0, set.size()).toArray());
    }

    private static void refused(Class<? extends AutodiffException> type, Runnable call, String message) {
        assertThatThrownBy(call::run).isInstanceOf(type).hasMessageContaining(message);
    }

    private CsvTable read(String content) {
        return read(content, CsvFormat.DEFAULT);
    }

    private CsvTable read(String content, CsvFormat format) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return Csv.read(IdxFiles.write(directory.resolve("t.csv"), bytes), format);
    }
}
