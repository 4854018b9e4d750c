package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Reads the JSON of minGPT, a test format only: GPT-2's tensors in base64, matrices as (outputs, inputs), an own head. */
public final class MinGpt {
    private final JsonNode json;

    private MinGpt(JsonNode json) {
        this.json = json;
    }

    public static MinGpt read(Path file) {
        try {
            return new MinGpt(new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model; token 0 begins a text, none ends it. */
    public LanguageModel model() {
        JsonNode config = json.path("config");
        int dim = config.path("n_embd").asInt();
        int heads = config.path("n_head").asInt();
        ModelShape shape = new ModelShape(
                dim,
                4 * dim,
                config.path("n_layer").asInt(),
                heads,
                heads,
                dim / heads,
                config.path("vocab_size").asInt(),
                config.path("block_size").asInt(),
                1e-5,
                10000,
                false,
                "gelu_pytorch_tanh",
                0,
                List.of(),
                new Anatomy(
                        Norm.LAYER,
                        true,
                        Rotary.NOTHING,
                        false,
                        false,
                        true,
                        EnumSet.complementOf(EnumSet.of(Bias.UP, Bias.HEAD))));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        new Gpt2Architecture().tensors(shape).forEach((canonical, stored) -> {
            Tensor tensor = tensor(stored.name());
            boolean isConv = stored.name().contains(".c_") && stored.name().endsWith(".weight");
            tensors.put(canonical, stored.view().apply(isConv ? Tensors.transposed(tensor) : tensor));
        });
        return LanguageModel.of("minGPT", List.of(), shape, tensors);
    }

    private Tensor tensor(String name) {
        float[] values = values(name);
        JsonNode extents = json.path(name).path("shape");
        int columns = extents.get(extents.size() - 1).asInt();
        return Tensors.of(
                values.length / columns,
                columns,
                (row, destination) -> System.arraycopy(values, row * columns, destination, 0, columns));
    }

    /** The values of a tensor in the order of the file. */
    public float[] values(String name) {
        byte[] bytes = Base64.getDecoder().decode(json.path(name).path("data").asText());
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** Its extents. */
    public int[] extents(String name) {
        JsonNode extents = json.path(name).path("shape");
        return IntStream.range(0, extents.size())
                .map(i -> extents.get(i).asInt())
                .toArray();
    }
}
