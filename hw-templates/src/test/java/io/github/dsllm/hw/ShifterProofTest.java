package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shifters that forget bits on their way are proved to give what a plain shift gives, for all inputs of small widths. */
@Tag("native")
class ShifterProofTest {
    private static final String REFERENCE = """
            module RoundingCheck #(parameter PRODUCT = 2, PLACES = 1, KEPT = 2, ADDEND = 1, STAGED = 0) (
              input clock, input signed [PRODUCT-1:0] x, input [PLACES-1:0] places, input signed [ADDEND-1:0] added, output differs
            );
              localparam WIDTH = PRODUCT + 9 > KEPT + 2 ? PRODUCT + 9 : KEPT + 2;
              wire signed [WIDTH-1:0] widened = {{(WIDTH-PRODUCT-9){x[PRODUCT-1]}}, x, 9'd0};
              wire signed [WIDTH-1:0] now = widened >>> places;
              reg signed [WIDTH-1:0] before;
              always @(posedge clock) before <= now;
              wire signed [WIDTH-1:0] doubled = STAGED != 0 ? before : now;
              wire sign = doubled[WIDTH-1];
              wire [KEPT:0] half = doubled[KEPT:0] + {{KEPT{1'b0}}, 1'b1};
              reg [KEPT-1:0] rounded;
              reg isNegative, isHuge;
              always @(posedge clock) begin
                rounded <= half[KEPT:1] + {{(KEPT-ADDEND){added[ADDEND-1]}}, added};
                isNegative <= sign;
                isHuge <= |(doubled[WIDTH-1:KEPT-1] ^ {(WIDTH-KEPT+1){sign}});
              end
              wire [KEPT-1:0] itsRounded;
              wire itsNegative, itsHuge;
              RoundingShift #(.PRODUCT(PRODUCT), .PLACES(PLACES), .KEPT(KEPT), .ADDEND(ADDEND), .STAGED(STAGED)) unit (
                .clock(clock), .shifts(1'b1), .round(1'b1), .x(x), .places(places), .added(added),
                .rounded(itsRounded), .isNegative(itsNegative), .isHuge(itsHuge));
              assign differs = {rounded, isNegative, isHuge} != {itsRounded, itsNegative, itsHuge};
            endmodule
            module ArgumentCheck #(parameter SCORE = 2, WIDENING = 1, PLACES = 1, BITS = 1, WIDTH = 5) (
              input clock, input signed [SCORE-1:0] maximum, input signed [SCORE-1:0] value, input [PLACES-1:0] places, output differs
            );
              reg [SCORE:0] distance;
              reg [WIDTH-1:0] shifted;
              reg [BITS-1:0] argument;
              wire [WIDTH:0] rounded = ({1'b0, shifted} + 1'b1) >> 1;
              always @(posedge clock) begin
                distance <= {maximum[SCORE-1], maximum} - {value[SCORE-1], value};
                shifted <= ({{(WIDTH-SCORE-1){1'b0}}, distance} << (WIDENING + 1)) >> places;
                argument <= |(rounded >> BITS) ? {BITS{1'b1}} : rounded[BITS-1:0];
              end
              wire [BITS-1:0] itsArgument;
              AttentionArgument #(.SCORE(SCORE), .WIDENING(WIDENING), .PLACES(PLACES), .BITS(BITS), .WIDTH(WIDTH)) unit (
                .clock(clock), .enable(1'b1), .maximum(maximum), .value(value), .places(places), .argument(itsArgument));
              assign differs = argument != itsArgument;
            endmodule
            """;

    /** Both enables of {@code AttentionArgument} have arrived and all registers hold what came from the inputs. */
    private static final int SETTLED = 4;

    @TempDir
    private Path directory;

    private UnitBench bench;

    @BeforeEach
    void elaborate() throws IOException {
        bench = new UnitBench(directory, () -> new DsCore(Cores.of(Numerics.DEFAULT)));
        Files.writeString(directory.resolve("reference.v"), REFERENCE);
    }

    @ParameterizedTest
    @CsvSource({"11, 5, 8, 4, 0", "16, 6, 9, 5, 1", "6, 5, 12, 4, 0", "20, 4, 10, 6, 1", "9, 3, 7, 3, 1"})
    void aRoundingShiftIsItsDefinition(int product, int places, int kept, int addend, int staged) throws IOException {
        prove(rounding(product, places, kept, addend, staged));
    }

    @ParameterizedTest
    @CsvSource({"8, 4, 4, 5, 14", "9, 8, 5, 6, 19", "6, 8, 5, 11, 16", "10, 2, 6, 3, 14"})
    void anArgumentOfTheExponentialIsItsDefinition(int score, int widening, int places, int bits, int width)
            throws IOException {
        prove(argument(score, widening, places, bits, width));
    }

    @Test
    void bitsThatAreForgottenTooEarlyAreSeen() throws IOException {
        damage("RoundingShift.v", "i = KEPT + (1 << step)", "i = KEPT - 2 + (1 << step)");
        damage("AttentionArgument.v", "i = BITS + (1 << step)", "i = BITS + 1 + (1 << step)");

        assertThatThrownBy(() -> prove(rounding(16, 6, 9, 5, 1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("proof did fail");
        assertThatThrownBy(() -> prove(argument(9, 8, 5, 6, 19)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("proof did fail");
    }

    private static String rounding(int product, int places, int kept, int addend, int staged) {
        return "chparam -set PRODUCT %d -set PLACES %d -set KEPT %d -set ADDEND %d -set STAGED %d RoundingCheck; hierarchy -top RoundingCheck"
                .formatted(product, places, kept, addend, staged);
    }

    private static String argument(int score, int widening, int places, int bits, int width) {
        return "chparam -set SCORE %d -set WIDENING %d -set PLACES %d -set BITS %d -set WIDTH %d ArgumentCheck; hierarchy -top ArgumentCheck"
                .formatted(score, widening, places, bits, width);
    }

    private void prove(String top) throws IOException {
        assertThat(bench.yosys(top + "; proc; flatten; opt; async2sync; sat -verify -prove-skip " + SETTLED
                        + " -prove differs 0 -seq " + (SETTLED + 3)))
                .anyMatch(line -> line.contains("SAT proof finished - no model found: SUCCESS!"));
    }

    private void damage(String file, String from, String to) throws IOException {
        String sound = Files.readString(directory.resolve(file));
        assertThat(sound).contains(from);
        Files.writeString(directory.resolve(file), sound.replace(from, to));
    }
}
