package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.CoreParameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The C++ main of a core: {@code harness.cpp}, {@code recorder.h} and, where there is an external memory, {@code external.h} as they are, and two generated
 * headers with what differs from core to core; or that of a board, {@code board.cpp}, with {@code sdram.h} where the memory is an SDRAM.
 */
final class HarnessSource {
    static final String MAIN = "harness.cpp";
    static final String BOARD_MAIN = "board.cpp";
    private static final String CONSTANTS = "core.h";
    private static final String RECORDER = "recorder.h";
    private static final String EXTERNAL = "external.h";
    private static final String SDRAM = "sdram.h";

    private HarnessSource() {}

    /** Contents by file name. */
    static SortedMap<String, String> of(CoreParameters core, boolean waveforms) {
        SortedMap<String, String> files = new TreeMap<>();
        files.put(MAIN, resource(MAIN));
        files.put(RECORDER, resource(RECORDER));
        if (core.external() != null) {
            files.put(EXTERNAL, resource(EXTERNAL));
        }
        files.put(CONSTANTS, constants(core, waveforms));
        files.put("trace.h", trace(core));
        return files;
    }

    /** The same for a board. */
    static SortedMap<String, String> of(BoardParameters board) {
        SortedMap<String, String> files = new TreeMap<>();
        files.put(BOARD_MAIN, resource(BOARD_MAIN));
        if (board.core().external() != null) {
            String memory = board.hasSdram() ? SDRAM : EXTERNAL;
            files.put(memory, resource(memory));
        }
        files.put(CONSTANTS, constants(board.core(), false) + constants(board));
        return files;
    }

    private static String constants(BoardParameters board) {
        return """
                constexpr unsigned BIT_CYCLES = %d;
                #define DSLLM_SDRAM %d
                constexpr uint64_t SDRAM_CLOCK = %d;
                """.formatted(board.bitCycles(), board.hasSdram() ? 1 : 0, board.clock());
    }

    private static String constants(CoreParameters core, boolean waveforms) {
        return """
                #pragma once
                #define DSLLM_WAVEFORMS %d
                constexpr unsigned TILES = %d;
                constexpr unsigned PROGRAM_DEPTH = %d;
                constexpr bool TRACED = %b;
                #define DSLLM_EXTERNAL %d
                #define DSLLM_TRAINED %d
                constexpr unsigned LANES = %d;
                constexpr unsigned COUPLING_CELL_BITS = %d;
                %s""".formatted(
                        waveforms ? 1 : 0,
                        core.tiles(),
                        core.depths().program(),
                        core.trace(),
                        core.external() == null ? 0 : 1,
                        core.training() == null ? 0 : 1,
                        core.lanes(),
                        core.couplingCellBits(),
                        core.external() == null ? "" : external(core, core.external()));
    }

    private static String external(CoreParameters core, CoreParameters.External memory) {
        return """
                constexpr unsigned EXTERNAL_WORDS = %d;
                constexpr unsigned EXTERNAL_WORD_BITS = %d;
                constexpr uint64_t EXTERNAL_LATENCY = %d;
                constexpr uint64_t EXTERNAL_UNITS = %d;
                constexpr uint64_t EXTERNAL_WORD_TIME = %d;
                """.formatted(
                        memory.words(),
                        core.lanes() * core.numerics().couplingBits(),
                        memory.latency(),
                        CoreParameters.External.UNITS,
                        memory.wordTime());
    }

    private static String trace(CoreParameters core) {
        StringBuilder body = new StringBuilder();
        if (core.trace()) {
            body.append(
                    "    if (top.io_trace_begin) recorder.begins();\n    if (top.io_trace_done) recorder.done();\n");
            for (int tile = 0; tile < core.tiles(); tile++) {
                body.append(tile(core, tile));
            }
        }
        return "inline void observe(VDsCore& top, Recorder& recorder) {\n" + body + "}\n";
    }

    private static String tile(CoreParameters core, int tile) {
        CoreParameters.Widths widths = core.widths();
        String port = "top.io_trace_" + tile + "_";
        StringBuilder body = new StringBuilder();
        if (tile == 0) {
            body.append(when(port + "sample", "sample(0, " + port + "sample_pc, " + port + "sample_token)"));
        }
        body.append(when(
                port + "token",
                "token(" + tile + ", " + port + "token_pc, " + port + "token_token, " + port + "token_position)"));
        if (core.trajectory()) {
            body.append(group(port, tile, "step", widths.accumulator(), true, ""));
        }
        if (core.training() != null) {
            body.append(group(port, tile, "evolve", core.couplingCellBits(), true, ", " + port + "evolve_saturated"));
        }
        body.append(group(port, tile, "scores", widths.score(), true, ""));
        body.append(group(port, tile, "weights", core.numerics().weightFraction() + 2, false, ""));
        body.append(group(port, tile, "sums", widths.weightSum(), false, ""));
        body.append(group(port, tile, "write", widths.stateWord(), true, ", " + port + "write_saturated"));
        return body.toString();
    }

    private static String group(String port, int tile, String name, int width, boolean signed, String more) {
        return when(
                port + name,
                "group<" + width + ", " + signed + ">(" + tile + ", " + port + name + "_pc, " + port + name + "_count, "
                        + port + name + "_data" + more + ")");
    }

    private static String when(String port, String call) {
        return "    if (" + port + "_valid) recorder." + call + ";\n";
    }

    static String resource(String name) {
        try (InputStream stream = HarnessSource.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
