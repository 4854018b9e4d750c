package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.TileMemory;
import io.github.dsllm.codegen.schedule.Program;
import io.github.dsllm.codegen.timing.CycleModel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What of a model stays on the chip, what is reloaded, and what that costs.
 *
 * @param residentWords coupling words of all tiles that stay
 * @param streamedWords coupling words that all tiles reload for every token
 * @param fetchedWords words of the row group that the owner of a token reloads to embed it
 * @param cyclesPerToken mean of the foreseen cycles over all positions
 * @param reloadCyclesPerToken how many of them there would not be if the same programs found all words in place
 */
public record ReloadFigures(
        long residentWords, long streamedWords, long fetchedWords, double cyclesPerToken, double reloadCyclesPerToken) {
    public static ReloadFigures of(Schedule schedule) {
        int context = schedule.core().depths().context();
        double cycles = new CycleModel(schedule.core(), schedule.programs()).meanCycles(context);
        long words = schedule.programs().stream()
                .mapToLong(program -> words(program, false))
                .sum();
        double withoutWaits = schedule.core().external() == null
                ? cycles
                : new CycleModel(
                                schedule.core(),
                                schedule.programs().stream()
                                        .map(ReloadFigures::withoutReloads)
                                        .toList())
                        .meanCycles(context);
        return new ReloadFigures(
                schedule.memories().stream()
                        .mapToLong(TileMemory::residentWords)
                        .sum(),
                words,
                schedule.programs().stream()
                        .mapToLong(program -> words(program, true))
                        .max()
                        .orElse(0),
                cycles,
                cycles - withoutWaits);
    }

    /** Words that a token reloads, on all tiles. */
    public long reloadWords() {
        return streamedWords + fetchedWords;
    }

    private static long words(Program program, boolean byToken) {
        return program.instructions().stream()
                .map(instruction -> program.descriptors().get(instruction.descriptor()))
                .filter(descriptor ->
                        descriptor.function() == NodeFunction.RELOAD && descriptor.has(Flag.OWNER) == byToken)
                .mapToLong(Descriptor::count)
                .sum();
    }

    /** The program of a tile that finds everything in place; good for its cycles, not for its results. */
    private static Program withoutReloads(Program program) {
        List<Integer> kept = new ArrayList<>();
        for (int pc = 0; pc < program.instructions().size(); pc++) {
            Instruction instruction = program.instructions().get(pc);
            if (program.descriptors().get(instruction.descriptor()).function() != NodeFunction.RELOAD) {
                kept.add(pc);
            }
        }
        return new Program(
                kept.stream().map(program.instructions()::get).toList(),
                program.descriptors().stream().map(ReloadFigures::withoutWait).toList(),
                kept.stream().map(program.tags()::get).toList());
    }

    private static Descriptor withoutWait(Descriptor descriptor) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        flags.addAll(descriptor.flags());
        flags.remove(Flag.LOADED);
        return DescriptorBuilder.of(descriptor).flags(flags).build();
    }
}
