package io.github.dsllm.sim.training.job;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.HuggingFaceWriter;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.training.Initialisation;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.pass.Parameters;
import io.github.dsllm.sim.training.tokens.TokenizerSettings;
import io.github.dsllm.sim.training.tokens.TokenizerTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training begins with: a pretrained model with its tokenizer, or random weights of given sizes or a given {@code config.json} with a tokenizer that is learned of the texts.
 *
 * @param weights of a language model
 * @param tokenizerJson contents of {@code tokenizer.json}; null where a pretrained model has none
 */
record FirstModel(
        Parameters weights, Tokenizer tokenizer, @Nullable String tokenizerJson) {

    /**
     * @param texts those that are trained on
     * @throws UserError if the model cannot be had, or could not be written when it is trained
     */
    static FirstModel of(TrainingJob job, List<String> texts) throws IOException {
        Path model = job.model();
        FirstModel first;
        if (model == null) {
            first = random(job.sizes().shape(), texts, job.seed());
        } else if (Models.hasWeights(model)) {
            first = pretrained(model);
        } else {
            first = random(shape(model), texts, job.seed());
        }
        HuggingFaceWriter.require(first.weights.shape());
        return first;
    }

    /** A shape whose texts begin and end with the tokens that a new tokenizer has for it. */
    private static ModelShape shape(Path model) {
        ModelShape shape = Models.shape(model);
        if (shape.bosToken() != ModelSizes.BEGIN || !shape.eosTokens().equals(List.of(ModelSizes.END))) {
            throw new UserError("in " + model + " texts begin with token " + shape.bosToken() + " and end with "
                    + shape.eosTokens() + ", those of a new tokenizer with " + ModelSizes.BEGIN + " and "
                    + ModelSizes.END + "; perhaps you should set bos_token_id and eos_token_id so");
        }
        return shape;
    }

    private static FirstModel random(ModelShape shape, List<String> texts, long seed) throws IOException {
        String json = TokenizerTraining.of(texts, TokenizerSettings.of(shape.vocabulary()))
                .json();
        Path file = Files.createTempFile("dsllm-tokenizer", ".json");
        try {
            Tokenizer tokenizer = TokenizerLoader.read(Files.writeString(file, json));
            return new FirstModel(Initialisation.of(shape, Precision.FLOAT32, seed), tokenizer, json);
        } finally {
            Files.delete(file);
        }
    }

    private static FirstModel pretrained(Path path) throws IOException {
        LanguageModel model = Models.open(path);
        Path file = TokenizerLoader.locate(path, null)
                .orElseThrow(() -> new UserError(
                        "There is no tokenizer beside " + path + "; perhaps you should put its tokenizer.json there"));
        Tokenizer tokenizer =
                TokenizerLoader.forModel(path, file, model.shape()).orElseThrow();
        String json = file.toString().endsWith(".json") ? Files.readString(file) : null;
        return new FirstModel(Parameters.of(model, Precision.FLOAT32), tokenizer, json);
    }
}
