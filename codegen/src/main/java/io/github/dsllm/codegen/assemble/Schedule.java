package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.layout.TileMemory;
import io.github.dsllm.codegen.schedule.Program;
import java.util.List;

/**
 * What every tile executes and where its couplings will lie; an image lacks only the numbers.
 *
 * @param core the hardware that runs it
 * @param placement the tile of every block
 * @param memories addresses of the row groups, by tile
 * @param programs instructions, by tile
 */
public record Schedule(CoreParameters core, Placement placement, List<TileMemory> memories, List<Program> programs) {
    public Schedule {
        memories = List.copyOf(memories);
        programs = List.copyOf(programs);
    }
}
