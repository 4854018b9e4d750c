package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.ChipTrainRequest;
import java.io.File;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What {@code train} asks of couplings that learn on a chip. */
abstract class ChipTrainMojo extends OutputMojo {

    /**
     * What trains: {@code float}, processors in float32; or couplings on a chip that learn in place: {@code golden}, or {@code rtl}, the generated hardware beside the golden model, every coupling
     * compared after every update.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.machine", defaultValue = ChipTrainRequest.FLOAT)
    private String machine = ChipTrainRequest.FLOAT;

    /**
     * On a chip: its spec, with the key {@code training}; {@code chip.yaml} if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.chip")
    private @Nullable File chip;

    /**
     * On a chip: what learns, a {@code head} or a whole transformer {@code block}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.learns", defaultValue = "head")
    private String learns = "head";

    /**
     * On a chip: {@code C2}, examples in turn, or {@code C1}, one example that stays clamped.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.pattern", defaultValue = "C2")
    private String pattern = "C2";

    /**
     * On a chip: updates of a head for which an example stays clamped.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.loops", defaultValue = "1")
    private int loops;

    /**
     * On a chip: examples that teach, at most; they stand in its memory.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.examples", defaultValue = "1024")
    private int examples;

    /**
     * On a chip: examples that are only measured with, at most.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.heldExamples", defaultValue = "1024")
    private int heldExamples;

    /**
     * On a chip: inputs per position, on the principal axes of the model's states; 0 for all, for a block as many as the chip has lanes.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.channels", defaultValue = "0")
    private int channels;

    /**
     * On a chip: positions of a block's sequence, 2 to 4.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.positions", defaultValue = "4")
    private int positions;

    /**
     * On a chip: the tokenizer of the model; the one beside it if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.tokenizer")
    private @Nullable File tokenizer;

    /**
     * With the machine {@code rtl}: flips one bit of one coupling in the memory of the RTL, so that the goal must fail; to see that it does.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.faultInjection", defaultValue = "false")
    private boolean faultInjection;

    /**
     * An own firtool, where none comes with the plugin.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.firtool")
    private @Nullable File firtool;

    final ChipTrainRequest onChip() {
        Path usual = baseDirectory().resolve("chip.yaml");
        return new ChipTrainRequest(
                machine,
                chip == null ? (usual.toFile().exists() ? usual : null) : chip.toPath(),
                learns,
                pattern,
                loops,
                examples,
                heldExamples,
                channels,
                positions,
                path(tokenizer),
                faultInjection,
                path(firtool));
    }

    /** The rate of what trains here, if the user gives none. */
    final double usualRate(double onProcessors) {
        return machine.equals(ChipTrainRequest.FLOAT) ? onProcessors : ChipTrainRequest.usualRate(learns);
    }

    static @Nullable Path path(@Nullable File file) {
        return file == null ? null : file.toPath();
    }
}
