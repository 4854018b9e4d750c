package io.github.dsllm.verification.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    private static final Table TABLE = new Table(
            "t",
            "Title",
            List.of("name", "value, s"),
            List.of(List.of("a \"b\"", "1"), List.of("longer than the heading", "2")),
            List.of("A note."));

    @Test
    void theTextHasColumnsOfEqualWidth() {
        assertThat(TABLE.text()).isEqualTo("""
                Title
                  name                     value, s
                  ---------------------------------
                  a "b"                    1
                  longer than the heading  2
                  A note.
                """);
    }

    @Test
    void theValuesAreQuotedWhereTheyMustBe() {
        assertThat(TABLE.csv()).isEqualTo("""
                name,"value, s"
                "a ""b""\",1
                longer than the heading,2
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "42, 42",
        "1.25e-6, 1.250e-06",
        "0.0123456, 0.01235",
        "5.25312, 5.253",
        "253.04, 253.0",
        "53204.7, 53205",
        "2.25e5, 225000",
        "2.2512345e5, 2.251e+05"
    })
    void numbersHaveFourDigitsThatMatter(double value, String text) {
        assertThat(Table.number(value)).isEqualTo(text);
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new Table("t", "T", List.of("a"), List.of(List.of("1", "2")), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
