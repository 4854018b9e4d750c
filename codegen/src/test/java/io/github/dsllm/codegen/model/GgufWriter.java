package io.github.dsllm.codegen.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes GGUF files of tiny models for tests: metadata, tokenizer, and tensors of any type as bytes. */
final class GgufWriter {
    private static final int ALIGNMENT = 32;
    private static final Map<String, String> LAYER_NAMES = Map.of(
            "attentionNorm", "attn_norm",
            "wq", "attn_q",
            "wk", "attn_k",
            "wv", "attn_v",
            "wo", "attn_output",
            "ffnNorm", "ffn_norm",
            "w1", "ffn_gate",
            "w2", "ffn_down",
            "w3", "ffn_up");

    private final LittleEndian metadata = new LittleEndian();
    private final LittleEndian infos = new LittleEndian();
    private final LittleEndian data = new LittleEndian();
    private int keys;
    private int tensors;

    static byte[] model(ModelShape shape, Map<String, float[]> weights) {
        GgufWriter writer = new GgufWriter().shape(shape).tokenizer(shape.vocabulary());
        Map<String, int[]> sizes = WeightCheck.sizes(shape);
        weights.forEach((name, values) -> {
            int[] size = sizes.get(name);
            LittleEndian bytes = new LittleEndian();
            bytes.floats(values);
            writer.tensor(stored(name), GgufType.F32, size[1], size[0], bytes.toByteArray());
        });
        return writer.bytes();
    }

    private static String stored(String name) {
        return switch (name) {
            case "embedding" -> "token_embd.weight";
            case "finalNorm" -> "output_norm.weight";
            case "head" -> "output.weight";
            default -> {
                String[] parts = name.split("\\.");
                yield "blk." + parts[1] + "." + LAYER_NAMES.get(parts[2]) + ".weight";
            }
        };
    }

    GgufWriter shape(ModelShape shape) {
        text("general.architecture", "llama");
        number("llama.context_length", shape.context());
        number("llama.embedding_length", shape.dim());
        number("llama.block_count", shape.layers());
        number("llama.feed_forward_length", shape.hiddenDim());
        number("llama.attention.head_count", shape.heads());
        number("llama.attention.head_count_kv", shape.kvHeads());
        key("llama.attention.layer_norm_rms_epsilon", 6).floats(new float[] {(float) shape.normEpsilon()});
        number("tokenizer.ggml.bos_token_id", shape.bosToken());
        number("tokenizer.ggml.eos_token_id", shape.eosTokens().get(0));
        return this;
    }

    /** The pieces of {@link TinyTokenizers} with the scores of its llama2.c file. */
    GgufWriter tokenizer(int vocabulary) {
        List<String> pieces = new ArrayList<>();
        for (String piece : TinyTokenizers.pieces(vocabulary)) {
            pieces.add(piece.replace(' ', '▁'));
        }
        text("tokenizer.ggml.model", "llama");
        LittleEndian tokens = array("tokenizer.ggml.tokens", 8, vocabulary);
        pieces.forEach(piece -> string(tokens, piece));
        LittleEndian scores = array("tokenizer.ggml.scores", 6, vocabulary);
        for (int id = 0; id < vocabulary; id++) {
            scores.floats(new float[] {-id});
        }
        return this;
    }

    GgufWriter text(String key, String value) {
        string(key(key, 8), value);
        return this;
    }

    GgufWriter number(String key, int value) {
        key(key, 4).ints(value);
        return this;
    }

    LittleEndian array(String key, int type, long count) {
        LittleEndian out = key(key, 9);
        out.ints(type);
        longs(out, count);
        return out;
    }

    LittleEndian key(String key, int type) {
        keys++;
        string(metadata, key);
        metadata.ints(type);
        return metadata;
    }

    GgufWriter tensor(String name, GgufType type, long columns, long rows, byte[] bytes) {
        while (data.size() % ALIGNMENT != 0) {
            data.write(0);
        }
        return tensor(name, type.code(), columns, rows, data.size(), bytes);
    }

    GgufWriter tensor(String name, int type, long columns, long rows, long offset, byte[] bytes) {
        tensors++;
        string(infos, name);
        infos.ints(rows == 1 ? 1 : 2);
        longs(infos, columns);
        if (rows != 1) {
            longs(infos, rows);
        }
        infos.ints(type);
        longs(infos, offset);
        data.writeBytes(bytes);
        return this;
    }

    byte[] bytes() {
        LittleEndian out = new LittleEndian();
        out.writeBytes(GgufFile.MAGIC);
        out.ints(3);
        longs(out, tensors);
        longs(out, keys);
        out.writeBytes(metadata.toByteArray());
        out.writeBytes(infos.toByteArray());
        while (out.size() % ALIGNMENT != 0) {
            out.write(0);
        }
        out.writeBytes(data.toByteArray());
        return out.toByteArray();
    }

    static void string(LittleEndian out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        longs(out, bytes.length);
        out.writeBytes(bytes);
    }

    static void longs(LittleEndian out, long value) {
        out.ints((int) value, (int) (value >> Integer.SIZE));
    }
}
