package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Where the couplings of each LINEAR of a tile come from: its coupling memory, or the external words that the last RELOAD before it brings there. */
public final class ReadCouplings {
    private static final int STAYS = -1;

    private final TileImage image;
    private final int[] externalWords; // by pc

    private ReadCouplings(TileImage image) {
        this.image = image;
        this.externalWords = new int[image.program().size()];
        Arrays.fill(externalWords, STAYS);
        Map<Integer, Integer> brought = new HashMap<>();
        for (int pc = 0; pc < externalWords.length; pc++) {
            Instruction instruction = image.program().get(pc);
            Descriptor descriptor = image.descriptorOf(instruction);
            if (descriptor.function() == NodeFunction.RELOAD) {
                brought.put(instruction.couplingWord(), instruction.externalWord());
            } else if (descriptor.function() == NodeFunction.LINEAR && descriptor.has(Flag.LOADED)) {
                externalWords[pc] = brought.getOrDefault(instruction.couplingWord(), STAYS);
            }
        }
    }

    public static ReadCouplings of(TileImage image) {
        return new ReadCouplings(image);
    }

    /** Whether the instruction reads what was reloaded. */
    public boolean isExternal(int pc) {
        return externalWords[pc] != STAYS;
    }

    /** All couplings of the memory from which they come, (words, lanes). */
    public short[] words(int pc) {
        return isExternal(pc) ? image.external() : image.couplings();
    }

    /** The first word there. */
    public int firstWord(int pc) {
        return isExternal(pc) ? externalWords[pc] : image.program().get(pc).couplingWord();
    }
}
