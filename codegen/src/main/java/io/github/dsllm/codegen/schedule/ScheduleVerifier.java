package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the programs of an image can be run: every rule of docs/isa.md that hardware and golden model rely on without looking. Knows the ISA and
 * nothing of the scheduler, so it also judges images from elsewhere. Linear in instructions × tiles.
 */
public final class ScheduleVerifier {
    private static final int SHOWN = 8;

    private ScheduleVerifier() {}

    /** All problems, each with tile, pc, layer and operator; empty if the image can be run. */
    public static List<String> problems(ChipImage image) {
        List<String> problems = new ArrayList<>();
        for (int tile = 0; tile < image.tiles().size(); tile++) {
            new TileCheck(tile, image.tiles().get(tile), image.core(), problems).check();
        }
        EmbeddingCheck.check(image, problems);
        if (problems.isEmpty()) {
            new ExchangeCheck(image, problems).check();
        }
        return problems;
    }

    /** @throws IllegalStateException naming the first problems, if there are any: whoever made the image is at fault, not the user */
    public static void require(ChipImage image) {
        List<String> problems = problems(image);
        if (!problems.isEmpty()) {
            throw new IllegalStateException("the schedule breaks " + problems.size() + " rules of the ISA: "
                    + String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size()))));
        }
    }

    static String place(int tile, int pc, TileImage image) {
        OperatorTag tag = image.operators().get(pc);
        return "tile " + tile + " pc " + pc + " (" + (tag.layer() < 0 ? "" : "layer " + tag.layer() + " ")
                + tag.operator() + ")";
    }
}
