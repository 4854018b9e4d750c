package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.place.Mesh;

/**
 * The extension point for partition algorithms, found by {@link java.util.ServiceLoader}. Any valid partition gives the same tokens; a good one keeps
 * tiles equally busy and few states on the mesh.
 */
public interface Partitioner {
    /** The name by which a user chooses it. */
    String name();

    /** Whether it is worth trying on such a chip where the user leaves the choice open. */
    default boolean suits(Mesh mesh) {
        return true;
    }

    /**
     * Places every block on a tile. The groups of tokens of one tile must be adjacent, since EMBED finds a token's tile by a range. Whether a tile has
     * enough memory is checked behind, by {@link PartitionChecker}.
     */
    Partition partition(BlockGraph blocks);
}
