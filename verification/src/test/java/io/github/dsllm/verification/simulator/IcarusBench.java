package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.chip.CoreParameters;

/**
 * The Verilog bench of a core: reads stories from standard input, drives the host ports and prints what the trace ports show, one line per event. A story is a line
 * of numbers: inverse temperature, seed, limit, count of stop tokens, four stop tokens, seed of the stalls, patience, length of the prompt, its tokens.
 */
final class IcarusBench {
    private static final String FRAME = """
            module bench;
              reg clock = 0, reset = 1, prompt_valid = 0, prompt_last = 0, token_ready = 0, isGiven, ended, over, isEvent;
              reg [15:0] prompt_token = 0;
              wire prompt_ready, token_valid, busy;
              wire [15:0] token;
              wire [1:0] end_, fault;
              integer inverseTemperature = 0, seed = 1, newTokens = 0, stopCount = 0, stop0 = 0, stop1 = 0, stop2 = 0, stop3 = 0, stalls, patience, length;
              integer prompt [0:65535];
              integer item, i, given, code, cycle = 0, quiet;
            WIRES  DsCore core(.clock(clock), .reset(reset), .io_prompt_ready(prompt_ready), .io_prompt_valid(prompt_valid), .io_prompt_bits_token(prompt_token),
                .io_prompt_bits_last(prompt_last), .io_token_ready(token_ready), .io_token_valid(token_valid), .io_token_bits_token(token), .io_token_bits_end(end_),
                .io_inverseTemperature(inverseTemperature[15:0]), .io_seed(seed), .io_newTokens(newTokens[15:0]), .io_stopTokens_0(stop0[15:0]),
                .io_stopTokens_1(stop1[15:0]), .io_stopTokens_2(stop2[15:0]), .io_stopTokens_3(stop3[15:0]), .io_stopCount(stopCount[2:0]), .io_busy(busy),
                .io_fault(fault)PORTS);
              task observe;
                begin
                  isEvent = 0;
            OBSERVE    end
              endtask
              task stall;
                output mayGo;
                begin
                  mayGo = 1;
                  if (stalls != 0) mayGo = $urandom(stalls) % 4 == 0;
                end
              endtask
              task story;
                begin
                  given = 0;
                  ended = 0;
                  over = 0;
                  quiet = 0;
                  while (!over) begin
                    if (!prompt_valid && given < length) begin
                      stall(prompt_valid);
                      prompt_token = prompt[given];
                      prompt_last = given + 1 == length;
                    end
                    stall(token_ready);
            OFFER        #1 observe;
            EXCHANGE
                    isGiven = prompt_valid && prompt_ready;
                    if (token_valid && token_ready) begin
                      $display("offered %0d %0d", token, end_);
                      ended = end_ != 0;
                    end
                    clock = 1;
                    #1 clock = 0;
                    cycle = cycle + 1;
                    quiet = isEvent ? 0 : quiet + 1;
                    if (isGiven) begin
                      given = given + 1;
                      prompt_valid = 0;
                    end
                    over = (ended && given == length && quiet > 512) || quiet > patience;
                  end
                  $display("end %0d %0d %0d", cycle, fault, quiet > patience);
                  $fflush;
                end
              endtask
              initial begin
            LOAD    repeat (4) begin
                  #1 clock = 1;
                  #1 clock = 0;
                  cycle = cycle + 1;
                end
                reset = 0;
                while ($fscanf('h8000_0000, "%d %d %d %d %d %d %d %d %d %d %d", inverseTemperature, seed, newTokens, stopCount, stop0, stop1, stop2, stop3,
                               stalls, patience, length) == 11) begin
                  for (i = 0; i < length; i = i + 1) begin
                    code = $fscanf('h8000_0000, "%d", item);
                    prompt[i] = item;
                  end
                  story;
                end
                $finish;
              end
            endmodule
            """;

    private final CoreParameters core;
    private final StringBuilder wires = new StringBuilder();
    private final StringBuilder ports = new StringBuilder();
    private final StringBuilder observe = new StringBuilder();

    private IcarusBench(CoreParameters core) {
        this.core = core;
    }

    static String of(CoreParameters core) {
        return new IcarusBench(core).text();
    }

    private String text() {
        port("begin", 1);
        port("done", 1);
        observe.append("      if (trace_begin) $display(\"begin %0d\", cycle);\n");
        observe.append("      if (trace_done) $display(\"done %0d\", cycle);\n");
        for (int tile = 0; tile < core.tiles(); tile++) {
            tile(tile);
        }
        IcarusMemory memory = new IcarusMemory(core);
        wires.append(memory.wires());
        ports.append(memory.ports());
        return FRAME.replace("WIRES", wires)
                .replace("PORTS", ports)
                .replace("OBSERVE", observe)
                .replace("LOAD", memory.load())
                .replace("OFFER", memory.offer())
                .replace("EXCHANGE", memory.exchange());
    }

    private void tile(int tile) {
        CoreParameters.Widths widths = core.widths();
        if (tile == 0) {
            event(tile, "sample", "token", 16);
        }
        event(tile, "token", "token", 16, "position", 16);
        if (core.trajectory()) {
            event(tile, "step", "count", 16, "data", core.lanes() * widths.accumulator());
        }
        event(tile, "scores", "count", 16, "data", core.segments() * widths.score());
        event(
                tile,
                "weights",
                "count",
                16,
                "data",
                core.segments() * (core.numerics().weightFraction() + 2));
        event(tile, "sums", "count", 16, "data", core.segments() * widths.weightSum());
        event(tile, "write", "count", 16, "data", core.lanes() * widths.stateWord(), "saturated", 16);
    }

    /** A line "name tile cycle pc fields…"; data are hexadecimal. */
    private void event(int tile, String name, Object... fields) {
        String prefix = tile + "_" + name + "_";
        port(prefix + "valid", 1);
        port(prefix + "pc", 16);
        StringBuilder format = new StringBuilder(name + " " + tile + " %0d %0d");
        StringBuilder values = new StringBuilder(", cycle, trace_" + prefix + "pc");
        for (int i = 0; i < fields.length; i += 2) {
            port(prefix + fields[i], (int) fields[i + 1]);
            format.append(fields[i].equals("data") ? " %h" : " %0d");
            values.append(", trace_").append(prefix).append(fields[i]);
        }
        observe.append("      if (trace_" + prefix + "valid) begin\n        isEvent = 1;\n        $display(\"" + format
                + "\"" + values + ");\n      end\n");
    }

    private void port(String name, int bits) {
        wires.append("  wire [" + (bits - 1) + ":0] trace_" + name + ";\n");
        ports.append(", .io_trace_" + name + "(trace_" + name + ")");
    }
}
