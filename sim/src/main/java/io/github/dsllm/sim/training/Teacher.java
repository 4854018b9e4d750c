package io.github.dsllm.sim.training;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.pass.Parameters;

/**
 * A model whose probabilities the outputs are clamped to, in place of the text's next token (Hinton, Vinyals and Dean, 2015).
 *
 * @param weights never written
 * @param digest SHA-256 of its files, hexadecimal
 */
public record Teacher(Parameters weights, String digest) {

    /** @throws UserError if it does not foretell the tokens that the pupil does */
    public static Teacher of(LanguageModel model, ModelShape pupil) {
        if (model.shape().vocabulary() != pupil.vocabulary() || model.shape().context() < pupil.context()) {
            throw new UserError("the teacher (" + model.shape().describe() + ") cannot teach a model of "
                    + pupil.describe()
                    + "; perhaps you should take one with the same tokenizer and at least the same context");
        }
        return new Teacher(Parameters.of(model, Precision.FLOAT32), model.digest());
    }
}
