package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.learning.LaneProgram.Couplings;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Where the matrices of a block stand that learn, and the transposed copies of those through which currents flow back. */
final class BlockCouplings {
    private static final Set<String> ENDS_HERE = Set.of("wq", "wk", "wv");

    private final Map<String, Couplings> weights = new TreeMap<>();
    private final Map<String, Couplings> copies = new TreeMap<>();

    /** Lays them out in the program's coupling memory: all matrices in the order of {@link LearningBlock#NAMES}, then the copies in the same order. */
    BlockCouplings(LearningBlock block, LaneProgram program) {
        for (String matrix : LearningBlock.NAMES) {
            int inputs = block.inputs(matrix);
            short[] couplings = block.couplings(matrix);
            weights.put(matrix, program.couplings(inputs, block.outputs(matrix), (i, j) -> couplings[i * inputs + j]));
        }
        for (String matrix : LearningBlock.NAMES) {
            int inputs = block.inputs(matrix);
            short[] couplings = block.couplings(matrix);
            if (!ENDS_HERE.contains(matrix)) {
                copies.put(
                        matrix, program.couplings(block.outputs(matrix), inputs, (j, i) -> couplings[i * inputs + j]));
            }
        }
    }

    Couplings weights(String matrix) {
        return Objects.requireNonNull(weights.get(matrix));
    }

    Optional<Couplings> copy(String matrix) {
        return Optional.ofNullable(copies.get(matrix));
    }

    int firstWord() {
        return weights(LearningBlock.NAMES.get(0)).word();
    }

    int words() {
        return weights.values().stream().mapToInt(Couplings::inputs).sum()
                + copies.values().stream().mapToInt(Couplings::inputs).sum();
    }
}
