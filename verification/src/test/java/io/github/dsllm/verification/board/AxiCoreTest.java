package io.github.dsllm.verification.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.AxiRegister;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.BoardParameters.Load;
import io.github.dsllm.codegen.chip.LinkProtocol;
import io.github.dsllm.codegen.chip.MemoryFormat;
import io.github.dsllm.codegen.chip.SocParameters;
import io.github.dsllm.hw.board.SocGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.simulator.ToolRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The core on AXI, run by Icarus from a bench that plays the manager of both buses: loaded over the bus it says what the golden model says. */
@Tag("native")
class AxiCoreTest {
    private static final int TOKENS = 5;
    private static final int PATIENCE = 200_000;
    private static final List<Integer> PROMPT = List.of(1, 5, 7, 2);

    @TempDir
    private Path folder;

    private BoardFixture fixture;

    @BeforeEach
    void elaborate() {
        fixture = new BoardFixture(folder);
        new SocGenerator(null).generate(soc(), folder.resolve("soc"));
    }

    private SocParameters soc() {
        return new SocParameters(fixture.chip().core().withTrace(false), Load.START);
    }

    @Test
    void aCoreThatIsLoadedOverTheBusTellsWhatTheGoldenModelTells() throws IOException {
        List<String> lines = run(writes(fixture.image()));

        assertThat(tokens(lines))
                .isEqualTo(fixture.golden(PROMPT, Controls.greedy().withLimit(TOKENS)));
        assertThat(lines).contains("tlast 1", "register 0 00000001", "status 10");
        String core = BoardParameters.fingerprint(fixture.chip().core()).digits();
        assertThat(lines)
                .contains(
                        "register " + AxiRegister.CORE_HIGH.index() + " " + core.substring(0, 8),
                        "register " + AxiRegister.CORE_LOW.index() + " " + core.substring(8),
                        "register " + AxiRegister.PROMPT_TOKENS.index() + " 00000004",
                        "register " + AxiRegister.TOKENS.index() + " 00000005");
    }

    @Test
    void anotherImageSaysSomethingElse() throws IOException {
        List<String> lines = run(writes(fixture.damagedImage()));

        assertThat(tokens(lines))
                .hasSize(TOKENS)
                .isNotEqualTo(fixture.golden(PROMPT, Controls.greedy().withLimit(TOKENS)));
    }

    @Test
    void aChunkWithoutAPlaceIsToldInTheStatus() throws IOException {
        List<Long> writes = new ArrayList<>(writes(fixture.image()));
        write(writes, AxiRegister.CONTROL, 1);
        write(writes, AxiRegister.LOAD_TARGET, MemoryFormat.EXTERNAL.code());
        write(writes, AxiRegister.LOAD_CHUNK, 0);
        write(writes, AxiRegister.LOAD_DATA_2, 0);

        assertThat(run(writes)).contains("status 38");
    }

