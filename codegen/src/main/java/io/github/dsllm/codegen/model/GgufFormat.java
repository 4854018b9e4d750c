package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** GGUF, the files of llama.cpp: sizes, constants, weights and tokenizer in one. Query and key rows already stand in neighbouring RoPE pairs. */
public final class GgufFormat implements ModelFormat {
    private static final String EMBEDDING = "token_embd.weight";
    private static final String FINAL_NORM = "output_norm.weight";
    private static final String HEAD = "output.weight";
    private static final List<String> LAYER_TENSORS = List.of(
            "attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_down", "ffn_up");
    private static final Set<String> REDUNDANT = Set.of("rope_freqs.weight");
    private static final double DEFAULT_THETA = 10000;

    @Override
    public String name() {
        return "GGUF";
    }

    @Override
    public boolean recognises(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(GgufFile.MAGIC.length), GgufFile.MAGIC);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean hasWeights(Path path) {
        return true;
    }

    @Override
    public ModelShape shape(Path path) {
        return new Header(GgufFile.read(path)).shape();
    }

    @Override
    public LanguageModel open(Path path) {
        GgufFile file = GgufFile.read(path);
        ModelShape shape = new Header(file).shape();
        refuseContradictions(file, shape);
        Tensor embedding = file.map(EMBEDDING);
        List<LayerWeights> layers = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            int number = layer;
            List<Tensor> tensors = LAYER_TENSORS.stream()
                    .map(name -> file.map(layerTensor(number, name)))
                    .toList();
            layers.add(new LayerWeights(
                    tensors.get(0),
                    tensors.get(1),
                    tensors.get(2),
                    tensors.get(3),
                    tensors.get(4),
                    tensors.get(5),
                    tensors.get(6),
                    tensors.get(7),
                    tensors.get(8)));
        }
        Tensor head = shape.tiedHead() ? embedding : file.map(HEAD);
        return new LanguageModel(name(), List.of(path), shape, embedding, layers, file.map(FINAL_NORM), head);
    }

    private static void refuseContradictions(GgufFile file, ModelShape shape) {
        List<String> needed = new ArrayList<>(List.of(EMBEDDING, FINAL_NORM));
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (String name : LAYER_TENSORS) {
                needed.add(layerTensor(layer, name));
            }
        }
        if (!shape.tiedHead()) {
            needed.add(HEAD);
        }
        List<String> problems = new ArrayList<>();
        for (String name : needed) {
            if (!file.has(name)) {
                problems.add(name + " is missing");
            } else if (!file.unusable(name).isEmpty()) {
                problems.add(file.unusable(name));
            }
        }
        Set<String> known = new HashSet<>(needed);
        known.addAll(REDUNDANT);
        for (String name : file.names()) {
            if (!known.contains(name)) {
                problems.add(name + " has no place in a model of the Llama family");
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError("The weights of " + file.file() + " cannot be used: " + Problems.list(problems)
                    + "; perhaps you should quantise the model as Q8_0, or use another file of it.");
        }
    }

    private static String layerTensor(int layer, String name) {
        return "blk." + layer + "." + name + ".weight";
    }

    /** Sizes and constants, and everything in them that is not supported. */
    private static final class Header {
        private final GgufFile file;
        private final List<String> problems = new ArrayList<>();

        Header(GgufFile file) {
            this.file = file;
        }

        ModelShape shape() {
            String architecture = file.text("general.architecture").orElse("");
            if (!architecture.equals("llama")) {
                problems.add("general.architecture " + (architecture.isEmpty() ? "is missing" : architecture));
            }
            int dim = size("llama.embedding_length");
            int hidden = size("llama.feed_forward_length");
            int layers = size("llama.block_count");
            int heads = size("llama.attention.head_count");
            int context = size("llama.context_length");
            int kvHeads = file.number("llama.attention.head_count_kv")
                    .map(number -> toInt(number, "llama.attention.head_count_kv"))
                    .orElse(heads);
            int headSize = headSize(dim, heads);
            int vocabulary = file.array("tokenizer.ggml.tokens").size();
            if (vocabulary == 0) {
                vocabulary = size("llama.vocab_size");
            }
            refuseForeignOperators(headSize);
            double epsilon = file.number("llama.attention.layer_norm_rms_epsilon")
                    .orElse(1e-5)
                    .doubleValue();
            double theta =
                    file.number("llama.rope.freq_base").orElse(DEFAULT_THETA).doubleValue();
            int bos = token("tokenizer.ggml.bos_token_id").orElse(1);
            List<Integer> eos =
                    token("tokenizer.ggml.eos_token_id").map(List::of).orElse(List.of());
            refuse();
            try {
                return new ModelShape(
                        dim,
                        hidden,
                        layers,
                        heads,
                        kvHeads,
                        headSize,
                        vocabulary,
                        context,
                        shortest(epsilon),
                        theta,
                        !file.has(HEAD),
                        "silu",
                        bos,
                        eos);
            } catch (UserError e) {
                throw new UserError(file.file() + ": " + e.getMessage(), e);
            }
        }

        /** Constants are stored in float; the shortest decimal that is the same float is what was meant. */
        private static double shortest(double constant) {
            return Double.parseDouble(Float.toString((float) constant));
        }

        private int headSize(int dim, int heads) {
            Optional<Number> given = file.number("llama.attention.key_length");
            if (given.isPresent()) {
                return toInt(given.get(), "llama.attention.key_length");
            }
            if (heads < 1 || dim % heads != 0) {
                problems.add("a width of " + dim + " cannot be cut into " + heads + " heads");
                return 2;
            }
            return dim / heads;
        }

        private void refuseForeignOperators(int headSize) {
            file.number("llama.rope.dimension_count")
                    .filter(number -> number.longValue() != headSize)
                    .ifPresent(number -> problems.add("RoPE of " + number + " of " + headSize + " channels"));
            file.text("llama.rope.scaling.type")
                    .filter(type -> !type.equals("none"))
                    .ifPresent(type -> problems.add("RoPE scaling " + type));
            file.number("llama.expert_count")
                    .filter(number -> number.longValue() > 0)
                    .ifPresent(number -> problems.add(number + " experts"));
        }

        private Optional<Integer> token(String key) {
            return file.number(key).map(number -> toInt(number, key));
        }

        private int size(String key) {
            Optional<Number> number = file.number(key);
            if (number.isEmpty()) {
                problems.add(key + " is missing");
                return 1;
            }
            return toInt(number.get(), key);
        }

        private int toInt(Number number, String key) {
            if (number.longValue() < 0 || number.longValue() > Integer.MAX_VALUE) {
                problems.add(key + " is " + number);
                return 1;
            }
            return number.intValue();
        }

        private void refuse() {
            if (!problems.isEmpty()) {
                throw new UserError(file.file() + " is not a supported model: " + Problems.list(problems)
                        + "; perhaps you should take a model of the Llama family.");
            }
        }
    }
}
