package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.LayerWeights;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.model.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rewrites a layer-normed model into one with root-mean-square norms that computes the same (docs/architectures.md §3):
 *
 * <ul>
 *   <li>Everything that is added to the residual stream x (rows of tokens and positions, columns of Wo and W2, their biases) loses its mean over the
 *       channels. Then x is what the layer norm makes of it first, x less its mean, and its variance is its mean square.
 *   <li>The shift β of a norm goes through the matrices that read it: their bias becomes b + W·β.
 * </ul>
 *
 * The head keeps its rows, so a tied head is no longer the embedding. Matrices are views; cost: one pass over the model.
 */
final class Lowering {
    private final LanguageModel model;

    private Lowering(LanguageModel model) {
        this.model = model;
    }

    /** The same function with root-mean-square norms; the model itself where it has them already. */
    static LanguageModel of(LanguageModel model) {
        return model.shape().anatomy().isLayerNorm() ? new Lowering(model).lowered() : model;
    }

    private LanguageModel lowered() {
        ModelShape shape = model.shape().lowered();
        Map<String, Tensor> others = new LinkedHashMap<>();
        model.other(Anatomy.POSITIONS).ifPresent(rows -> others.put(Anatomy.POSITIONS, withoutRowMeans(rows)));
        others.put(
                Bias.HEAD.tensor(),
                bias(model.other(Bias.HEAD.tensor()), model.head(), model.other(Anatomy.FINAL_SHIFT)));
        List<LayerWeights> layers = new ArrayList<>();
        model.layers().forEach(layer -> layers.add(lowered(layer)));
        return new LanguageModel(
                model.format(),
                List.of(),
                shape,
                withoutRowMeans(model.embedding()),
                layers,
                model.finalNorm(),
                model.head(),
                others);
    }

    private LayerWeights lowered(LayerWeights w) {
        Optional<Tensor> attentionShift = w.other(Anatomy.ATTENTION_SHIFT);
        Optional<Tensor> ffnShift = w.other(Anatomy.FEED_FORWARD_SHIFT);
        Map<String, Tensor> biases = new LinkedHashMap<>();
        biases.put(Bias.QUERY.tensor(), bias(w.other(Bias.QUERY.tensor()), w.wq(), attentionShift));
        biases.put(Bias.KEY.tensor(), bias(w.other(Bias.KEY.tensor()), w.wk(), attentionShift));
        biases.put(Bias.VALUE.tensor(), bias(w.other(Bias.VALUE.tensor()), w.wv(), attentionShift));
        biases.put(Bias.GATE.tensor(), bias(w.other(Bias.GATE.tensor()), w.w1(), ffnShift));
        if (model.shape().anatomy().gated()) {
            biases.put(Bias.UP.tensor(), bias(w.other(Bias.UP.tensor()), w.w3(), ffnShift));
        }
        for (Bias bias : List.of(Bias.OUTPUT, Bias.DOWN)) {
            w.other(bias.tensor()).ifPresent(values -> biases.put(bias.tensor(), withoutRowMeans(values)));
        }
        return new LayerWeights(
                w.attentionNorm(),
                w.wq(),
                w.wk(),
                w.wv(),
                withoutColumnMeans(w.wo()),
                w.ffnNorm(),
                w.w1(),
                withoutColumnMeans(w.w2()),
                w.w3(),
                biases);
    }

    /** b + W·β in float64. */
    private static Tensor bias(Optional<Tensor> bias, Tensor weights, Optional<Tensor> shift) {
        float[] sums = bias.map(vector -> vector.row(0)).orElseGet(() -> new float[weights.rows()]);
        float[] beta = shift.map(vector -> vector.row(0)).orElseGet(() -> new float[weights.columns()]);
        float[] row = new float[weights.columns()];
        for (int i = 0; i < sums.length; i++) {
            weights.row(i, row);
            double sum = sums[i];
            for (int j = 0; j < row.length; j++) {
                sum += (double) row[j] * beta[j];
            }
            sums[i] = (float) sum;
        }
        return Tensors.vector(sums);
    }

    private static Tensor withoutRowMeans(Tensor tensor) {
        return Tensors.of(tensor.rows(), tensor.columns(), (row, destination) -> {
            tensor.row(row, destination);
            double mean = 0;
            for (int i = 0; i < tensor.columns(); i++) {
                mean += destination[i];
            }
            mean /= tensor.columns();
            for (int i = 0; i < tensor.columns(); i++) {
                destination[i] = (float) (destination[i] - mean);
            }
        });
    }

    private static Tensor withoutColumnMeans(Tensor tensor) {
        double[] means = new double[tensor.columns()];
        float[] row = new float[tensor.columns()];
        for (int i = 0; i < tensor.rows(); i++) {
            tensor.row(i, row);
            for (int j = 0; j < row.length; j++) {
                means[j] += row[j] / (double) tensor.rows();
            }
        }
        return Tensors.of(tensor.rows(), tensor.columns(), (index, destination) -> {
            tensor.row(index, destination);
            for (int j = 0; j < means.length; j++) {
                destination[j] = (float) (destination[j] - means[j]);
            }
        });
    }
}
