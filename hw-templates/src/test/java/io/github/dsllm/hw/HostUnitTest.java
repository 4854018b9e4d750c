package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The core behind the host unit is a bench that samples 100 + token, some cycles after the step. The context is 8 positions. */
@Tag("native")
class HostUnitTest {
    private static final String BENCH = """
            module bench;
              reg clock = 0, reset = 1;
              reg [15:0] prompt [0:31];
              integer index = 0, delay = 0, sent = 0;
              reg prompt_valid = 0, token_ready = 0, step_ready = 0, sampled_valid = 0;
              reg [15:0] sampled = 0;
              reg prompt_fired = 0, sampled_fired = 0;
              wire prompt_ready, token_valid, busy, step_valid, sampled_ready, offer, reload, begins;
              wire [15:0] token, step_token, position;
              wire [1:0] end_, fault;
              HostUnit unit(.clock(clock), .reset(reset), .prompt_ready(prompt_ready), .prompt_valid(prompt_valid), .prompt_bits_token(16'(prompt[index][14:0])),
                .prompt_bits_last(prompt[index][15]), .token_ready(token_ready), .token_valid(token_valid), .token_bits_token(token), .token_bits_end(end_),
                .newTokens(16'dNEW), .stopTokens_0(16'd999), .stopTokens_1(16'd402), .stopTokens_2(16'd0), .stopTokens_3(16'd0), .stopCount(3'd2), .vocabulary(16'd500),
                .busy(busy), .fault(fault), .step_ready(step_ready), .step_valid(step_valid), .step_bits_token(step_token), .step_bits_position(position),
                .sampled_ready(sampled_ready), .sampled_valid(sampled_valid), .sampled_bits(sampled), .offer(offer), .reload(reload), .begins(begins));
              always #1 clock = ~clock;
              always @(posedge clock) if (!reset) begin
                if (step_valid && step_ready) $display("step %0d at %0d%s", step_token, position, reload ? " reload" : "");
                if (token_valid && token_ready) $display("token %0d end %0d", token, end_);
                if (step_valid && step_ready) begin
                  sampled <= step_token + 100;
                  delay <= 3;
                end
                prompt_fired = prompt_valid && prompt_ready;
                sampled_fired = sampled_valid && sampled_ready;
              end
              always @(negedge clock) if (!reset) begin
                if (prompt_fired) begin
                  index = index + 1;
                  prompt_valid = 0;
                end
                if (index < COUNT && $urandom % 2 == 0) prompt_valid = 1;
                if (sampled_fired) sampled_valid = 0;
                if (delay == 1) sampled_valid = 1;
                if (delay > 0) delay <= delay - 1;
                token_ready = $urandom % 4 == 0;
                step_ready = $urandom % 2 == 0;
              end
              initial begin
                $readmemh("prompt.mem", prompt);
                repeat (3) @(negedge clock);
                reset = 0;
                repeat (1500) @(negedge clock);
                $display("busy %0d fault %0d", busy, fault);
                $finish;
              end
            endmodule
            """;
    private static final long LAST = 0x8000;

    @TempDir
    private Path directory;

    private UnitBench bench;

    @BeforeEach
    void elaborate() {
        bench = new UnitBench(directory, () -> new HostUnit(Cores.of(Numerics.DEFAULT)));
    }

    @Test
    void feedsThePromptThenWhatWasSampledUntilAStopToken() throws IOException {
        assertThat(run(0, 1, 2 | LAST))
                .containsExactly(
                        "step 1 at 0 reload",
                        "step 2 at 1",
                        "token 102 end 0",
                        "step 102 at 2",
                        "token 202 end 0",
                        "step 202 at 3",
                        "token 302 end 0",
                        "step 302 at 4",
                        "token 402 end 1",
                        "busy 0 fault 0");
    }

    @Test
    void startsTheNextStoryAtPositionZero() throws IOException {
        assertThat(run(1, 5 | LAST, 6 | LAST))
                .containsExactly(
                        "step 5 at 0 reload",
                        "token 105 end 2",
                        "step 6 at 0 reload",
                        "token 106 end 2",
                        "busy 0 fault 0");
    }

    @Test
    void endsWhereTheContextEnds() throws IOException {
        assertThat(run(0, 0, 0, 0, 0, 0, 0, 7 | LAST))
                .endsWith("step 7 at 6", "token 107 end 0", "step 107 at 7", "token 207 end 3", "busy 0 fault 0");
    }

    @Test
    void cutsAPromptThatIsLongerThanTheContext() throws IOException {
        assertThat(run(0, 0, 0, 0, 0, 0, 0, 0, 8, 9, 10 | LAST))
                .endsWith("step 8 at 7", "token 108 end 3", "busy 0 fault 2");
    }

    @Test
    void takesTokenZeroForOneThatDoesNotExist() throws IOException {
        assertThat(run(1, 500 | LAST)).containsExactly("step 0 at 0 reload", "token 100 end 2", "busy 0 fault 1");
    }

    @Test
    void passesLint() throws IOException {
        assertThat(bench.lint("HostUnit")).isEmpty();
    }

    /** Order of steps among each other and of tokens among each other; the stalls decide how the two interleave, so both are sorted together. */
    private List<String> run(int newTokens, long... prompt) throws IOException {
        List<String> lines = bench.memory("prompt.mem", java.util.stream.LongStream.of(prompt))
                .run(BENCH.replace("NEW", "" + newTokens).replace("COUNT", "" + prompt.length));
        List<String> events = lines.stream()
                .filter(line -> !line.contains("readmemh"))
                .map(String::strip)
                .toList();
        List<String> ordered = new ArrayList<>();
        List<String> tokens = new ArrayList<>(
                events.stream().filter(line -> line.startsWith("token")).toList());
        int offered = 0;
        for (String event : events) {
            if (event.startsWith("token")) {
                continue;
            }
            boolean isFed = event.startsWith("step ")
                    && !tokens.isEmpty()
                    && offered < tokens.size()
                    && event.startsWith("step " + tokens.get(offered).split(" ")[1] + " ");
            boolean isNewStory = event.endsWith("reload") && !ordered.isEmpty();
            if (isFed || isNewStory || event.startsWith("busy")) {
                ordered.add(tokens.get(offered++));
            }
            ordered.add(event);
        }
        return ordered;
    }
}
