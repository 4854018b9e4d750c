package io.github.dsllm.verification.fpga;

import io.github.dsllm.codegen.chip.ChipSpec;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A design in a folder of its own; all names are relative to it.
 *
 * @param top the top module
 * @param part the FPGA
 * @param board the board, null when pins are the tool's choice
 * @param clock frequency that the design is to reach, in Hz
 * @param place how it is placed and routed
 * @param states what holds node states; {@link ChipSpec.States#LOGIC} only where {@link FpgaTarget#statesInLogic} has commands for it
 * @param sources Verilog files in the order in which they are read
 */
public record FpgaDesign(
        String top,
        FpgaPart part,
        @Nullable FpgaBoard board,
        double clock,
        PlaceAndRoute place,
        ChipSpec.States states,
        List<String> sources) {
    /** Base name of what is made of it. */
    public static final String NAME = "design";

    public FpgaDesign {
        sources = List.copyOf(sources);
    }

    /** A design whose node states are kept where synthesis finds it cheapest. */
    public FpgaDesign(
            String top,
            FpgaPart part,
            @Nullable FpgaBoard board,
            double clock,
            PlaceAndRoute place,
            List<String> sources) {
        this(top, part, board, clock, place, ChipSpec.States.AUTO, sources);
    }

    public String netlist() {
        return NAME + ".json";
    }

    /** The clock in MHz, as tools want it. */
    public double megahertz() {
        return clock / 1e6;
    }

    /**
     * What ties ports to the pins of the board, behind a comment that says where these come from; empty without a board.
     *
     * @param comment what a comment of the file begins with
     * @param tie text for a port and its pin, with the end of the line
     */
    String pins(String comment, BinaryOperator<String> tie) {
        if (board == null) {
            return "";
        }
        StringBuilder text = new StringBuilder(
                comment + " pins of " + board.name() + ", from " + board.source() + "; not tried on a board\n");
        board.pins().forEach((port, pin) -> text.append(tie.apply(port, pin)));
        return text.toString();
    }
}
