package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.image.OperatorTag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first instruction on which RTL and golden model do not agree.
 *
 * @param position position of the story
 * @param tile tile that executed it
 * @param pc its index in the tile's program
 * @param operator what it computes in the model
 * @param function node function, for people
 * @param expectedSaturations clamped nodes according to the golden model
 * @param actualSaturations clamped nodes according to the RTL
 * @param cycle cycle of the RTL's last value, counted from the start of the story
 * @param expected values of the golden model in the order of docs/isa.md §6; empty until they were looked up
 * @param actual values of the RTL
 * @param waveform recording of the cycles around it, null if none was made
 */
public record Difference(
        int position,
        int tile,
        int pc,
        OperatorTag operator,
        String function,
        long expectedSaturations,
        long actualSaturations,
        long cycle,
        List<Long> expected,
        List<Long> actual,
        @Nullable Path waveform) {
    private static final int SHOWN = 8;

    public Difference {
        expected = List.copyOf(expected);
        actual = List.copyOf(actual);
    }

    Difference withValues(List<Long> golden, List<Long> rtl) {
        return new Difference(
                position,
                tile,
                pc,
                operator,
                function,
                expectedSaturations,
                actualSaturations,
                cycle,
                golden,
                rtl,
                waveform);
    }

    Difference withWaveform(Path recording) {
        return new Difference(
                position,
                tile,
                pc,
                operator,
                function,
                expectedSaturations,
                actualSaturations,
                cycle,
                expected,
                actual,
                recording);
    }

    /** Place, values and recording, in a few lines. */
    public String describe() {
        List<String> lines = new ArrayList<>();
        lines.add("position " + position + ", tile " + tile + ", instruction " + pc + " (" + function + ", layer "
                + operator.layer() + ", " + operator.operator() + elements() + "), cycle " + cycle);
        if (expectedSaturations != actualSaturations) {
            lines.add("saturations: expected " + expectedSaturations + ", the RTL has " + actualSaturations);
        }
        if (expected.size() != actual.size()) {
            lines.add("number of values: expected " + expected.size() + ", the RTL has " + actual.size());
        }
        int differing = 0;
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            if (!expected.get(i).equals(actual.get(i)) && differing++ < SHOWN) {
                lines.add("value " + i + ": expected " + expected.get(i) + ", the RTL has " + actual.get(i));
            }
        }
        if (differing > SHOWN) {
            lines.add("… " + differing + " of " + expected.size() + " values differ");
        }
        if (waveform != null) {
            lines.add("waveform: " + waveform);
        }
        return String.join("\n", lines);
    }

    private String elements() {
        return operator.firstElement() < 0
                ? ""
                : ", elements " + operator.firstElement() + " … " + (operator.firstElement() + operator.elements() - 1);
    }
}
