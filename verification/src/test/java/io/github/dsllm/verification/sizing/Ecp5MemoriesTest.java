package io.github.dsllm.verification.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.verification.sizing.Ecp5Memories.Kind;
import io.github.dsllm.verification.sizing.Ecp5Memories.Mapped;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Yosys 0.66 made of memories in designs that were synthesised. */
class Ecp5MemoriesTest {
    private static final int CHUNK = 72;

    @ParameterizedTest
    @CsvSource({
        "128, 16368, BLOCK, 114, 8",
        "65, 888, BLOCK, 4, 1",
        "37, 447, BLOCK, 2, 1",
        "17, 1024, BLOCK, 1, 1",
        "126, 168, BLOCK, 4, 1",
        "46, 48, LOGIC, 0, 1",
        "0, 1024, LOGIC, 0, 1"
    })
    void aMemoryThatIsNeverWritten(int width, int words, Kind kind, long cells, int deep) {
        assertThat(Ecp5Memories.map(MemoryUse.readOnly("contents", width, words)))
                .isEqualTo(new Mapped(kind, cells, deep));
    }

    @ParameterizedTest
    @CsvSource({
        "64, 16964, BLOCK, 68, 17",
        "40, 1736, BLOCK, 5, 1",
        "128, 40, BLOCK, 4, 1",
        "128, 16, DISTRIBUTED, 32, 1",
        "36, 16, DISTRIBUTED, 9, 1"
    })
    void aMemoryThatIsLoaded(int width, int words, Kind kind, long cells, int deep) {
        MemoryUse memory = new MemoryUse("loaded", width, words, MemoryUse.Kind.CLOCKED, CHUNK);

        assertThat(Ecp5Memories.map(memory)).isEqualTo(new Mapped(kind, cells, deep));
    }

    @ParameterizedTest
    @CsvSource({"24, 56, DISTRIBUTED, 72, 4", "24, 157, BLOCK, 3, 1"})
    void aStateMemoryIsInBlockRamsWhenItIsDeep(int width, int words, Kind kind, long cells, int deep) {
        MemoryUse memory = new MemoryUse("state", width, words, MemoryUse.Kind.STATE, width);

        assertThat(Ecp5Memories.map(memory)).isEqualTo(new Mapped(kind, cells, deep));
    }

    @ParameterizedTest
    @CsvSource({"16, 256, CLOCKED, BLOCK, 1", "16, 256, SMALL, DISTRIBUTED, 64", "33, 4, TWO_PORTS, DISTRIBUTED, 18"})
    void otherMemories(int width, int words, MemoryUse.Kind use, Kind kind, long cells) {
        Mapped mapped = Ecp5Memories.map(new MemoryUse("other", width, words, use, width));

        assertThat(mapped.kind()).isEqualTo(kind);
        assertThat(mapped.cells()).isEqualTo(cells);
    }
}
