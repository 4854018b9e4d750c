package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.MemorySize;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A user's chip on which couplings learn.
 *
 * @param spec with {@code training}
 * @param numerics the arithmetic, with the widths of the chip spec
 */
public record LearningChip(ChipSpec spec, Numerics numerics) {

    /** @throws UserError if couplings of the chip stay what they are */
    public LearningChip {
        if (spec.training() == null) {
            throw new UserError("the couplings of the chip " + spec.name()
                    + " do not learn; perhaps you should add to its spec: training: { masterBits: 12 }");
        }
    }

    /** What an update is. */
    public CouplingTraining training() {
        CouplingTraining training = spec.training();
        if (training == null) {
            throw new IllegalStateException("checked when made");
        }
        return training;
    }

    /**
     * The image of what learns, for a core with trace ports or without.
     *
     * @throws UserError naming all memories of the chip that are too small
     */
    public ChipImage image(Learner learner, boolean trace) {
        return fitting(learner, learner.image(core(trace)));
    }

    /**
     * The same of a head whose outputs go to the host, which learns outside ({@link AnsweringImage}).
     *
     * @throws UserError naming all memories of the chip that are too small
     */
    public ChipImage answeringImage(LearningHead head, boolean trace) {
        return fitting(head, AnsweringImage.of(head, core(trace)));
    }

    /** One tile of the chip. */
    public LearningCore core(boolean trace) {
        return new LearningCore(numerics, training(), spec.lanes(), spec.context(), trace);
    }

    private ChipImage fitting(Learner learner, ChipImage image) {
        List<String> problems = new ArrayList<>();
        ChipSpec.Memory memory = spec.memory();
        long lanes = spec.lanes();
        room(
                problems,
                "coupling",
                image.core().depths().couplings(),
                lanes * image.core().couplingCellBits(),
                memory.coupling());
        room(
                problems,
                "state",
                image.core().depths().stateGroups(),
                lanes * image.core().widths().stateWord(),
                memory.state());
        if (!problems.isEmpty()) {
            throw new UserError(learner.name() + " with " + learner.examples().size()
                    + " examples is too large for the chip " + spec.name() + ": " + String.join("; ", problems)
                    + "; perhaps you should show fewer examples (dsllm.train.examples) or give the chip more memory");
        }
        return image;
    }

    private static void room(List<String> problems, String name, long words, long wordBits, MemorySize room) {
        if (words > room.capacity(wordBits)) {
            problems.add(String.format(
                    Locale.ROOT,
                    "%d words of %d bits of memory.%s (%.3f Mb), there are %d words (%.3f Mb)",
                    words,
                    wordBits,
                    name,
                    words * wordBits / 1e6,
                    room.capacity(wordBits),
                    room.bits(wordBits) / 1e6));
        }
    }
}
