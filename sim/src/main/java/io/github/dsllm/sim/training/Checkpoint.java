package io.github.dsllm.sim.training;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.NumericsReader;
import io.github.dsllm.codegen.image.AtomicDirectory;
import io.github.dsllm.codegen.model.HuggingFaceWriter;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.SafetensorsFile;
import io.github.dsllm.codegen.model.SafetensorsWriter;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.quantise.StateSteps;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.pass.Parameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A folder in Hugging Face layout with, beside the model, the moments of the optimiser and {@link TrainingRecord}. Written aside and moved into place; float32 weights come back
 * with the same bits. A model that is trained as integers is stored as the chip holds it, with the numerics of that chip, the real weights behind it apart; so are they where the model is their running mean.
 */
final class Checkpoint {
    private static final String MOMENTS = "optimiser.safetensors";
    private static final String LATENT = "latent.safetensors";
    private static final String MEAN = "mean.safetensors";
    private static final String STATES = "states.safetensors";
    private static final String NUMERICS = "numerics.json";
    private static final String TOKENIZER = "tokenizer.json";

    private final Path folder;
    private final @Nullable String tokenizer;
    private final List<String> classes;

    /**
     * @param tokenizer contents of {@code tokenizer.json}; null for none
     * @param classes names of a classifier's classes; none of a language model
     */
    Checkpoint(Path folder, @Nullable String tokenizer, List<String> classes) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.classes = List.copyOf(classes);
    }

    boolean exists() {
        return Files.exists(folder.resolve(TrainingRecord.FILE));
    }

    void write(Trainer trainer, TrainingRecord record) {
        AtomicDirectory.replace(folder, TrainingRecord.FILE, aside -> {
            Parameters weights = trainer.weights();
            Map<String, Tensor> seen = tensors("", trainer.seenWeights());
            if (weights.classes() > 0) {
                HuggingFaceWriter.writeClassifier(aside, weights.shape(), seen, classes);
            } else {
                HuggingFaceWriter.write(aside, weights.shape(), seen);
            }
            if (hasOwnFile(trainer)) {
                SafetensorsWriter.write(aside.resolve(LATENT), tensors("", weights));
            }
            if (trainer.mean() != null) {
                SafetensorsWriter.write(aside.resolve(MEAN), tensors("", trainer.mean()));
            }
            if (trainer.states() != null) {
                SafetensorsWriter.write(
                        aside.resolve(STATES), steps(trainer.states().steps()));
            }
            Map<String, Tensor> moments = new LinkedHashMap<>();
            trainer.optimiserState().forEach((name, values) -> moments.putAll(tensors(name + ".", values)));
            SafetensorsWriter.write(aside.resolve(MOMENTS), moments);
            if (tokenizer != null) {
                Files.writeString(aside.resolve(TOKENIZER), tokenizer);
            }
            if (record.settings().chip() != null) {
                Files.writeString(
                        aside.resolve(NUMERICS),
                        NumericsReader.json(record.settings().chip()));
            }
            record.write(aside);
        });
    }

    /** Puts weights and moments into a trainer that was made of the same settings. */
    void restore(Trainer trainer, TrainingRecord record) {
        if (hasOwnFile(trainer)) {
            restore(LATENT, trainer.weights());
        } else {
            restoreModel(trainer.weights());
        }
        if (trainer.mean() != null) {
            restore(MEAN, trainer.mean());
        }
        if (trainer.states() != null) {
            SafetensorsFile file = SafetensorsFile.read(folder.resolve(STATES));
            Map<String, float[]> steps = new LinkedHashMap<>();
            trainer.states().steps().byName().forEach((name, now) -> {
                steps.put(name, tensor(file, name, 1, now.length).row(0));
            });
            trainer.states().move(new StateSteps(steps));
        }
        SafetensorsFile moments = SafetensorsFile.read(folder.resolve(MOMENTS));
        trainer.optimiserState().forEach((moment, values) -> restore(moment + ".", values, moments));
        trainer.resumeAfter(record.step());
    }

    /** Whether the weights are not those of the model as others read it. */
    private static boolean hasOwnFile(Trainer trainer) {
        return trainer.weights().hasSteps() || trainer.weights().classes() > 0 || trainer.mean() != null;
    }

    private void restore(String name, Parameters parameters) {
        SafetensorsFile file = SafetensorsFile.read(folder.resolve(name));
        requireSameSizes(file, parameters);
        restore("", parameters, file);
    }

    private void restoreModel(Parameters weights) {
        LanguageModel model = Models.open(folder);
        if (!model.shape().equals(weights.shape())) {
            throw another(model.shape().describe() + ", not " + weights.shape().describe());
        }
        model.tensors().forEach((name, tensor) -> Parameters.fill(weights.tensor(name), tensor));
    }

    private void requireSameSizes(SafetensorsFile file, Parameters weights) {
        weights.tensors().forEach((name, matrix) -> {
            if (file.has(name) && file.unusable(name).isEmpty()) {
                Tensor tensor = file.map(name);
                if (tensor.rows() != matrix.rows() || tensor.columns() != matrix.columns()) {
                    throw another("its " + name + " is " + tensor.describe() + ", not " + matrix.describe());
                }
            }
        });
    }

    private UserError another(String difference) {
        return new UserError("The checkpoint " + folder + " holds another model: " + difference
                + "; perhaps you should give the same shape as before, or another folder.");
    }

    private static Map<String, Tensor> steps(StateSteps steps) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        steps.byName().forEach((name, row) -> {
            Matrix matrix = Matrix.zeros(Precision.FLOAT32, 1, row.length);
            for (int i = 0; i < row.length; i++) {
                matrix.set(0, i, row[i]);
            }
            tensors.put(name, MatrixTensor.of(matrix));
        });
        return tensors;
    }

    private static void restore(String prefix, Parameters parameters, SafetensorsFile file) {
        parameters
                .tensors()
                .forEach((name, matrix) ->
                        Parameters.fill(matrix, tensor(file, prefix + name, matrix.rows(), matrix.columns())));
    }

    private static Tensor tensor(SafetensorsFile file, String name, int rows, int columns) {
        Tensor tensor = file.has(name) && file.unusable(name).isEmpty() ? file.map(name) : null;
        if (tensor == null || tensor.rows() != rows || tensor.columns() != columns) {
            throw new UserError(file.file() + " has no " + name + " of " + rows + " × " + columns
                    + "; perhaps the checkpoint is damaged, and you should begin anew in another folder.");
        }
        return tensor;
    }

    private static Map<String, Tensor> tensors(String prefix, Parameters parameters) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        parameters.tensors().forEach((name, matrix) -> tensors.put(prefix + name, MatrixTensor.of(matrix)));
        return tensors;
    }
}
