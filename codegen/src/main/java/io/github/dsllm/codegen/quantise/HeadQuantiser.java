package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Tensor;
import java.util.List;

/** Head, embedding and final gain. A tied embedding has the couplings of the head; only its shifts differ, by one number for all rows. */
final class HeadQuantiser {
    private final QuantisedMatrix head;
    private final QuantisedMatrix embedding;
    private final int embeddingShiftOffset;
    private final FinalGain gain;

    HeadQuantiser(Numerics numerics, LanguageModel model, SharedFractions fractions, List<String> problems) {
        RowQuantiser rows = new RowQuantiser(numerics);
        ShiftRange shifts = ShiftRange.of(numerics);
        int exponent = fractions.logit() - fractions.finalNorm();
        gain = FinalGain.of(model.finalNorm());
        if (model.shape().tiedHead()) {
            embeddingShiftOffset = exponent - fractions.residual();
            head = rows.quantise(
                    head(model), exponent, fractions.finalNorm(), shifts.alsoWith(embeddingShiftOffset), problems);
            embedding = head;
        } else {
            embeddingShiftOffset = 0;
            head = rows.quantise(head(model), exponent, fractions.finalNorm(), shifts, problems);
            embedding = rows.quantise(plain("embedding", model.embedding()), fractions.residual(), 0, shifts, problems);
        }
    }

    private static FoldedMatrix head(LanguageModel model) {
        float[] bias =
                model.other(Bias.HEAD.tensor()).map(vector -> vector.row(0)).orElse(null);
        return new FoldedMatrix("head", model.head(), row -> 1, column -> 1, bias == null ? null : row -> bias[row]);
    }

    private static FoldedMatrix plain(String name, Tensor weights) {
        return new FoldedMatrix(name, weights, row -> 1, column -> 1);
    }

    QuantisedMatrix head() {
        return head;
    }

    QuantisedMatrix embedding() {
        return embedding;
    }

    int embeddingShiftOffset() {
        return embeddingShiftOffset;
    }

    FinalGain gain() {
        return gain;
    }
}
