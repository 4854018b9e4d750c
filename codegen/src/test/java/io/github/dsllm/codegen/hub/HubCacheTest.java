package io.github.dsllm.codegen.hub;

import static io.github.dsllm.codegen.hub.PretendHub.COMMIT;
import static io.github.dsllm.codegen.hub.PretendHub.CONFIG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of a repository are fetched, once, and what is said where that fails. */
class HubCacheTest {
    private static final HubModel MODEL = HubModel.parse("hf:owner/name");

    @TempDir
    private static Path keys;

    @TempDir
    private Path root;

    private final List<String> messages = new ArrayList<>();
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
        return new HubCache(hub.download(), root, messages::add);
    }

    @Test
    void fetchesConfigurationTokenizerAndWeightsAndNothingThatCouldRun() {
        Path folder = cache().model(MODEL);

        assertThat(folder).isEqualTo(root.resolve("owner/name@" + COMMIT));
        assertThat(folder.resolve("config.json")).hasContent(CONFIG);
        assertThat(folder.resolve("model.safetensors")).hasContent("many weights");
        assertThat(folder.resolve("tokenizer.json")).exists();
        assertThat(folder.resolve("pytorch_model.bin")).doesNotExist();
        assertThat(folder.resolve("train.py")).doesNotExist();
        assertThat(messages).anyMatch(line -> line.contains("fetching model.safetensors of hf:owner/name@main"));
    }

    @Test
    void asksOnlyForTheCommitWhenAllIsThere() {
        cache().model(MODEL);
        hub.requests.clear();

        cache().model(MODEL);

        assertThat(hub.requests).containsExactly("/api/models/owner/name/revision/main");
    }

    @Test
    void theConfigurationAloneIsFetchedWhereNoWeightsAreNeeded() {
        assertThat(cache().configuration(MODEL)).hasContent(CONFIG);
        assertThat(hub.requests).hasSize(2);
        assertThat(cache().model(MODEL).resolve("model.safetensors")).exists();
    }

    @Test
    void aCommitThatIsThereNeedsNoHub() {
        cache().model(HubModel.parse("hf:owner/name@" + COMMIT));
        hub.close();

        assertThat(cache().model(HubModel.parse("hf:owner/name@" + COMMIT)).resolve("config.json"))
                .exists();
    }

    @Test
    void offlineItSaysSoAndTakesWhatABranchHadLast() {
        cache().model(MODEL);
        hub.close();

        assertThat(cache().model(MODEL).resolve("config.json")).hasContent(CONFIG);
        assertThat(messages.get(messages.size() - 1)).contains("cannot be reached", "fetched last, commit " + COMMIT);
    }

    @Test
    void offlineWithoutACacheItSaysWhatToDo() {
        hub.close();

        assertThatThrownBy(() -> cache().model(MODEL))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("hf:owner/name@main is not in " + root)
                .hasMessageContaining("perhaps you are offline");
    }

    @Test
    void aBranchThatMovedIsFetchedAnewBesideTheOld() {
        cache().model(MODEL);
        hub.branch = COMMIT.replace('0', '9');
        hub.put("config.json", "{}");

        Path folder = cache().model(MODEL);

        assertThat(folder.resolve("config.json")).hasContent("{}");
        assertThat(root.resolve("owner/name@" + COMMIT).resolve("config.json")).hasContent(CONFIG);
    }

    @Test
    void goesOnWhereItBrokeOff() {
        hub.breakOffAfter = 5;
        assertThatThrownBy(() -> cache().model(MODEL)).hasMessageContaining("try again");
        hub.breakOffAfter = Integer.MAX_VALUE;
        hub.requests.clear();

        assertThat(cache().model(MODEL).resolve("config.json")).hasContent(CONFIG);
        assertThat(hub.requests).anyMatch(request -> request.endsWith("config.json bytes=5-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors"})
    void bytesWithAnotherHashAreNotTaken(String name) {
        byte[] sent = hub.files.get(name).clone();
        sent[0] ^= 1;
        hub.tampered.put(name, sent);

        assertThatThrownBy(() -> cache().model(MODEL))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is not the expected file");
        assertThat(root.resolve("owner/name@" + COMMIT).resolve(name)).doesNotExist();
    }

    @Test
    void shardsAreFetchedWithTheirIndex() {
        hub.files.remove("model.safetensors");
        hub.files.put("model.safetensors.index.json", "{\"weight_map\": {}}".getBytes(StandardCharsets.UTF_8));
        hub.put("model-00001-of-00002.safetensors", "one");
        hub.put("model-00002-of-00002.safetensors", "two");

        Path folder = cache().model(MODEL);

        assertThat(folder.resolve("model-00002-of-00002.safetensors")).hasContent("two");
        assertThat(folder.resolve("model.safetensors.index.json")).exists();
    }

    @Test
    void graphsAreFetchedWithTheirDataWhereThereAreNoSafetensors() {
        hub.put("onnx/model.onnx", "graph");
        hub.put("onnx/model.onnx_data", "data");
        hub.put("onnx/model_quantized.onnx", "other");
        assertThat(cache().model(MODEL).resolve("onnx")).doesNotExist();

        hub.files.remove("model.safetensors");
        hub.branch = COMMIT.replace('0', 'f');
        Path folder = cache().model(MODEL);

        assertThat(folder.resolve("onnx/model.onnx")).hasContent("graph");
        assertThat(folder.resolve("onnx/model.onnx_data")).hasContent("data");
        assertThat(folder.resolve("onnx/model_quantized.onnx")).doesNotExist();
    }

    @Test
    void aRepositoryOfPicklesIsRefused() {
        hub.files.remove("model.safetensors");

        assertThatThrownBy(() -> cache().model(MODEL))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("pickles are not read");
        assertThat(hub.requests).hasSize(1);
    }

    @Test
    void whatTheHubRefusesIsSaid() {
        hub.status = 401;
        assertThatThrownBy(() -> cache().model(MODEL)).hasMessageContaining("accept the model's terms");
        hub.status = 404;
        assertThatThrownBy(() -> cache().model(MODEL)).hasMessageContaining("there is no hf:owner/name@main");
        hub.status = 500;
        assertThatThrownBy(() -> cache().model(MODEL)).hasMessageContaining("answered 500");
    }

    @Test
    void aFileNameThatLeavesItsFolderIsNotFetched() {
        hub.put("../../model-00001-of-00002.safetensors", "out");
        hub.put("model-1-of-../x.safetensors", "out");

        Path folder = cache().model(MODEL);

        assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains("00001"));
        assertThat(root.getParent().resolve("model-00001-of-00002.safetensors")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf:",
                "hf:name",
                "hf:a/b/c",
                "hf:../b",
                "hf:a/b@",
                "hf:a/b@../../x",
                "hf:a b/c",
                "hf:a/b@x?y",
                "hf:a/b#",
                "hf:a/b#../x.gguf",
                "hf:a/b#/x.gguf",
                "hf:a/b@main#x.bin"
            })
    void otherNamesAreRefused(String name) {
        assertThatThrownBy(() -> HubModel.parse(name))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should write it like hf:owner/name");
    }
}
