package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes seeded random language models of any shape with matching tokenizers, for tests of every module.
 *
 * <p>The same shape and seed give the same weights in every format. The tokenizers are {@link TinyTokenizers}.
 */
public final class TinyModels {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TinyModels() {}

    /** A shape with the constants of llama2.c and a tied head; {@code dim / heads} must be even. */
    public static ModelShape shape(
            int dim, int hiddenDim, int layers, int heads, int kvHeads, int vocabulary, int context) {
        return new ModelShape(
                dim,
                hiddenDim,
                layers,
                heads,
                kvHeads,
                dim / heads,
                vocabulary,
                context,
                1e-5,
                10000,
                true,
                "silu",
                1,
                List.of(2));
    }

    /** The smallest shape with everything in it: grouped heads, two layers, a hidden width that is no power of two. */
    public static ModelShape smallest() {
        return shape(16, 20, 2, 4, 2, 32, 24);
    }

    /** The same shape with an own head. */
    public static ModelShape withOwnHead(ModelShape s) {
        return copy(s, false, s.activation());
    }

    /** The same shape with another activation. */
    public static ModelShape withActivation(ModelShape s, String activation) {
        return copy(s, s.tiedHead(), activation);
    }

    private static ModelShape copy(ModelShape s, boolean tiedHead, String activation) {
        return new ModelShape(
                s.dim(),
                s.hiddenDim(),
                s.layers(),
                s.heads(),
                s.kvHeads(),
                s.headSize(),
                s.vocabulary(),
                s.context(),
                s.normEpsilon(),
                s.ropeTheta(),
                tiedHead,
                activation,
                s.bosToken(),
                s.eosTokens());
    }

