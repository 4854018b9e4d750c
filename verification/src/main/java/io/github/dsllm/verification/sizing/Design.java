package io.github.dsllm.verification.sizing;

import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.MemoryFormat;
import io.github.dsllm.hw.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A board with a core of one tile, as far as it decides what is taken of an FPGA.
 *
 * @param board core and link to the host
 * @param states what holds node states
 * @param columns bits of a word that are not the same in all words of a memory: of a memory that is never written synthesis leaves the others out. All bits where none are named
 */
public record Design(BoardParameters board, ChipSpec.States states, SortedMap<MemoryFormat, Integer> columns) {
    public Design {
        Objects.requireNonNull(states, "states");
        columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
        CoreParameters core = board.core();
        if (core.tiles() != 1 || core.external() != null || core.training() != null) {
            throw new IllegalArgumentException(
                    "only boards with one tile are foreseen, without external memory and couplings that learn");
        }
    }

    /** A board whose contents are not known yet. */
    public static Design of(BoardParameters board) {
        return of(board, ChipSpec.States.AUTO);
    }

    /** The same with node states in a place of the user's choice. */
    public static Design of(BoardParameters board, ChipSpec.States states) {
        return new Design(board, states, Collections.emptySortedMap());
    }

    /** The same with the image that its bitstream holds. */
    public static Design of(BoardParameters board, ChipSpec.States states, Path image) throws IOException {
        return board.load().isPossible()
                ? of(board, states)
                : new Design(board, states, ImageColumns.of(image, board.core()));
    }

    Shape shape() {
        return new Shape(board.core(), board.load());
    }

    List<MemoryUse> memories() {
        return CoreMemories.of(this);
    }
}
