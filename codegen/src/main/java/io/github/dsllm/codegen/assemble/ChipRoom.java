package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.partition.BlockGraph;
import io.github.dsllm.codegen.partition.Site.Room;
import io.github.dsllm.codegen.partition.TileLoad;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a model can fit a chip at all, from sums alone. It is asked before a partition onto many tiles, which takes a minute for models of many billion couplings. On few tiles a partition is quick, and
 * {@link SmallestMesh} says more when it does not fit.
 */
final class ChipRoom {
    private ChipRoom() {}

    /** @throws UserError naming every memory of which all tiles together have less than the model takes wherever it goes */
    static void require(BlockGraph blocks) {
        long tiles = blocks.site().tiles().size();
        if (tiles > PartitionChoice.FORESEEN_TILES) {
            requireSums(TileLoad.least(blocks), blocks.site().room(), tiles);
        }
    }

    private static void requireSums(TileLoad least, Room room, long tiles) {
        List<String> problems = new ArrayList<>();
        long needed = Math.max(
                require(problems, "coupling words", least.couplingWords(), room.couplingWords(), tiles),
                require(problems, "rows of keys and values", least.keyValueRows(), room.keyValueRows(), tiles));
        if (!problems.isEmpty()) {
            throw new UserError(
                    "The model does not fit the chip, however it is cut: " + String.join("; ", problems)
                            + "; perhaps you should give the chip more than " + needed
                            + " such tiles, each tile more memory, fewer coupling, key or value bits, or a shorter context, or an external memory (external: in the chip spec)");
        }
    }

    /** The tiles that would have room for the sum. */
    private static long require(List<String> problems, String what, long least, long room, long tiles) {
        long needed = room < 1 ? Long.MAX_VALUE : least / room + (least % room == 0 ? 0 : 1);
        if (needed > tiles) {
            problems.add("it takes at least " + least + " " + what + ", " + tiles + " tiles have " + room + " each");
        }
        return needed;
    }
}
