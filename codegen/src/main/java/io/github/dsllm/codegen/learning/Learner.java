package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import java.util.List;

/** What learns on a chip, whatever it is: token t shows example t, and the token behind the last example asks for the couplings. */
public sealed interface Learner permits LearningHead, LearningBlock {
    /** Operator of the outputs before their node function; its elements are the outputs. */
    String OUTPUT = "output";

    /** For people. */
    String name();

    /** What is shown, by token. */
    List<Example> examples();

    /** Examples 0 … teaching − 1 are learnt from, the others are only answered. */
    int teaching();

    /** Number of outputs; the answer is the greatest one. */
    int outputs();

    /** Binary places of {@link #OUTPUT}. */
    int outputPlaces();

    /** Couplings that learn, transposed copies not counted. */
    int couplingCount();

    /**
     * The program with its memories.
     *
     * @throws UserError if it does not fit a tile or its numbers do not fit the widths
     */
    ChipImage image(LearningCore core);

    /** The token that has STORE hand out the couplings. */
    default int storeToken() {
        return examples().size();
    }
}
