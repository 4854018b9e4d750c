package io.github.dsllm.verification.fpga;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Extension point, found by {@link java.util.ServiceLoader}: an FPGA family with the tools that lead to it. Needs a public constructor without arguments.
 *
 * <p>A family whose place-and-route tool is not open has no steps: its files are a project for the vendor's tool, and Yosys gives an estimate.
 */
public interface FpgaTarget {

    /** Name of the family in the chip spec; unique. */
    String family();

    /** Parts, smallest first. */
    List<FpgaPart> parts();

    /** Boards that carry one of the parts. */
    List<FpgaBoard> boards();

    /** The Yosys command that maps a design to the family's cells, without the name of the top module: {@code synth_ecp5 …}. */
    String synthesis();

    /** The same for one part, where parts differ in what they have. */
    default String synthesis(FpgaPart part) {
        return synthesis();
    }

    /**
     * The Yosys commands that map a design to the family's cells.
     *
     * @param options of the family's command, the name of the top module among them
     */
    default String mapping(FpgaPart part, String options) {
        return synthesis(part) + " " + options + " -run begin:check\n";
    }

    /** What cells of Yosys' netlist take of a part; cells that take nothing that is counted give nothing. */
    Resources use(SortedMap<String, Long> cells);

    /** What the commands of {@link #mapping} read beside Verilog: text by file name. */
    default SortedMap<String, String> maps(FpgaPart part) {
        return Collections.emptySortedMap();
    }

    /** Constraints, or a project for the vendor's tool: text by file name. */
    SortedMap<String, String> files(FpgaDesign design);

    /** The module that makes the chip's clock from the oscillator: its text for module {@code DsClock}, with ports oscillator, clock and locked. */
    String clockModule(FpgaDesign design);

    /** The module that puts the chip's clock on a pin, turned over, for an SDRAM: its text for module {@code DsTurnedClock}, with ports clock and turned. */
    default String turnedClock() {
        return """
                module DsTurnedClock (
                  input  clock,
                  output turned
                );
                  assign turned = ~clock;
                endmodule
                """;
    }

    /** The module {@code DsPinOutput} with flip-flops that stand at the pins, in place of that of the RTL; empty where that one is as good. */
    default Optional<String> pinOutput() {
        return Optional.empty();
    }

    /** Yosys commands, before a design is mapped, that keep node states from block RAMs ({@code ChipSpec.States.LOGIC}); empty where the family has nothing else for them. */
    default Optional<String> statesInLogic() {
        return Optional.empty();
    }

    /** Whether designs can be placed for little wire ({@link PlaceAndRoute#isDense()}). */
    default boolean routesDense() {
        return false;
    }

    /** From the netlist to the bitstream: place and route, which writes {@code timing.json}, then pack. Empty where only the vendor's tool can. */
    List<BuildStep> steps(FpgaDesign design);
}
