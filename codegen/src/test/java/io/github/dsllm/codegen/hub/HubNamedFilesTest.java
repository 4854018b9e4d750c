package io.github.dsllm.codegen.hub;

import static io.github.dsllm.codegen.hub.PretendHub.COMMIT;
import static io.github.dsllm.codegen.hub.PretendHub.CONFIG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories of GGUF files, and single files that the user names. */
class HubNamedFilesTest {
    private static final HubModel MODEL = HubModel.parse("hf:owner/name");

    @TempDir
    private static Path keys;

    @TempDir
    private Path root;

    private PretendHub hub;

    @BeforeEach
    void start() throws Exception {
        hub = new PretendHub(keys);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private HubCache cache() {
        return new HubCache(hub.download(), root, message -> {});
    }

    private void onlyGguf(String... names) {
        hub.files.keySet().removeIf(name -> !name.endsWith(".py"));
        for (String name : names) {
            hub.put(name, name);
        }
    }

    private static HubModel named(String file) {
        return HubModel.parse("hf:owner/name#" + file);
    }

    @Test
    void theOnlyGgufFileOfARepositoryIsTheModel() {
        onlyGguf("name.Q8_0.gguf", "parts-00001-of-00002.gguf");
        hub.put("tokenizer.json", "{}");

        Path model = cache().model(MODEL);

        assertThat(model).isEqualTo(root.resolve("owner/name@" + COMMIT + "/name.Q8_0.gguf"));
        assertThat(model).hasContent("name.Q8_0.gguf");
        assertThat(model.resolveSibling("tokenizer.json")).doesNotExist();
        assertThat(cache().configuration(MODEL)).isEqualTo(model);
    }

    @Test
    void ofSeveralGgufFilesTheUserNamesOne() {
        onlyGguf("name.Q8_0.gguf", "name.Q4_0.gguf", "inner/name.F16.gguf");
        assertThatThrownBy(() -> cache().model(MODEL))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("3 GGUF files: inner/name.F16.gguf, name.Q4_0.gguf, name.Q8_0.gguf;")
                .hasMessageContaining("like hf:owner/name@main#inner/name.F16.gguf");

        Path model = cache().model(named("name.Q4_0.gguf"));

        assertThat(model).hasContent("name.Q4_0.gguf");
        assertThat(model.resolveSibling("name.Q8_0.gguf")).doesNotExist();
        assertThat(cache().model(named("inner/name.F16.gguf"))).hasContent("inner/name.F16.gguf");
    }

    @Test
    void aNamedFileOfACommitThatIsThereNeedsNoHub() {
        onlyGguf("name.Q8_0.gguf", "name.Q4_0.gguf");
        HubModel pinned = HubModel.parse("hf:owner/name@" + COMMIT + "#name.Q8_0.gguf");
        cache().model(pinned);
        hub.close();

        assertThat(cache().model(pinned)).hasContent("name.Q8_0.gguf");
        assertThatThrownBy(() -> cache().model(HubModel.parse("hf:owner/name@" + COMMIT + "#name.Q4_0.gguf")))
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void aNamedGgufFileIsTakenBesideSafetensorsToo() {
        hub.put("name.gguf", "gguf");
        Path folder = cache().model(MODEL);

        assertThat(folder.resolve("name.gguf")).doesNotExist();
        assertThat(cache().model(named("name.gguf"))).hasContent("gguf");
        assertThat(cache().model(MODEL)).isEqualTo(folder);
    }

    @Test
    void aNamedGraphComesWithItsDataConfigurationAndTokenizer() {
        hub.put("onnx/model_q4.onnx", "graph");
        hub.put("onnx/model_q4.onnx_data", "data");
        hub.put("onnx/model_q4.onnx_data_1", "more");
        hub.put("onnx/model_q4.onnx_database", "else");

        Path model = cache().model(named("onnx/model_q4.onnx"));

        Path folder = root.resolve("owner/name@" + COMMIT);
        assertThat(model).isEqualTo(folder.resolve("onnx/model_q4.onnx")).hasContent("graph");
        assertThat(folder.resolve("onnx/model_q4.onnx_data")).hasContent("data");
        assertThat(folder.resolve("onnx/model_q4.onnx_data_1")).hasContent("more");
        assertThat(folder.resolve("onnx/model_q4.onnx_database")).doesNotExist();
        assertThat(folder.resolve("config.json")).hasContent(CONFIG);
        assertThat(folder.resolve("tokenizer.json")).exists();
        assertThat(folder.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void aNamedFileThatIsNotThereIsSaidWithThoseThatAre() {
        onlyGguf("name.Q8_0.gguf", "name-00001-of-00002.gguf");

        assertThatThrownBy(() -> cache().model(named("name.Q4_0.gguf")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("there is no hf:owner/name@main#name.Q4_0.gguf on the hub, but ")
                .hasMessageContaining("name.Q8_0.gguf; perhaps");
        assertThatThrownBy(() -> cache().model(named("name-00001-of-00002.gguf")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("one of several parts");
        assertThatThrownBy(() -> cache().model(named("model.onnx")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("with a config.json in its repository");
    }
}
