package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import java.util.List;

/**
 * Memory contents of one tile. Arrays are laid out word by word, lane by lane: element {@code word * lanes + lane}; the arrays are owned by the image
 * and are not to be changed.
 *
 * @param couplings J, (coupling words × lanes)
 * @param scaleMantissas m, (scale words × lanes), 0 where no row exists
 * @param scaleShifts sh, same shape
 * @param trajectorySteps a = round(2^16·dt·h), same shape, empty without trajectories
 * @param gains norm gains, (gain words × lanes)
 * @param program instructions; execution starts at 0 for every position and ends with the last one
 * @param descriptors descriptor memory
 * @param external what the tile can reload, (external words × lanes), empty where everything stays
 * @param operators what each instruction is for, one per instruction, for reports and for locating a difference
 */
public record TileImage(
        short[] couplings,
        int[] scaleMantissas,
        byte[] scaleShifts,
        int[] trajectorySteps,
        int[] gains,
        List<Instruction> program,
        List<Descriptor> descriptors,
        short[] external,
        List<OperatorTag> operators) {

    /** A tile whose couplings all stay. */
    public TileImage(
            short[] couplings,
            int[] scaleMantissas,
            byte[] scaleShifts,
            int[] trajectorySteps,
            int[] gains,
            List<Instruction> program,
            List<Descriptor> descriptors,
            List<OperatorTag> operators) {
        this(
                couplings,
                scaleMantissas,
                scaleShifts,
                trajectorySteps,
                gains,
                program,
                descriptors,
                new short[0],
                operators);
    }

    public TileImage {
        program = List.copyOf(program);
        descriptors = List.copyOf(descriptors);
        operators = List.copyOf(operators);
        if (program.size() != operators.size()) {
            throw new IllegalArgumentException(
                    program.size() + " instructions, but " + operators.size() + " operator tags");
        }
    }

    /** The same tile with other couplings, of the same shape. */
    public TileImage withCouplings(short[] otherCouplings, short[] otherExternal) {
        return new TileImage(
                otherCouplings,
                scaleMantissas,
                scaleShifts,
                trajectorySteps,
                gains,
                program,
                descriptors,
                otherExternal,
                operators);
    }

    public Descriptor descriptorOf(Instruction instruction) {
        return descriptors.get(instruction.descriptor());
    }
}
