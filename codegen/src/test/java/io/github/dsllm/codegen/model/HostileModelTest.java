package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged, lying and foreign model files; each is refused with one message that names the place and the remedy. */
class HostileModelTest {
    private final ModelShape shape = TinyModels.smallest();

    @TempDir
    Path folder;

    private Path weights;

    @BeforeEach
    void writeSoundModel() {
        TinyModels.huggingFace(folder, shape, 1);
        weights = folder.resolve("model.safetensors");
        assertThat(Models.open(folder).shape()).isEqualTo(shape);
    }

    @Test
    void refusesAMissingPath() {
        assertRefused(folder.resolve("nowhere"), "There is no model at");
    }

    @Test
    void refusesAFolderThatIsNoModel() throws IOException {
        assertRefused(
                Files.createDirectory(folder.resolve("empty")),
                "none of the known model formats",
                "llama2.c",
                "Hugging Face");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100_000_001, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE, 5_000})
    void refusesImpossibleHeaderLengths(long length) throws IOException {
        byte[] bytes = length == 5_000 ? new byte[100] : Files.readAllBytes(weights);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
        Files.write(weights, bytes);

        assertRefused(folder, "announces a header of " + Long.toUnsignedString(length) + " bytes");
    }

    @Test
    void refusesAFileWithoutRoomForAHeader() throws IOException {
        Files.write(weights, new byte[7]);

        assertRefused(folder, "has only 7 bytes");
    }

    @Test
    void refusesATruncatedFileNamingTheTensor() throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 10));

        assertRefused(folder, "model.norm.weight ends at byte", "cut short");
    }

    @Test
    void refusesBytesThatNoTensorClaims() throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length + 10));

        assertRefused(folder, "10 unclaimed bytes at the end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | b overlaps",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[12,16]}} | unclaimed bytes before b",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,16]}} | does not fill its 16 bytes",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[16,0]}} | has the offsets [16,0]",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[-16,0]}} | has the offsets [-16,0]",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,16]}} | does not fill",
                "{'a':{'dtype':'F32','shape':[-4],'data_offsets':[0,16]}} | does not fill",
                "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,16]}} | does not fill",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,9223372036854775807]}} | does not fill",
                "{'a':{'dtype':'F33','shape':[4],'data_offsets':[0,16]}} | unknown dtype F33",
                "{'a':{'dtype':'F32','shape':[4]}} | lacks dtype, shape or data_offsets",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]},'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} | Duplicate",
                "{'a':7} | lacks dtype",
                "[1,2] | not a JSON object",
                "{'a': | not valid JSON",
                "{} x | not valid JSON"
            })
    void refusesLyingHeaders(String header, String complaint) throws IOException {
        Files.write(
                weights,
                TinyModels.safetensors(
                        header.replace('`', '"').replace("''", "'").replace('\'', '"'), new byte[16]));

        assertRefused(folder, complaint, "model.safetensors");
    }

    @Test
    void refusesHeadersThatAreNestedToExhaustTheStack() throws IOException {
        Files.write(
                weights,
                TinyModels.safetensors("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", new byte[16]));

        assertRefused(folder, "not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../model.safetensors",
                "/etc/passwd",
                "sub/model.safetensors",
                "..",
                "model.bin",
                "a\\\\b.safetensors",
                ""
            })
    void refusesShardsOutsideTheFolder(String shard) throws IOException {
        Files.delete(weights);
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"model.norm.weight\":\"" + shard + "\"}}");

        assertRefused(folder, "not the plain name of a .safetensors file");
    }

    @Test
    void listsAllMissingShards() throws IOException {
        TinyModels.shardedHuggingFace(folder, shape, 1, 3);
        Files.delete(weights);
        Files.delete(folder.resolve("model-00001-of-00003.safetensors"));
        Files.delete(folder.resolve("model-00003-of-00003.safetensors"));

        assertRefused(
                folder, "model-00001-of-00003.safetensors is missing", "model-00003-of-00003.safetensors is missing");
    }

    @Test
    void refusesAnIndexThatDisagreesWithItsShards() throws IOException {
        TinyModels.shardedHuggingFace(folder, shape, 1, 2);
        Files.delete(weights);
        Path index = folder.resolve("model.safetensors.index.json");
        Files.writeString(index, Files.readString(index).replace("model.norm.weight", "model.other.weight"));

        assertRefused(folder, "model.other.weight is not in", "model.norm.weight of");
    }

    @Test
    void listsAllMissingUnexpectedAndUnusableTensors() throws IOException {
        Map<String, TinyModels.HfTensor> tensors = new LinkedHashMap<>(sound());
        tensors.remove("model.layers.0.mlp.up_proj.weight");
        tensors.remove("model.layers.1.self_attn.q_proj.weight");
        tensors.put("model.layers.0.self_attn.q_proj.bias", new TinyModels.HfTensor(new int[] {2}, new float[2]));
        tensors.put("model.norm.weight", new TinyModels.HfTensor(new int[] {1, 4, 4}, new float[16]));
        Files.write(weights, TinyModels.safetensors(tensors, "F32"));

        assertRefused(
                folder,
                "model.layers.0.mlp.up_proj.weight is missing",
                "model.layers.1.self_attn.q_proj.weight is missing",
                "model.layers.0.self_attn.q_proj.bias has no place",
                "model.norm.weight has the shape [1, 4, 4]");
    }

    @Test
    void listsAllTensorsOfTheWrongSize() throws IOException {
        Map<String, TinyModels.HfTensor> tensors = new LinkedHashMap<>(sound());
        tensors.put(
                "model.layers.0.self_attn.k_proj.weight", new TinyModels.HfTensor(new int[] {3, 16}, new float[48]));
        tensors.put("model.layers.1.mlp.down_proj.weight", new TinyModels.HfTensor(new int[] {20, 16}, new float[320]));
        Files.write(weights, TinyModels.safetensors(tensors, "F32"));

        assertRefused(folder, "layers.0.wk is 3 × 16, expected 8 × 16", "layers.1.w2 is 20 × 16, expected 16 × 20");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesWeightsThatAreNotFiniteNamingTensorAndPlace(float bad) throws IOException {
        Map<String, float[]> broken = TinyModels.weights(shape, 1);
        broken.get("layers.1.w3")[2 * 16 + 3] = bad;
        broken.get("finalNorm")[4] = bad;
        Path file = Files.write(folder.resolve("model.bin"), TinyModels.llama2cBytes(shape, broken));

        assertRefused(file, "layers.1.w3[2, 3] is " + bad, "finalNorm[0, 4] is " + bad);
    }

    @Test
    void refusesTruncatedAndOverlongLlama2cFiles() throws IOException {
        byte[] bytes = Files.readAllBytes(TinyModels.llama2c(folder, shape, 1));

        for (int length : new int[] {0, 3, 27, 28, bytes.length - 1, bytes.length + 1}) {
            Path file = Files.write(folder.resolve("cut.bin"), Arrays.copyOf(bytes, length));
            assertRefused(file, "cut.bin", "perhaps");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,-1",
        "0,2147483647",
        "1,0",
        "2,2000000000",
        "3,0",
        "3,5",
        "4,3",
        "4,0",
        "5,-2147483648",
        "5,0",
        "6,-1",
        "6,2147483647"
    })
    void refusesLyingLlama2cHeaders(int field, int value) throws IOException {
        byte[] bytes = Files.readAllBytes(TinyModels.llama2c(folder, shape, 1));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4 * field, value);
        Path file = Files.write(folder.resolve("lie.bin"), bytes);

        assertRefused(file, "lie.bin", "perhaps");
    }

    @Test
    void refusesPicklesWithTheReason() throws IOException {
        Path byName = Files.write(folder.resolve("model.pt"), new byte[100]);
        Path zipped = Files.write(folder.resolve("zipped.bin"), new byte[] {'P', 'K', 3, 4, 0, 0});
        Path protocol = Files.write(folder.resolve("old.bin"), new byte[] {(byte) 0x80, 2, 'c', 'o'});
        Path onlyPickle = Files.createDirectory(folder.resolve("p"));
        Files.copy(folder.resolve("config.json"), onlyPickle.resolve("config.json"));
        Files.write(onlyPickle.resolve("pytorch_model.bin"), new byte[] {'P', 'K', 3, 4, 0, 0});

        for (Path path : new Path[] {byName, zipped, protocol, onlyPickle, onlyPickle.resolve("pytorch_model.bin")}) {
            assertRefused(path, "Python pickle, which can run any program", "safe_serialization=True");
        }
    }

    @Test
    void refusesAVersionedHeaderThatEndsEarly() throws IOException {
        Path versioned = Files.write(folder.resolve("q8.bin"), new byte[] {'2', '4', 'k', 'a', 2, 0, 0, 0});

        assertRefused(versioned, "too short for a llama2.c header of 256 bytes");
    }

    @Test
    void listsAllUnsupportedFeaturesOfAConfigurationAtOnce() throws IOException {
        ObjectNode config = TinyModels.config(shape);
        config.put("model_type", "phi3").put("sliding_window", 512).put("partial_rotary_factor", 0.5);
        config.putObject("rope_scaling").put("rope_type", "llama3");
        config.putObject("quantization_config");
        config.putArray("architectures").add("Phi3ForCausalLM");
        config.remove("intermediate_size");
        Files.writeString(folder.resolve("config.json"), config.toString());

        assertRefused(
                folder,
                "model_type phi3",
                "Phi3ForCausalLM",
                "sliding_window 512",
                "partial_rotary_factor 0.5",
                "rope_scaling of type llama3",
                "quantization_config",
                "missing intermediate_size",
                "LlamaForCausalLM");
    }

    @Test
    void namesWhatTheSmallestOptHasDifferently() throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "opt", "architectures": ["OPTForCausalLM"], "do_layer_norm_before": false,
                 "hidden_size": 1024, "word_embed_proj_dim": 512, "num_attention_heads": 16, "ffn_dim": 4096,
                 "num_hidden_layers": 24, "vocab_size": 50272, "activation_function": "relu"}
                """);

        assertRefused(
                folder, "do_layer_norm_before false", "word_embed_proj_dim 512", "missing max_position_embeddings");
    }

    @Test
    void anUnknownActivationPassesThroughAsAName() throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                TinyModels.config(shape).put("hidden_act", "tanh").toString());

        assertThat(Models.open(folder).shape().activation()).isEqualTo("tanh");
    }

    @Test
    void refusesToOpenAShapeWithoutWeights() throws IOException {
        Files.delete(weights);

        assertThat(Models.hasWeights(folder)).isFalse();
        assertThat(Models.shape(folder)).isEqualTo(shape);
        assertRefused(folder, "only the shape of a model", "model.safetensors");
    }

    @ParameterizedTest
    @CsvSource({
        "hidden_size,-16",
        "num_attention_heads,0",
        "num_attention_heads,3",
        "vocab_size,2000000000",
        "head_dim,3",
        "rms_norm_eps,-1",
        "rope_theta,0",
        "bos_token_id,99",
        "num_key_value_heads,3",
        "num_hidden_layers,100000"
    })
    void refusesImpossibleSizes(String key, double value) throws IOException {
        ObjectNode config = TinyModels.config(shape);
        if (key.equals("rms_norm_eps")) {
            config.put(key, value);
        } else {
            config.put(key, (int) value);
        }
        Files.writeString(folder.resolve("config.json"), config.toString());

        assertRefused(folder, "config.json", "perhaps");
    }

    private Map<String, TinyModels.HfTensor> sound() {
        return TinyModels.huggingFaceTensors(shape, TinyModels.weights(shape, 1));
    }

    private static void assertRefused(Path path, String... parts) {
        UserError error = catchThrowableOfType(UserError.class, () -> Models.open(path));

        assertThat(error).as("refusal of " + path).isNotNull();
        assertThat(error.getMessage()).contains(parts).containsIgnoringCase("perhaps");
    }
}
