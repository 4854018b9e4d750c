package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.ArrayList;
import java.util.List;

/** Every token has one tile that holds its embedding, and all tiles agree where it goes. */
final class EmbeddingCheck {
    private EmbeddingCheck() {}

    static void check(ChipImage image, List<String> problems) {
        int groups =
                (image.vocabulary() + image.core().lanes() - 1) / image.core().lanes();
        int[] holders = new int[groups];
        List<String> destinations = new ArrayList<>();
        for (int tile = 0; tile < image.tiles().size(); tile++) {
            TileImage memory = image.tiles().get(tile);
            int found = 0;
            for (Instruction instruction : memory.program()) {
                if (instruction.descriptor() < memory.descriptors().size()
                        && memory.descriptorOf(instruction).function() == NodeFunction.EMBED) {
                    found++;
                    Descriptor descriptor = memory.descriptorOf(instruction);
                    destinations.add(instruction.group() + " " + descriptor.count() + " " + descriptor.valid() + " "
                            + descriptor.flags());
                    for (int i = 0; i < descriptor.second(); i++) {
                        int group = descriptor.source() + i;
                        if (group < groups) {
                            holders[group]++;
                        } else {
                            problems.add("tile " + tile + " holds embedding group " + group + " of " + groups);
                        }
                    }
                }
            }
            if (found != 1) {
                problems.add("tile " + tile + " has " + found + " EMBED instructions instead of one");
            }
        }
        for (int group = 0; group < groups; group++) {
            if (holders[group] != 1) {
                problems.add("embedding group " + group + " is held by " + holders[group] + " tiles instead of one");
            }
        }
        if (destinations.stream().distinct().count() > 1) {
            problems.add("the tiles disagree about the group, size or sharing of the embedding");
        }
    }
}
