package io.github.dsllm.verification.goal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.layout.Stage;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the chip's residual stream is from that of the float model behind each layer: the root of Σ (chip − float)² over Σ float², over all channels of the first positions of some
 * texts. The streams of layer-normed models are compared without their means, which the chip's has not (docs/architectures.md §3). Other states of a layer are scaled and
 * permuted on the chip, so that only the stream can be compared channel by channel.
 */
final class LayerErrors {
    static final String FILE = "layers.json";

    private static final int POSITIONS = 256;

    private final ChipImage image;
    private final double[][] chip; // (layers, dim)
    private final double[][] real; // (layers, dim)
    private final double[] squaredErrors;
    private final double[] squares;
    private final boolean withoutMean;
    private int positions;

    private LayerErrors(ChipImage image, ModelShape shape) {
        this.image = image;
        this.chip = new double[shape.layers()][shape.dim()];
        this.real = new double[shape.layers()][shape.dim()];
        this.squaredErrors = new double[shape.layers()];
        this.squares = new double[shape.layers()];
        this.withoutMean = shape.anatomy().isLayerNorm();
    }

    /** Measures on the first {@value #POSITIONS} tokens of the texts and writes {@code layers.json}. */
    static void write(ChipImage image, LanguageModel model, List<int[]> texts, Path root) throws IOException {
        LayerErrors errors = new LayerErrors(image, model.shape());
        errors.measure(model, texts);
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("schema", 1);
        table.put("positions", errors.positions);
        table.put("residualError", errors.relative());
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Outputs.write(root.resolve(FILE), mapper.writeValueAsString(table) + "\n");
    }

    private void measure(LanguageModel model, List<int[]> texts) {
        GoldenMachine machine = GoldenMachine.of(image);
        machine.observe(this::executed);
        FloatTransformer transformer = new FloatTransformer(model);
        transformer.listen((layer, tensor, values) -> {
            if (tensor.equals("res") && layer > 0) {
                remember(layer - 1, values);
            }
        });
        for (int[] text : texts) {
            for (int position = 0; position < text.length && positions < POSITIONS; position++) {
                machine.force(text[position], position);
                transformer.forward(text[position], position);
                add();
            }
        }
    }

    /** The last writer of a layer's residual is its down-projection, or its attention output in a parallel layer. */
    private void executed(int tile, int pc, long[] values) {
        TileImage tileImage = image.tiles().get(tile);
        OperatorTag tag = tileImage.operators().get(pc);
        boolean isResidual = tag.operator().equals(Stage.DOWN.operator())
                || tag.operator().equals(Stage.ATTENTION_OUTPUT.operator());
        if (isResidual && tag.firstElement() >= 0) {
            int first = values.length
                    - tileImage.descriptorOf(tileImage.program().get(pc)).valid();
            double unit = Math.scalb(1.0, -image.formats().getOrDefault("res", 0));
            for (int i = first; i < values.length; i++) {
                chip[tag.layer()][tag.firstElement() + i - first] = values[i] * unit;
            }
        }
    }

    private void remember(int layer, float[] values) {
        double mean = 0;
        for (float value : values) {
            mean += withoutMean ? (double) value / values.length : 0;
        }
        for (int i = 0; i < values.length; i++) {
            real[layer][i] = values[i] - mean;
        }
    }

    private void add() {
        positions++;
        for (int layer = 0; layer < real.length; layer++) {
            for (int i = 0; i < real[layer].length; i++) {
                double error = chip[layer][i] - real[layer][i];
                squaredErrors[layer] += error * error;
                squares[layer] += real[layer][i] * real[layer][i];
            }
        }
    }

    private double[] relative() {
        double[] relative = new double[squares.length];
        for (int layer = 0; layer < relative.length; layer++) {
            relative[layer] = Math.sqrt(squaredErrors[layer] / squares[layer]);
        }
        return relative;
    }
}
