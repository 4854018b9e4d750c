package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.chip.CoreParameters;
import org.jspecify.annotations.Nullable;

/** The part of {@link IcarusBench} that plays the external memory, as external.h does on Verilator; empty for a core without one. */
final class IcarusMemory {
    private static final String WIRES = """
              wire request_valid, answer_ready;
              wire [27:0] request_address;
              wire [15:0] request_words, request_tile;
              reg request_ready = 0, answer_valid = 0, hasWord = 0;
              reg [15:0] answer_tile = 0;
              reg [%1$d:0] answer_data = 0;
              reg [%1$d:0] external [0:%2$d];
              integer due [0:255], address [0:255], tile [0:255], words [0:255];
              reg [7:0] first = 0, free = 0;
              reg [63:0] credit = 0;
            """;

    private static final String OFFER = """
                    stall(request_ready);
                    if (!hasWord && first != free && cycle >= due[first]) begin
                      credit = credit + %1$d;
                      hasWord = credit >= %2$d;
                    end
                    stall(answer_valid);
                    answer_valid = answer_valid && hasWord;
                    answer_tile = tile[first];
                    answer_data = external[tile[first] * %3$d + address[first]];
            """;

    private static final String EXCHANGE = """
                    if (answer_valid && answer_ready) begin
                      isEvent = 1;
                      hasWord = 0;
                      credit = credit - %1$d;
                      address[first] = address[first] + 1;
                      words[first] = words[first] - 1;
                      if (words[first] == 0) begin
                        first = first + 1;
                        credit = 0;
                      end
                    end
                    if (request_valid && request_ready) begin
                      due[free] = cycle + %2$d;
                      address[free] = request_address;
                      tile[free] = request_tile;
                      words[free] = request_words;
                      free = free + 1;
                    end
            """;

    private static final String PORTS = """
            , .io_request_ready(request_ready), .io_request_valid(request_valid), .io_request_bits_address(request_address),
                .io_request_bits_words(request_words), .io_request_bits_tile(request_tile), .io_answer_ready(answer_ready),
                .io_answer_valid(answer_valid), .io_answer_bits_tile(answer_tile), .io_answer_bits_data(answer_data)""";

    private final CoreParameters core;
    private final CoreParameters.@Nullable External memory;

    IcarusMemory(CoreParameters core) {
        this.core = core;
        this.memory = core.external();
    }

    String wires() {
        int bits = core.lanes() * core.numerics().couplingBits();
        return memory == null ? "" : WIRES.formatted(bits - 1, Math.max(1, core.tiles() * memory.words()) - 1);
    }

    String ports() {
        return memory == null ? "" : PORTS;
    }

    String load() {
        StringBuilder text = new StringBuilder();
        for (int tile = 0; memory != null && memory.words() > 0 && tile < core.tiles(); tile++) {
            int from = tile * memory.words();
            text.append("    $readmemh(\"tile" + tile + "_external.mem\", external, " + from + ", "
                    + (from + memory.words() - 1) + ");\n");
        }
        return text.toString();
    }

    String offer() {
        return memory == null ? "" : OFFER.formatted(CoreParameters.External.UNITS, memory.wordTime(), memory.words());
    }

    String exchange() {
        return memory == null ? "" : EXCHANGE.formatted(memory.wordTime(), memory.latency());
    }
}
