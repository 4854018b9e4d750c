package io.github.dsllm.verification.fpga;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What our maps make of cells of an iCE40, against what the cells were, for all operands. */
@Tag("native")
class Ice40MapsTest {
    private static final String TABLE = """
            module SB_LUT4 (input I0, I1, I2, I3, output O);
              parameter LUT_INIT = 0;
              wire [15:0] table_ = LUT_INIT;
              assign O = table_[{I3, I2, I1, I0}];
            endmodule
            """;

    private static final String BENCH = """
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

    private static final String INPUTS_BENCH = """
            module bench;
              reg  [3:0] a;
              wire expected, found;
              integer i, wrong;
              tables tables (a, expected);
              mapped mapped (a, found);
              initial begin
                wrong = 0;
                for (i = 0; i < 16; i = i + 1) begin
                  a = i; #1;
                  if (expected !== found) wrong = wrong + 1;
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
        assertThat(wrongProducts(a, b, map("multiplier"))).isEqualTo("0");
    }

    @Test
    void aWrongTableIsSeen() throws Exception {
        assertThat(wrongProducts(6, 7, map("multiplier").replace("16'h7878", "16'h7870")))
                .isNotEqualTo("0");
    }

    /** Letters are nets, digits constants. */
    @ParameterizedTest
    @CsvSource({
        "aabc", "abac", "abca", "abbc", "abcb", "abcc", "aabb", "abab", "abba", "aaab", "baaa", "aaaa", "a0a0", "00aa",
        "1a1a"
    })
    void aNetStandsOnOneInput(String inputs) throws Exception {
        assertThat(wrongTables(inputs, map("distinct-inputs"))).isEqualTo("0");
        assertThat(isNetTwice()).isFalse();
    }

    @Test
    void tablesOfDifferentNetsStay() throws Exception {
        assertThat(wrongTables("abcd", map("distinct-inputs"))).isEqualTo("0");
        assertThat(isNetTwice()).isFalse();
    }

    @Test
    void aWrongMergeIsSeen() throws Exception {
        assertThat(wrongTables("abcb", map("distinct-inputs").replace("FIRST3 & 1", "3 & 1")))
                .isNotEqualTo("0");
    }

    @Test
    void withoutTheMapANetStandsOnTwoInputs() throws Exception {
        wrongTables("abcb", "");

        assertThat(isNetTwice()).isTrue();
    }

    /** How many of all products differ. */
    private String wrongProducts(int a, int b, String map) throws Exception {
        Files.writeString(directory.resolve("map.v"), map);
        Files.writeString(
                directory.resolve("product.v"),
                String.format(
                        "module product(input signed [%d:0] a, input signed [%d:0] b, output signed [%d:0] p);%n"
                                + "  assign p = a * b;%nendmodule%n",
                        a - 1, b - 1, a + b - 1));
        Files.writeString(
                directory.resolve("bench.v"),
                TABLE
                        + BENCH.replace("[A-1:0]", "[" + (a - 1) + ":0]")
                                .replace("[B-1:0]", "[" + (b - 1) + ":0]")
                                .replace("[A+B-1:0]", "[" + (a + b - 1) + ":0]")
                                .replace("(A + B)", "" + (a + b)));
        execute(
                "yosys",
                "-q",
                "-p",
                "read_verilog product.v; proc; techmap -map map.v; select -assert-none t:$mul; write_verilog -noattr mapped.v");
        return simulate("bench.v", "mapped.v");
    }

    /** How many of all operands give another output; the mapped module is left in mapped.json. */
    private String wrongTables(String inputs, String map) throws Exception {
        Files.writeString(directory.resolve("map.v"), map);
        Files.writeString(directory.resolve("cell.v"), TABLE);
        StringBuilder pins = new StringBuilder();
        for (int i = 0; i < inputs.length(); i++) {
            char net = inputs.charAt(i);
            pins.append(
                    String.format(", .I%d(%s)", i, Character.isDigit(net) ? "1'b" + net : "a[" + (net - 'a') + "]"));
        }
        Files.writeString(
                directory.resolve("tables.v"),
                "module tables(input [3:0] a, output o);\n  SB_LUT4 #(.LUT_INIT(16'h6b4d)) lut (.O(o)" + pins
                        + ");\nendmodule\n");
        Files.writeString(directory.resolve("bench.v"), INPUTS_BENCH);
        execute(
                "yosys",
                "-q",
                "-p",
                "read_verilog -lib cell.v; read_verilog tables.v; techmap -map map.v; clean; rename tables mapped; write_json mapped.json; write_verilog -noattr mapped.v");
        return simulate("bench.v", "cell.v", "tables.v", "mapped.v");
    }

    private boolean isNetTwice() throws IOException {
        JsonNode cells = new ObjectMapper()
                .readTree(directory.resolve("mapped.json").toFile())
                .at("/modules/mapped/cells");
        assertThat(cells).hasSize(1);
        Set<Integer> nets = new TreeSet<>();
        boolean isTwice = false;
        for (String pin : List.of("I0", "I1", "I2", "I3")) {
            JsonNode net = cells.iterator().next().at("/connections/" + pin + "/0");
            isTwice |= net.isInt() && !nets.add(net.intValue());
        }
        return isTwice;
    }

    private String simulate(String... sources) throws Exception {
        List<String> command = new ArrayList<>(List.of("iverilog", "-g2012", "-o", "bench.vvp", "-s", "bench"));
        command.addAll(List.of(sources));
        execute(command.toArray(String[]::new));
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

    private static String map(String name) throws IOException {
        try (InputStream map =
                Objects.requireNonNull(Ice40Target.class.getResourceAsStream("ice40-" + name + ".v"), "in the jar")) {
            return new String(map.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
