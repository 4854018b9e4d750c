package io.github.dsllm.verification.fpga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.verification.simulator.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools from Verilog to a bitstream, with a counter in the place of a chip: synthesis, statistics, place and route, timing, packing, and the same by make. */
@Tag("native")
class BitstreamTest {
    private static final List<String> PROGRAMS = List.of("yosys", "nextpnr-ice40", "icepack");
    private static final String COUNTER = """
            module DsFpga (input clock, input uart_rx, output uart_tx, output led);
              wire [23:0] count;
              Counter counter (.clock(clock), .enable(uart_rx), .count(count));
              assign led = count[23];
              assign uart_tx = count[3];
            endmodule
            module Counter (input clock, input enable, output [23:0] count);
              reg [7:0] step [0:255];
              reg [7:0] data;
              reg [23:0] total;
              initial $readmemh("step.mem", step);
              assign count = {total[11:0], total[23:12]};
              always @(posedge clock) begin
                data <= step[total[7:0]];
                if (enable) total <= total + {16'd0, data};
              end
            endmodule
            """;

    @TempDir
    private Path directory;

    private final Ice40Target target = new Ice40Target();
    private final FpgaTools tools = new FpgaTools();
    private DesignFolder folder;

    @BeforeEach
    void write() throws IOException {
        Path rtl = Files.createDirectory(directory.resolve("rtl"));
        Path image = Files.createDirectory(directory.resolve("image"));
        Files.writeString(rtl.resolve("DsFpga.v"), COUNTER);
        Files.writeString(
                image.resolve("step.mem"),
                IntStream.range(0, 256)
                        .mapToObj(i -> String.format("%02x%n", (i * i * 73 + 5) & 0xFF))
                        .collect(Collectors.joining()));
        folder = new DesignFolder(directory.resolve("fpga"));
    }

    @Test
    void leadToABitstreamThatMakeGivesByteByByte() throws IOException {
        FpgaDesign design = design(12e6);
        List<BuildStep> steps = prepare(design);
        for (BuildStep step : steps) {
            tools.run(folder.path(), step, PROGRAMS);
        }
        byte[] bitstream = Files.readAllBytes(folder.path().resolve("design.bin"));
        ToolRun.output(folder.path(), List.of("make", "clean"), "");
        ToolRun.output(folder.path(), List.of("make"), "");

        assertThat(bitstream).hasSizeGreaterThan(30_000);
        assertThat(Files.readAllBytes(folder.path().resolve("design.bin"))).isEqualTo(bitstream);
        assertThat(TimingReport.read(folder.path().resolve(TimingReport.FILE), 1)
                        .isMet())
                .isTrue();
    }

    @Test
    void countWhatTheDesignTakesModuleByModule() throws IOException {
        FpgaDesign design = design(12e6);
        prepare(design);
        folder.write(DesignFolder.SCRIPT, DesignFolder.hierarchicalScript(target, design));
        tools.run(folder.path(), DesignFolder.synthesis(List.of(), DesignFolder.STATISTICS), List.of("yosys"));

        CellCounts counts = CellCounts.read(Files.readString(folder.path().resolve(DesignFolder.STATISTICS)));
        List<ModuleResources> modules = ModuleResources.of(counts, "DsFpga", target);
        assertThat(modules).extracting(ModuleResources::module).startsWith("DsFpga", "Counter");
        assertThat(modules.get(0).resources().blockRams()).isEqualTo(1);
        assertThat(modules.get(0).resources().flipFlops()).isPositive();
        assertThat(modules.get(0).resources()).isEqualTo(modules.get(1).resources());
    }

    @Test
    void sayWhereAClockIsLost() throws IOException {
        for (BuildStep step : prepare(design(133e6 * 8)).subList(0, 2)) {
            tools.run(folder.path(), step, PROGRAMS);
        }

        TimingReport report = TimingReport.read(folder.path().resolve(TimingReport.FILE), 1);
        assertThat(report.isMet()).isFalse();
        assertThat(report.place()).contains("counter");
    }

    @Test
    void endWithTheLastLinesOfAToolThatFails() throws IOException {
        prepare(design(12e6));
        Files.writeString(folder.path().resolve(DesignFolder.SCRIPT), "read_verilog nowhere.v\n");

        assertThatThrownBy(() -> tools.run(folder.path(), DesignFolder.synthesis(List.of(), "x"), List.of("yosys")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("nowhere.v");
    }

    private FpgaDesign design(double clock) throws IOException {
        List<String> sources = folder.fill(directory.resolve("rtl"), directory.resolve("image"));
        FpgaPart part = FpgaTargets.part(target, "iCE40HX8K");
        return new FpgaDesign(
                BoardTop.NAME, part, new FpgaTargets().board("ice40hx8k-b-evn"), clock, PlaceAndRoute.DEFAULT, sources);
    }

    private List<BuildStep> prepare(FpgaDesign design) throws IOException {
        folder.write(DesignFolder.SCRIPT, DesignFolder.script(target, design));
        folder.write(target.files(design));
        folder.write(target.maps(design.part()));
        List<BuildStep> steps = new ArrayList<>();
        List<String> inputs = new ArrayList<>(List.of(DesignFolder.SCRIPT));
        inputs.addAll(target.maps(design.part()).keySet());
        inputs.addAll(design.sources());
        steps.add(DesignFolder.synthesis(inputs, design.netlist()));
        steps.addAll(target.steps(design));
        folder.write("Makefile", DesignFolder.makefile(steps));
        return steps;
    }
}
