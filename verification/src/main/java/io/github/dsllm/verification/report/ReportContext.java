package io.github.dsllm.verification.report;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.verification.goal.GoalResult;
import io.github.dsllm.verification.goal.OutputLayout;
import java.util.Optional;

/** What the goals left in the output directory, as far as they have run. */
public final class ReportContext {
    private final OutputLayout layout;
    private final Optional<ChipImage> image;

    ReportContext(OutputLayout layout) {
        this.layout = layout;
        this.image = imageOf(layout);
    }

    private static Optional<ChipImage> imageOf(OutputLayout layout) {
        try {
            return Optional.of(ImageFiles.read(layout.image()));
        } catch (UserError none) {
            return Optional.empty();
        }
    }

    /** Where results lie. */
    public OutputLayout layout() {
        return layout;
    }

    /** The result of a goal, if it has run. */
    public Optional<GoalResult> result(String goal) {
        return GoalResult.read(layout.root(), goal);
    }

    /** The chip image, if there is one. */
    public Optional<ChipImage> image() {
        return image;
    }
}
