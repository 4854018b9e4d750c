package io.github.dsllm.sim.physics.imperfect;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.LayerWeights;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.reference.FloatTransformer;
import java.util.ArrayList;
import java.util.List;

/**
 * A language model on an imperfect chip: its matrices as they were programmed, and every state of every layer as it is read. Norm gains, scores, exponentials and the embedding
 * of a model with an own head are ideal.
 */
public final class ImperfectModel {
    private ImperfectModel() {}

    /** A transformer of its own; the matrices are copied into the heap. */
    public static FloatTransformer of(LanguageModel model, StateRanges ranges, Imperfections imperfections) {
        FloatTransformer transformer = new FloatTransformer(programmed(model, imperfections));
        transformer.listen((layer, tensor, values) -> {
            Site site = new Site(layer, tensor);
            imperfections.read(site, ranges.of(site), values);
        });
        return transformer;
    }

    private static LanguageModel programmed(LanguageModel model, Imperfections imperfections) {
        List<LayerWeights> layers = new ArrayList<>();
        for (int l = 0; l < model.layers().size(); l++) {
            LayerWeights w = model.layers().get(l);
            layers.add(new LayerWeights(
                    w.attentionNorm(),
                    matrix(w.wq(), new Site(l, "wq"), imperfections),
                    matrix(w.wk(), new Site(l, "wk"), imperfections),
                    matrix(w.wv(), new Site(l, "wv"), imperfections),
                    matrix(w.wo(), new Site(l, "wo"), imperfections),
                    w.ffnNorm(),
                    matrix(w.w1(), new Site(l, "w1"), imperfections),
                    matrix(w.w2(), new Site(l, "w2"), imperfections),
                    matrix(w.w3(), new Site(l, "w3"), imperfections),
                    w.others()));
        }
        Tensor head = matrix(model.head(), new Site(layers.size(), "head"), imperfections);
        Tensor embedding = model.shape().tiedHead() ? head : model.embedding();
        return new LanguageModel(
                "imperfect", List.of(), model.shape(), embedding, layers, model.finalNorm(), head, model.others());
    }

    private static Tensor matrix(Tensor ideal, Site site, Imperfections imperfections) {
        float[][] rows = new float[ideal.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = ideal.row(i);
            imperfections.program(site, i, rows[i]);
        }
        return new Tensor() {
            @Override
            public int rows() {
                return rows.length;
            }

            @Override
            public int columns() {
                return ideal.columns();
            }

            @Override
            public void row(int row, float[] destination) {
                System.arraycopy(rows[row], 0, destination, 0, columns());
            }
        };
    }
}
