package io.github.dsllm.sim.training.chip;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.learning.Learner;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.util.Map;
import java.util.TreeMap;

/** Learns on the golden machine and watches its outputs, for curves; the host of a real chip sees none of them. */
public final class GoldenTrainer {
    private final Learner learner;
    private final TileImage tile;
    private final GoldenMachine machine;
    private final double[] z;
    private final Map<Integer, int[]> stored = new TreeMap<>();
    private boolean isLearnt;
    private int readWords;
    private int saturated;

    /** @param image of the learner */
    public GoldenTrainer(Learner learner, ChipImage image) {
        this.learner = learner;
        this.tile = image.tiles().get(0);
        this.machine = GoldenMachine.plain(image);
        this.z = new double[learner.outputs()];
        machine.observe((index, pc, values) -> observe(pc, values));
        machine.listen((position, index, pc, digest, saturations) ->
                saturated += function(pc) == NodeFunction.EVOLVE ? saturations : 0);
        machine.stored((word, masters) -> {
            readWords += masters.length;
            stored.put(word, masters);
        });
    }

    private NodeFunction function(int pc) {
        return tile.descriptorOf(tile.program().get(pc)).function();
    }

    /** The outputs of the first loop. */
    private void observe(int pc, long[] values) {
        OperatorTag tag = tile.operators().get(pc);
        isLearnt |= function(pc) == NodeFunction.EVOLVE;
        if (tag.operator().equals(Learner.OUTPUT) && !isLearnt) {
            for (int i = 0; i < values.length; i++) {
                z[tag.firstElement() + i] = Math.scalb((double) values[i], -learner.outputPlaces());
            }
        }
    }

    /** Shows an example; the couplings learn if it is one that teaches. */
    public Shown show(int token) {
        isLearnt = false;
        readWords = 0;
        saturated = 0;
        machine.force(token, 0);
        return Shown.of(token, learner.examples().get(token), z, readWords, saturated);
    }

    /** All coupling words as the host reads them in the end, by number: M of each coupling (lanes). */
    public Map<Integer, int[]> couplings() {
        stored.clear();
        machine.force(learner.storeToken(), 0);
        return new TreeMap<>(stored);
    }
}
