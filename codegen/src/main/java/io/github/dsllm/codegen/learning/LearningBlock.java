package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A transformer block with a classifier behind its last position, all of whose couplings learn: RMSNorm, one head of attention over all positions, residual, RMSNorm, gated SiLU, residual, logistic outputs.
 * An example is a short sequence of input vectors, one behind the other.
 *
 * @param name for people
 * @param width channels of a position
 * @param hidden channels between w1, w3 and w2
 * @param positions of a sequence, 2 … 4
 * @param classes outputs
 * @param weights J at the beginning by name ({@link #NAMES}), each (outputs, inputs)
 * @param examples what is shown, by token
 * @param teaching examples 0 … teaching − 1 are learnt from, the others are only answered
 * @param format where the binary points are; {@code truthPlaces} + {@code widening} are those of all currents that flow back
 * @param statePlaces binary places of all states that flow forward, {@code inputPlaces} + {@code widening}
 */
public record LearningBlock(
        String name,
        int width,
        int hidden,
        int positions,
        int classes,
        SortedMap<String, short[]> weights,
        List<Example> examples,
        int teaching,
        LearningHead.Format format)
        implements Learner {

    /** The matrices that learn. */
    public static final List<String> NAMES = List.of("wq", "wk", "wv", "wo", "w1", "w3", "w2", "head");

    private static final int FEWEST_POSITIONS = 2;
    private static final int MOST_POSITIONS = 4;

    public LearningBlock {
        weights = new TreeMap<>(weights);
        examples = List.copyOf(examples);
        if (positions < FEWEST_POSITIONS || positions > MOST_POSITIONS) {
            throw new IllegalArgumentException("a block that learns has 2 to 4 positions, not " + positions);
        }
        for (String matrix : NAMES) {
            int size = outputs(matrix, width, hidden, classes) * inputs(matrix, width, hidden);
            short[] couplings = weights.get(matrix);
            if (couplings == null || couplings.length != size) {
                throw new IllegalArgumentException(matrix + " needs " + size + " couplings");
            }
        }
        for (Example example : examples) {
            if (example.x().length != positions * width || example.truth().length != classes) {
                throw new IllegalArgumentException("an example of " + example.x().length + " inputs");
            }
        }
        if (teaching < 1 || teaching > examples.size()) {
            throw new IllegalArgumentException(teaching + " of " + examples.size() + " examples teach");
        }
    }

    @Override
    public int outputs() {
        return classes;
    }

    @Override
    public int outputPlaces() {
        return statePlaces();
    }

    @Override
    public int couplingCount() {
        return weights.values().stream().mapToInt(couplings -> couplings.length).sum();
    }

    @Override
    public ChipImage image(LearningCore core) {
        return BlockImage.of(this, core);
    }

    /** Binary places of the states that flow forward. */
    public int statePlaces() {
        return format.inputPlaces() + format.widening();
    }

    /** Binary places of the currents that flow back. */
    public int currentPlaces() {
        return format.truthPlaces() + format.widening();
    }

    /** J at the beginning (outputs, inputs). */
    public short[] couplings(String matrix) {
        return Objects.requireNonNull(weights.get(matrix));
    }

    public int inputs(String matrix) {
        return inputs(matrix, width, hidden);
    }

    public int outputs(String matrix) {
        return outputs(matrix, width, hidden, classes);
    }

    static int inputs(String matrix, int width, int hidden) {
        return matrix.equals("w2") ? hidden : width;
    }

    static int outputs(String matrix, int width, int hidden, int classes) {
        return switch (matrix) {
            case "w1", "w3" -> hidden;
            case "head" -> classes;
            default -> width;
        };
    }
}
