package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.program.DsProgram;
import io.github.dsllm.codegen.program.OperatorMappings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The user's model: with weights, or a shape where the work ends before they are needed. */
final class ModelInput {
    /** The position that the dump of the program describes, if the model has so many. */
    private static final int DESCRIBED_POSITION = 3;

    private final ModelShape shape;
    private final @Nullable LanguageModel weights;

    private ModelInput(ModelShape shape, @Nullable LanguageModel weights) {
        this.shape = shape;
        this.weights = weights;
    }

    /** @throws io.github.dsllm.codegen.UserError if the model cannot be read, or lacks the weights that the last stage needs */
    static ModelInput of(Path path, Settings settings) {
        if (settings.stopsBefore(Stage.IMAGE) && !Models.hasWeights(path)) {
            return new ModelInput(Models.shape(path), null);
        }
        LanguageModel model = Models.open(path);
        return new ModelInput(model.shape(), model);
    }

    ModelShape shape() {
        return shape;
    }

    boolean hasWeights() {
        return weights != null;
    }

    LanguageModel weights() {
        if (weights == null) {
            throw new IllegalStateException("a shape has no weights");
        }
        return weights;
    }

    DsProgram program() {
        int position = Math.min(DESCRIBED_POSITION, shape.context() - 1);
        OperatorMappings mappings = OperatorMappings.load();
        return weights == null ? DsProgram.of(shape, position, mappings) : DsProgram.of(weights, position, mappings);
    }

    String describe() {
        return weights == null ? "shape without weights: " + shape.describe() : weights.describe();
    }

    /** The model's name for people: that of its file without ending, or of its folder. */
    static String name(Path model) {
        Path path = model.toAbsolutePath().normalize();
        Path parent = path.getParent();
        String name = String.valueOf(path.getFileName());
        if (name.equals("config.json") && parent != null && parent.getFileName() != null) {
            return parent.getFileName().toString();
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return List.of(".bin", ".config.json", ".json").stream()
                .filter(lower::endsWith)
                .findFirst()
                .map(ending -> name.substring(0, name.length() - ending.length()))
                .filter(stem -> !stem.isEmpty())
                .orElse(name);
    }
}
