package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.TileMemory;
import io.github.dsllm.codegen.partition.Partition;
import io.github.dsllm.codegen.partition.Traffic;
import io.github.dsllm.codegen.quantise.QuantisedModel;

/** Makes the programs of all tiles of a chip. */
public final class Schedules {
    private final QuantisedModel model;
    private final Geometry geometry;
    private final LayoutOptions options;
    private final Traffic traffic;
    private final int context;

    public Schedules(QuantisedModel model, Geometry geometry, LayoutOptions options, Partition partition, int context) {
        this.model = model;
        this.geometry = geometry;
        this.options = options;
        this.traffic = new Traffic(partition, geometry.shape());
        this.context = context;
    }

    public Program program(TileBlocks blocks, TileMemory memory) {
        Program program = new Scheduler(model, geometry, options, traffic, blocks, memory, context).schedule();
        return ReloadWriter.withReloads(blocks.tile(), program, memory);
    }

    /** State groups that the programs use. */
    public int stateGroups() {
        return StateMap.of(geometry).groups();
    }
}