    /** Random weights by canonical name (see {@link LanguageModel#tensors()}), row major. */
    public static Map<String, float[]> weights(ModelShape shape, long seed) {
        Random random = new Random(seed);
        Map<String, float[]> weights = new LinkedHashMap<>();
        WeightCheck.sizes(shape).forEach((name, size) -> {
            float[] values = new float[size[0] * size[1]];
            boolean norm = name.endsWith("Norm");
            boolean row = name.equals("embedding") || name.equals(Anatomy.POSITIONS) || size[0] == 1;
            double scale = norm ? 0.1 : row ? 0.5 : 1 / Math.sqrt(size[1]);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((norm ? 1 : 0) + scale * random.nextGaussian());
            }
            weights.put(name, values);
        });
        return weights;
    }

    /** Writes {@code model.bin} and {@code tokenizer.bin} into {@code folder} and returns the model file. */
    public static Path llama2c(Path folder, ModelShape shape, long seed) {
        Path file = folder.resolve("model.bin");
        write(file, llama2cBytes(shape, weights(shape, seed)));
        write(folder.resolve("tokenizer.bin"), TinyTokenizers.llama2c(shape.vocabulary()));
        return file;
    }

    /** Writes {@code config.json}, {@code model.safetensors} and {@code tokenizer.json} into {@code folder} and returns it. */
    public static Path huggingFace(Path folder, ModelShape shape, long seed) {
        write(folder.resolve("model.safetensors"), safetensors(huggingFaceTensors(shape, weights(shape, seed)), "F32"));
        writeConfigAndTokenizer(folder, shape);
        return folder;
    }

    /** As {@link #huggingFace}, with the tensors dealt out to {@code shards} files and an index. */
    public static Path shardedHuggingFace(Path folder, ModelShape shape, long seed, int shards) {
        List<Map<String, HfTensor>> parts = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            parts.add(new LinkedHashMap<>());
        }
        ObjectNode index = JSON.createObjectNode();
        ObjectNode weightMap = index.putObject("weight_map");
        int next = 0;
        for (Map.Entry<String, HfTensor> tensor :
                huggingFaceTensors(shape, weights(shape, seed)).entrySet()) {
            int shard = next++ % shards;
            parts.get(shard).put(tensor.getKey(), tensor.getValue());
            weightMap.put(tensor.getKey(), shardName(shard, shards));
        }
        for (int i = 0; i < shards; i++) {
            write(folder.resolve(shardName(i, shards)), safetensors(parts.get(i), "F32"));
        }
        write(folder.resolve("model.safetensors.index.json"), index.toString().getBytes(StandardCharsets.UTF_8));
        writeConfigAndTokenizer(folder, shape);
        return folder;
    }

    /** The file {@code config.json} of a Hugging Face model. */
    public static ObjectNode config(ModelShape shape) {
        ObjectNode config = JSON.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama").put("hidden_act", shape.activation());
        config.put("hidden_size", shape.dim()).put("intermediate_size", shape.hiddenDim());
        config.put("num_hidden_layers", shape.layers())
                .put("num_attention_heads", shape.heads())
                .put("num_key_value_heads", shape.kvHeads());
        config.put("head_dim", shape.headSize())
                .put("vocab_size", shape.vocabulary())
                .put("max_position_embeddings", shape.context());
        config.put("rms_norm_eps", shape.normEpsilon())
                .put("rope_theta", shape.ropeTheta())
                .put("tie_word_embeddings", shape.tiedHead());
        config.put("bos_token_id", shape.bosToken());
        shape.eosTokens().forEach(config.putArray("eos_token_id")::add);
        return config;
    }

    /** A tensor as Hugging Face stores it. */
    record HfTensor(int[] shape, float[] values) {}

    static Map<String, HfTensor> huggingFaceTensors(ModelShape shape, Map<String, float[]> weights) {
        Map<String, String> names = Map.of(
                "attentionNorm",
                "input_layernorm",
                "wq",
                "self_attn.q_proj",
                "wk",
                "self_attn.k_proj",
                "wv",
                "self_attn.v_proj",
                "wo",
                "self_attn.o_proj",
                "ffnNorm",
                "post_attention_layernorm",
                "w1",
                "mlp.gate_proj",
                "w2",
                "mlp.down_proj",
                "w3",
                "mlp.up_proj");
        Map<String, int[]> sizes = WeightCheck.sizes(shape);
        Map<String, HfTensor> tensors = new LinkedHashMap<>();
        weights.forEach((name, values) -> {
            int[] size = sizes.get(name);
            String last = name.substring(name.lastIndexOf('.') + 1);
            String prefix = "model." + name.substring(0, name.length() - last.length());
            String stored = switch (name) {
                case "embedding" -> "model.embed_tokens.weight";
                case "finalNorm" -> "model.norm.weight";
                case "head" -> "lm_head.weight";
                default -> prefix + names.get(last) + ".weight";
            };
            boolean rotary = last.equals("wq") || last.equals("wk");
            tensors.put(
                    stored,
                    new HfTensor(
                            size[0] == 1 ? new int[] {size[1]} : size,
                            rotary ? toHalves(values, size[1], shape.headSize()) : values));
        });
        return tensors;
    }

    /** From neighbouring RoPE pairs to the halves of Hugging Face. */
    private static float[] toHalves(float[] pairs, int columns, int headSize) {
        float[] halves = new float[pairs.length];
        for (int row = 0; row < pairs.length / columns; row++) {
            int channel = row % headSize;
            int target = row - channel + channel / 2 + channel % 2 * headSize / 2;
            System.arraycopy(pairs, row * columns, halves, target * columns, columns);
        }
        return halves;
    }

    static byte[] llama2cBytes(ModelShape shape, Map<String, float[]> weights) {
        LittleEndian out = new LittleEndian();
        out.ints(
                shape.dim(),
                shape.hiddenDim(),
                shape.layers(),
                shape.heads(),
                shape.kvHeads(),
                shape.tiedHead() ? shape.vocabulary() : -shape.vocabulary(),
                shape.context());
        out.floats(weights.get("embedding"));
        for (String name : List.of("attentionNorm", "wq", "wk", "wv", "wo", "ffnNorm", "w1", "w2", "w3")) {
            for (int layer = 0; layer < shape.layers(); layer++) {
                out.floats(weights.get("layers." + layer + "." + name));
            }
        }
        out.floats(weights.get("finalNorm"));
        out.floats(new float[shape.context() * shape.headSize()]);
        if (!shape.tiedHead()) {
            out.floats(weights.get("head"));
        }
        return out.toByteArray();
    }

    static byte[] safetensors(Map<String, HfTensor> tensors, String type) {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        LittleEndian data = new LittleEndian();
        tensors.forEach((name, tensor) -> {
            int begin = data.size();
            data.numbers(tensor.values(), type);
            ObjectNode entry = header.putObject(name).put("dtype", type);
            for (int extent : tensor.shape()) {
                entry.withArrayProperty("shape").add(extent);
            }
            entry.putArray("data_offsets").add(begin).add(data.size());
        });
        return safetensors(header.toString(), data.toByteArray());
    }

    static byte[] safetensors(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }

    private static void writeConfigAndTokenizer(Path folder, ModelShape shape) {
        write(folder.resolve("config.json"), config(shape).toString().getBytes(StandardCharsets.UTF_8));
        write(
                folder.resolve("tokenizer.json"),
                TinyTokenizers.huggingFace(shape.vocabulary()).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String shardName(int shard, int shards) {
        return String.format("model-%05d-of-%05d.safetensors", shard + 1, shards);
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
