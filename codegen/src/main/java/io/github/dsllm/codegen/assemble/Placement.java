package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.partition.BlockGraph;
import io.github.dsllm.codegen.partition.Partition;
import io.github.dsllm.codegen.partition.PartitionFigures;

/**
 * The blocks of a model, the tile of each, and how good that is.
 *
 * @param partitioner name of what placed them
 */
public record Placement(String partitioner, BlockGraph blocks, Partition partition, PartitionFigures figures) {}
