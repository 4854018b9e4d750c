package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The metadata of a GGUF file as a {@link GgufArchitecture} reads it; collects everything in it that is wrong or not supported. */
final class GgufHeader {
    static final String HEAD = "output.weight";

    private final GgufFile file;
    private final String prefix;
    private final List<String> problems = new ArrayList<>();

    GgufHeader(GgufFile file, String prefix) {
        this.file = file;
        this.prefix = prefix;
    }

    /** A whole number of the architecture that must be there. */
    int size(String key) {
        Optional<Number> number = file.number(prefix + key);
        if (number.isEmpty()) {
            problems.add(prefix + key + " is missing");
            return 1;
        }
        return toInt(number.get(), prefix + key);
    }

    /** A whole number of the architecture, or another. */
    int size(String key, int otherwise) {
        return file.number(prefix + key)
                .map(number -> toInt(number, prefix + key))
                .orElse(otherwise);
    }

    /** A constant of the architecture; stored in float, the shortest decimal that is the same float is what was meant. */
    double constant(String key, double otherwise) {
        return file.number(prefix + key)
                .map(number -> Double.parseDouble(Float.toString(number.floatValue())))
                .orElse(otherwise);
    }

    boolean flag(String key, boolean otherwise) {
        return file.flag(prefix + key).orElse(otherwise);
    }

    /** Whether the first layer has this tensor, and so all of them must have it. */
    boolean layersHave(String tensor) {
        return file.has("blk.0." + tensor);
    }

    boolean hasHead() {
        return file.has(HEAD);
    }

    int headSize(int dim, int heads) {
        if (file.number(prefix + "attention.key_length").isPresent()) {
            return size("attention.key_length");
        }
        if (heads < 1 || dim % heads != 0) {
            problems.add("a width of " + dim + " cannot be cut into " + heads + " heads");
            return 2;
        }
        return dim / heads;
    }

    int vocabulary() {
        int tokens = file.array("tokenizer.ggml.tokens").size();
        return tokens == 0 ? size("vocab_size") : tokens;
    }

    List<Integer> eosTokens() {
        return token("tokenizer.ggml.eos_token_id").map(List::of).orElse(List.of());
    }

    /** The token that begins a text: its own, or the one that ends the text before. */
    int bosToken() {
        return token("tokenizer.ggml.bos_token_id")
                .or(() -> eosTokens().stream().findFirst())
                .orElse(1);
    }

    private Optional<Integer> token(String key) {
        return file.number(key).map(number -> toInt(number, key));
    }

    /** RoPE of so many channels of a head, with the scaling that the header or the factors of the file say. */
    Rotary rotary(int headSize, double theta) {
        int channels = size("rope.dimension_count", headSize);
        Rotary.Scaling scaling = scaling(channels, theta);
        if (headSize < 1 || channels < 0 || channels > headSize) {
            problems.add("RoPE of " + channels + " of " + headSize + " channels");
            return Rotary.ALL;
        }
        return new Rotary((double) channels / headSize, scaling);
    }

    private Rotary.Scaling scaling(int channels, double theta) {
        String type = file.text(prefix + "rope.scaling.type").orElse("none");
        double factor = constant("rope.scaling.factor", 1);
        if (type.equals("linear") && factor >= 1 && factor < 1e6) {
            return new Rotary.Scaling(factor, 0, 0, 0);
        }
        if (!type.equals("none")) {
            problems.add("RoPE scaling " + type);
        }
        return file.has(GgufArchitecture.FACTORS)
                        && file.unusable(GgufArchitecture.FACTORS).isEmpty()
                ? RopeFactors.scaling(file.map(GgufArchitecture.FACTORS), channels, theta, problems)
                : Rotary.Scaling.NONE;
    }

    void problem(String what) {
        problems.add(what);
    }

    private int toInt(Number number, String key) {
        if (number.longValue() < 0 || number.longValue() > Integer.MAX_VALUE) {
            problems.add(key + " is " + number);
            return 1;
        }
        return number.intValue();
    }

    void refuse() {
        if (!problems.isEmpty()) {
            throw new UserError(file.file() + " is not a supported model: " + Problems.list(problems)
                    + "; perhaps you should take a model of the families " + GgufArchitecture.names() + ".");
        }
    }
}
