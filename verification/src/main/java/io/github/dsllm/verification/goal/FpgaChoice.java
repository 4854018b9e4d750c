package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.verification.fpga.FpgaBoard;
import io.github.dsllm.verification.fpga.FpgaDesign;
import io.github.dsllm.verification.fpga.FpgaPart;
import io.github.dsllm.verification.fpga.FpgaTarget;
import io.github.dsllm.verification.fpga.FpgaTargets;
import io.github.dsllm.verification.fpga.PlaceAndRoute;
import io.github.dsllm.verification.fpga.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The FPGA that is meant: the board's, else what the parameters name, else what the chip spec names. */
record FpgaChoice(
        FpgaTarget target, FpgaPart part, @Nullable FpgaBoard board) {
    static FpgaChoice of(FpgaRequest request, ChipSpec chip) {
        FpgaTargets targets = new FpgaTargets();
        if (request.board() != null) {
            FpgaBoard board = targets.board(request.board());
            FpgaTarget target = targets.of(board);
            String part = request.part() == null ? board.part() : request.part();
            return new FpgaChoice(target, FpgaTargets.part(target, part), board);
        }
        String family = request.family() != null || chip.fpga() == null
                ? request.family()
                : chip.fpga().family();
        String part = request.part() != null || chip.fpga() == null
                ? request.part()
                : chip.fpga().part();
        if (family == null || part == null) {
            throw new UserError("chip " + chip.name()
                    + " names no FPGA; perhaps you should add fpga: { family: ecp5, part: LFE5U-85F-6 }"
                    + " to the chip spec, or -Ddsllm.board=, or -Ddsllm.family= and -Ddsllm.part=");
        }
        FpgaTarget target = targets.family(family);
        return new FpgaChoice(target, FpgaTargets.part(target, part), null);
    }

    /**
     * With the pins of the board's SDRAM.
     *
     * @throws UserError if the board has none
     */
    FpgaChoice withSdram() {
        return board == null ? this : new FpgaChoice(target, part, board.withSdram());
    }

    /**
     * A design for it.
     *
     * @throws UserError if node states are to be kept in logic, and the family has no memory there
     */
    FpgaDesign design(String top, ChipSpec chip, PlaceAndRoute place, List<String> sources) {
        requireStates(chip);
        return new FpgaDesign(top, part, board, chip.clock(), place, states(chip), sources);
    }

    private static ChipSpec.States states(ChipSpec chip) {
        return chip.fpga() == null ? ChipSpec.States.AUTO : chip.fpga().states();
    }

    /**
     * Refuses a chip spec that wants node states where this family has no memory.
     *
     * @throws UserError naming the key
     */
    void requireStates(ChipSpec chip) {
        if (states(chip) == ChipSpec.States.LOGIC && target.statesInLogic().isEmpty()) {
            throw new UserError("fpga.states: logic is for "
                    + new FpgaTargets()
                            .families(family -> family.statesInLogic().isPresent())
                    + ", not for " + part.name() + "; perhaps you should leave it out of the chip spec");
        }
    }

    /** A result with what a design takes. */
    static GoalResult with(GoalResult result, Resources used) {
        return result.with("logic", used.logic(), "1")
                .with("memoryLogic", used.memoryLogic(), "1")
                .with("flipFlops", used.flipFlops(), "1")
                .with("multipliers", used.multipliers(), "1")
                .with("blockRams", used.blockRams(), "1");
    }
}
