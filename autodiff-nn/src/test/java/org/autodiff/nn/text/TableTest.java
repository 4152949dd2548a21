package org.autodiff.nn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table = new Table(List.of("name", "n", "note"), column -> column != 1);

    @Test
    void columnsAreAsWideAsWhatStandsInThem() {
        table.row(Stream.of("a longer name", "1", ""));
        table.row(Stream.of("b", "1000", "two\r\nlines"));
        assertThat(table.toString().lines())
                .containsExactly(
                        "name              n  note", //
                        "a longer name     1",
                        "b              1000  two lines");
    }

    @Test
    void aRowHasACellForEachHead() {
        assertThat(table).hasToString("name  n  note");
        assertThatThrownBy(() -> table.row(Stream.of("a", "1")))
                .isInstanceOf(ArgumentException.class)
                .hasMessage("Table: a row of 2 cells does not fit 3 heads");
        assertThat(table).hasToString("name  n  note");
    }
}
