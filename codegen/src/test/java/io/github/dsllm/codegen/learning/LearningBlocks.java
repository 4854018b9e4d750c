package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.learning.LearningHead.Example;
import io.github.dsllm.codegen.learning.LearningHead.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;

/** Blocks that have something to learn, as seeded examples. */
public final class LearningBlocks {
    private LearningBlocks() {}

    /**
     * {@link Recall} as it was drawn for the figures of docs/rtl-training.md §5. One example in four is kept back.
     */
    public static LearningBlock recall(int width, int hidden, int positions, int examples) {
        Random random = new Random(21);
        Format format = new Format(8, 11, 3, 12, 16, 6);
        int classes = 2;
        SortedMap<String, short[]> weights = Lessons.weights(random, width, hidden, classes, format.couplingPlaces());
        List<Example> shown = new ArrayList<>();
        for (int s = 0; s < examples; s++) {
            shown.add(Lessons.example(Recall.draw(random, width, positions), classes, format, Short.MAX_VALUE, false));
        }
        return new LearningBlock(
                "recall of " + positions + " positions",
                width,
                hidden,
                positions,
                classes,
                weights,
                shown,
                examples * 3 / 4,
                format);
    }
}
