package io.github.dsllm.sim.training;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.NumericsReader;
import io.github.dsllm.codegen.image.AtomicDirectory;
import io.github.dsllm.codegen.model.HuggingFaceWriter;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.SafetensorsFile;
import io.github.dsllm.codegen.model.SafetensorsWriter;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.pass.Parameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A folder in Hugging Face layout with, beside the model, the moments of the optimiser and {@link TrainingRecord}. Written aside and moved into place; float32 weights come back
 * with the same bits. A model that is trained as integers is stored as the chip holds it, with the numerics of that chip, the real weights behind it apart.
 */
final class Checkpoint {
    private static final String MOMENTS = "optimiser.safetensors";
    private static final String LATENT = "latent.safetensors";
    private static final String NUMERICS = "numerics.json";
    private static final String TOKENIZER = "tokenizer.json";

    private final Path folder;
    private final @Nullable String tokenizer;

    /**
     * @param tokenizer contents of {@code tokenizer.json}; null for none
     */
    Checkpoint(Path folder, @Nullable String tokenizer) {
        this.folder = folder;
        this.tokenizer = tokenizer;
    }

    boolean exists() {
        return Files.exists(folder.resolve(TrainingRecord.FILE));
    }

    void write(Trainer trainer, TrainingRecord record) {
        AtomicDirectory.replace(folder, TrainingRecord.FILE, aside -> {
            Parameters weights = trainer.weights();
            HuggingFaceWriter.write(aside, weights.shape(), tensors("", trainer.seenWeights()));
            if (weights.hasSteps()) {
                SafetensorsWriter.write(aside.resolve(LATENT), tensors("", weights));
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
        ModelShape shape = trainer.weights().shape();
        LanguageModel model = Models.open(folder);
        if (!model.shape().equals(shape)) {
            throw new UserError("The checkpoint " + folder + " holds another model: "
                    + model.shape().describe() + ", not " + shape.describe()
                    + "; perhaps you should give the same shape as before, or another folder.");
        }
        if (trainer.weights().hasSteps()) {
            restore("", trainer.weights(), SafetensorsFile.read(folder.resolve(LATENT)));
        } else {
            model.tensors()
                    .forEach((name, tensor) -> Parameters.fill(trainer.weights().tensor(name), tensor));
        }
        SafetensorsFile moments = SafetensorsFile.read(folder.resolve(MOMENTS));
        trainer.optimiserState().forEach((moment, values) -> restore(moment + ".", values, moments));
        trainer.resumeAfter(record.step());
    }

    private static void restore(String prefix, Parameters parameters, SafetensorsFile file) {
        parameters.tensors().forEach((name, matrix) -> Parameters.fill(matrix, tensor(file, prefix + name, matrix)));
    }

    private static Tensor tensor(SafetensorsFile file, String name, Matrix matrix) {
        Tensor tensor = file.has(name) && file.unusable(name).isEmpty() ? file.map(name) : null;
        if (tensor == null || tensor.rows() != matrix.rows() || tensor.columns() != matrix.columns()) {
            throw new UserError(file.file() + " has no " + name + " of " + matrix.describe()
                    + "; perhaps the checkpoint is damaged, and you should begin anew in another folder.");
        }
        return tensor;
    }

    private static Map<String, Tensor> tensors(String prefix, Parameters parameters) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        parameters.tensors().forEach((name, matrix) -> tensors.put(prefix + name, new MatrixTensor(matrix)));
        return tensors;
    }

    /** Rounds to float32, which changes nothing in a float32 training. */
    private record MatrixTensor(Matrix matrix) implements Tensor {
        @Override
        public int rows() {
            return matrix.rows();
        }

        @Override
        public int columns() {
            return matrix.columns();
        }

        @Override
        public void row(int row, float[] destination) {
            for (int j = 0; j < matrix.columns(); j++) {
                destination[j] = (float) matrix.get(row, j);
            }
        }
    }
}