    private static List<Integer> tokens(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("token "))
                .map(line -> Integer.valueOf(line.substring(6)))
                .toList();
    }

    /** All writes of a load and the settings behind it: register number, then value. */
    private List<Long> writes(Path image) {
        List<Long> writes = new ArrayList<>();
        write(writes, AxiRegister.CONTROL, 1);
        for (MemoryFormat format : MemoryFormat.within()) {
            write(writes, AxiRegister.LOAD_TARGET, format.code());
            write(writes, AxiRegister.LOAD_WORD, 0);
            write(writes, AxiRegister.LOAD_CHUNK, 0);
            for (byte[] word : words(image, format)) {
                for (int start = 0; start < word.length; start += LinkProtocol.CHUNK_BYTES) {
                    write(writes, AxiRegister.LOAD_DATA_0, part(word, start));
                    write(writes, AxiRegister.LOAD_DATA_1, part(word, start + 4));
                    write(writes, AxiRegister.LOAD_DATA_2, part(word, start + 8) & 0xFF);
                }
            }
        }
        write(writes, AxiRegister.NEW_TOKENS, TOKENS);
        write(writes, AxiRegister.CONTROL, 0);
        return writes;
    }

    /** The words of a memory file, damaged or not. */
    private byte[][] words(Path image, MemoryFormat format) {
        try {
            return Files.readAllLines(image.resolve(format.file(0))).stream()
                    .map(line -> new BigInteger("1" + (line.length() % 2 == 0 ? "" : "0") + line, 16).toByteArray())
                    .map(AxiCoreTest::lowestFirst)
                    .toArray(byte[][]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All but the highest byte, which only keeps the length. */
    private static byte[] lowestFirst(byte[] highestFirst) {
        byte[] word = new byte[highestFirst.length - 1];
        for (int i = 0; i < word.length; i++) {
            word[i] = highestFirst[highestFirst.length - 1 - i];
        }
        return word;
    }

    private static void write(List<Long> writes, AxiRegister register, long value) {
        writes.add((long) register.index() << 32 | value);
    }

    private static long part(byte[] word, int start) {
        long value = 0;
        for (int i = 0; i < 4 && start + i < word.length; i++) {
            value |= (word[start + i] & 0xFFL) << 8 * i;
        }
        return value;
    }

    private List<String> run(List<Long> writes) throws IOException {
        Path soc = folder.resolve("soc");
        Files.write(
                soc.resolve("writes.mem"),
                writes.stream().map(Long::toHexString).toList());
        Files.writeString(
                soc.resolve("bench.sv"),
                BENCH.replace("WRITES", "" + writes.size()).replace("PATIENCE", "" + PATIENCE));
        List<String> compile =
                new ArrayList<>(List.of("iverilog", "-g2012", "-o", "bench.vvp", "-s", "bench", "bench.sv"));
        try (Stream<Path> files = Files.list(soc)) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".v") || file.endsWith(".sv") && !file.equals("bench.sv"))
                    .sorted()
                    .forEach(compile::add);
        }
        ToolRun.output(soc, compile, "perhaps you should install Icarus");
        return ToolRun.output(soc, List.of("vvp", "-n", "bench.vvp"), "perhaps you should install Icarus")
                .lines()
                .toList();
    }

    private static final String BENCH = """
            module bench;
              reg clock = 0, resetn = 0;
              reg [39:0] writes [0:WRITES-1];
              reg awvalid = 0, wvalid = 0, arvalid = 0, prompt_valid = 0, token_ready = 0;
              reg [6:0] awaddr = 0, araddr = 0;
              reg [31:0] wdata = 0;
              reg [15:0] prompt = 0;
              reg prompt_last = 0;
              wire awready, wready, bvalid, arready, rvalid, prompt_ready, token_valid, token_last, irq;
              wire [1:0] bresp, rresp;
              wire [31:0] rdata, token;
              integer i;
              DsAxi dut(.aclk(clock), .aresetn(resetn), .s_axi_awvalid(awvalid), .s_axi_awready(awready), .s_axi_awaddr(awaddr), .s_axi_awprot(3'b0),
                .s_axi_wvalid(wvalid), .s_axi_wready(wready), .s_axi_wdata(wdata), .s_axi_wstrb(4'hf), .s_axi_bvalid(bvalid), .s_axi_bready(1'b1), .s_axi_bresp(bresp),
                .s_axi_arvalid(arvalid), .s_axi_arready(arready), .s_axi_araddr(araddr), .s_axi_arprot(3'b0), .s_axi_rvalid(rvalid), .s_axi_rready(1'b1),
                .s_axi_rdata(rdata), .s_axi_rresp(rresp), .s_axis_prompt_tvalid(prompt_valid), .s_axis_prompt_tready(prompt_ready), .s_axis_prompt_tdata(prompt),
                .s_axis_prompt_tlast(prompt_last), .m_axis_token_tvalid(token_valid), .m_axis_token_tready(token_ready), .m_axis_token_tdata(token),
                .m_axis_token_tlast(token_last), .irq(irq));
              always #1 clock = ~clock;
              always @(negedge clock) token_ready = $urandom % 4 == 0;
              always @(posedge clock) if (resetn && token_valid && token_ready) begin
                $display("token %0d", token[15:0]);
                if (token_last) $display("tlast %0d", token_last);
              end
              task write(input [6:0] address, input [31:0] value);
                begin
                  @(negedge clock) awvalid = 1; wvalid = 1; awaddr = address; wdata = value;
                  @(posedge clock);
                  while (!awready) @(posedge clock);
                  @(negedge clock) awvalid = 0; wvalid = 0;
                end
              endtask
              task read(input [6:0] address, input isStatus);
                begin
                  @(negedge clock) arvalid = 1; araddr = address;
                  @(posedge clock);
                  while (!arready) @(posedge clock);
                  @(negedge clock) arvalid = 0;
                  if (isStatus) $display("status %0h", rdata); else $display("register %0d %08h", address[6:2], rdata);
                  @(negedge clock);
                end
              endtask
              task say(input [15:0] word, input last);
                begin
                  @(negedge clock) prompt_valid = 1; prompt = word; prompt_last = last;
                  @(posedge clock);
                  while (!prompt_ready) @(posedge clock);
                  @(negedge clock) prompt_valid = 0;
                end
              endtask
              initial begin
                repeat (PATIENCE) @(posedge clock);
                $display("nothing for too long");
                $finish;
              end
              initial begin
                $readmemh("writes.mem", writes);
                repeat (4) @(negedge clock);
                resetn = 1;
                for (i = 0; i < WRITES; i = i + 1) write({writes[i][36:32], 2'b0}, writes[i][31:0]);
                if (writes[WRITES-1][36:32] == 1) begin
                  say(1, 0); say(5, 0); say(7, 0); say(2, 1);
                  while (!(token_valid && token_ready && token_last)) @(posedge clock);
                  repeat (20) @(negedge clock);
                end
                for (i = 0; i < 15; i = i + 1) if (i != 2) read(i * 4, 0);
                read(8, 1);
                $finish;
              end
            endmodule
            """;
}
