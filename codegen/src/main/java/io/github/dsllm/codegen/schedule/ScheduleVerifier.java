package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the programs of an image can be run: every rule of docs/isa.md that hardware and golden model rely on without looking. Knows the ISA and
 * nothing of the scheduler, so it also judges images from elsewhere. Time is linear in instructions and deliveries, if tiles mostly learn the same of each other.
 */
public final class ScheduleVerifier {
    private static final int SHOWN = 8;

    private ScheduleVerifier() {}

    /** All problems, each with tile, pc, layer and operator; empty if the image can be run. */
    public static List<String> problems(ChipImage image) {
        return new Machine(image.core(), image.vocabulary(), image.tiles(), true).problems();
    }

    /** The same before there are weights: shifts of rows are not known, and every tile has memories as deep as the deepest. */
    public static List<String> problems(CoreParameters core, int vocabulary, List<Program> programs) {
        List<TileImage> tiles = programs.stream()
                .map(program -> new TileImage(
                        new short[0],
                        new int[0],
                        new byte[0],
                        new int[0],
                        new int[0],
                        program.instructions(),
                        program.descriptors(),
                        program.tags()))
                .toList();
        return new Machine(core, vocabulary, tiles, false).problems();
    }

    /**
     * What is checked.
     *
     * @param vocabulary tokens
     * @param hasWeights whether the tiles have their weights
     */
    record Machine(CoreParameters core, int vocabulary, List<TileImage> tiles, boolean hasWeights) {
        /** Groups of tokens. */
        int vocabularyGroups() {
            return (vocabulary + core.lanes() - 1) / core.lanes();
        }

        List<String> problems() {
            List<String> problems = new ArrayList<>();
            for (int tile = 0; tile < tiles.size(); tile++) {
                if (core.isAbsent(tile) && !tiles.get(tile).program().isEmpty()) {
                    problems.add("tile " + tile + " is absent and has a program");
                }
                new TileCheck(tile, this, problems).check();
            }
            EmbeddingCheck.check(this, problems);
            if (problems.isEmpty()) {
                new ExchangeCheck(this, problems).check();
            }
            return problems;
        }
    }

    /** @throws IllegalStateException naming the first problems, if there are any: whoever made the image is at fault, not the user */
    public static void require(ChipImage image) {
        requireNone(problems(image));
    }

    /** The same before there are weights. */
    public static void require(CoreParameters core, int vocabulary, List<Program> programs) {
        requireNone(problems(core, vocabulary, programs));
    }

    private static void requireNone(List<String> problems) {
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
