package io.github.dsllm.verification.fpga;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signed products of look-up tables against those of Verilog, for all operands. */
@Tag("native")
class Ice40MultiplierTest {
    private static final String BENCH = """
            module SB_LUT4 (input I0, I1, I2, I3, output O);
              parameter LUT_INIT = 0;
              wire [15:0] table_ = LUT_INIT;
              assign O = table_[{I3, I2, I1, I0}];
            endmodule
            module bench;
              reg  signed [A-1:0]   a;
              reg  signed [B-1:0]   b;
              wire signed [A+B-1:0] p;
              wire signed [A+B-1:0] expected = a * b;
              integer i, wrong;
              product product (a, b, p);
              initial begin
                wrong = 0;
                for (i = 0; i < (1 << (A + B)); i = i + 1) begin
                  {a, b} = i; #1;
                  if (p !== expected) wrong = wrong + 1;
                end
                $display("%0d", wrong);
              end
            endmodule
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"3, 3", "4, 7", "9, 6", "8, 5", "11, 4"})
    void everyProductIsRight(int a, int b) throws Exception {
        assertThat(wrong(a, b, multiplier())).isEqualTo("0");
    }

    @Test
    void aWrongTableIsSeen() throws Exception {
        assertThat(wrong(6, 7, multiplier().replace("16'h7878", "16'h7870"))).isNotEqualTo("0");
    }

    /** How many of all products differ. */
    private String wrong(int a, int b, String multiplier) throws Exception {
        Files.writeString(directory.resolve("multiplier.v"), multiplier);
        Files.writeString(
                directory.resolve("product.v"),
                String.format(
                        "module product(input signed [%d:0] a, input signed [%d:0] b, output signed [%d:0] p);%n"
                                + "  assign p = a * b;%nendmodule%n",
                        a - 1, b - 1, a + b - 1));
        Files.writeString(
                directory.resolve("bench.v"),
                BENCH.replace("[A-1:0]", "[" + (a - 1) + ":0]")
                        .replace("[B-1:0]", "[" + (b - 1) + ":0]")
                        .replace("[A+B-1:0]", "[" + (a + b - 1) + ":0]")
                        .replace("(A + B)", "" + (a + b)));
        execute(
                "yosys",
                "-q",
                "-p",
                "read_verilog product.v; proc; techmap -map multiplier.v; select -assert-none t:$mul; write_verilog -noattr mapped.v");
        execute("iverilog", "-g2012", "-o", "bench.vvp", "-s", "bench", "bench.v", "mapped.v");
        return execute("vvp", "-n", "bench.vvp").strip();
    }

    private String execute(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String multiplier() throws IOException {
        try (InputStream map =
                Objects.requireNonNull(Ice40Target.class.getResourceAsStream("ice40-multiplier.v"), "in the jar")) {
            return new String(map.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
