package io.github.dsllm.codegen.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub on this machine, over HTTPS with a certificate of its own. */
class HubCacheTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String CONFIG = "{\"model_type\": \"llama\"}";
    private static final HubModel MODEL = HubModel.parse("hf:owner/name");
    private static final char[] SECRET = "changeit".toCharArray();

    @TempDir
    private static Path keys;

    @TempDir
    private Path root;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private String branch = COMMIT;
    private int status = 200;
    private int breakOffAfter = Integer.MAX_VALUE;
    private final Map<String, byte[]> tampered = new LinkedHashMap<>();
    private HttpsServer server;
    private SSLContext trust;

    @BeforeEach
    void start() throws Exception {
        trust = tls();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(trust));
        server.createContext("/", this::answer);
        server.start();
        files.put("config.json", CONFIG.getBytes(StandardCharsets.UTF_8));
        files.put("model.safetensors", "many weights".getBytes(StandardCharsets.UTF_8));
        files.put("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));
        files.put("pytorch_model.bin", "a program".getBytes(StandardCharsets.UTF_8));
        files.put("train.py", "another".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HubCache cache() {
        URI hub = URI.create("https://localhost:" + server.getAddress().getPort());
        return new HubCache(new HubDownload(hub, HttpClient.newBuilder().sslContext(trust)), root, messages::add);
    }

    /** A certificate for localhost, made once by keytool, and a context that has and trusts it. */
    private static SSLContext tls() throws GeneralSecurityException, IOException, InterruptedException {
        Path store = keys.resolve("hub.p12");
        if (!Files.exists(store)) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "hub",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=dns:localhost",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            new String(SECRET))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(keytool.waitFor()).as(output).isZero();
        }
        KeyStore certificate = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            certificate.load(in, SECRET);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(certificate, SECRET);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(certificate);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
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
        requests.clear();

        cache().model(MODEL);

        assertThat(requests).containsExactly("/api/models/owner/name/revision/main");
    }

    @Test
    void theConfigurationAloneIsFetchedWhereNoWeightsAreNeeded() {
        assertThat(cache().configuration(MODEL)).hasContent(CONFIG);
        assertThat(requests).hasSize(2);
        assertThat(cache().model(MODEL).resolve("model.safetensors")).exists();
    }

    @Test
    void aCommitThatIsThereNeedsNoHub() {
        cache().model(HubModel.parse("hf:owner/name@" + COMMIT));
        server.stop(0);

        assertThat(cache().model(HubModel.parse("hf:owner/name@" + COMMIT)).resolve("config.json"))
                .exists();
    }

    @Test
    void offlineItSaysSoAndTakesWhatABranchHadLast() {
        cache().model(MODEL);
        server.stop(0);

        assertThat(cache().model(MODEL).resolve("config.json")).hasContent(CONFIG);
        assertThat(messages.get(messages.size() - 1)).contains("cannot be reached", "fetched last, commit " + COMMIT);
    }

    @Test
    void offlineWithoutACacheItSaysWhatToDo() {
        server.stop(0);

        assertThatThrownBy(() -> cache().model(MODEL))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("hf:owner/name@main is not in " + root)
                .hasMessageContaining("perhaps you are offline");
    }

    @Test
    void aBranchThatMovedIsFetchedAnewBesideTheOld() {
        cache().model(MODEL);
        branch = COMMIT.replace('0', '9');
        files.put("config.json", "{}".getBytes(StandardCharsets.UTF_8));

        Path folder = cache().model(MODEL);

        assertThat(folder.resolve("config.json")).hasContent("{}");
        assertThat(root.resolve("owner/name@" + COMMIT).resolve("config.json")).hasContent(CONFIG);
    }

    @Test
    void goesOnWhereItBrokeOff() {
        breakOffAfter = 5;
        assertThatThrownBy(() -> cache().model(MODEL)).hasMessageContaining("try again");
        breakOffAfter = Integer.MAX_VALUE;
        requests.clear();

        assertThat(cache().model(MODEL).resolve("config.json")).hasContent(CONFIG);
        assertThat(requests).anyMatch(request -> request.endsWith("config.json bytes=5-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors"})
    void bytesWithAnotherHashAreNotTaken(String name) {
        byte[] sent = files.get(name).clone();
        sent[0] ^= 1;
        tampered.put(name, sent);

        assertThatThrownBy(() -> cache().model(MODEL))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is not the expected file");
        assertThat(root.resolve("owner/name@" + COMMIT).resolve(name)).doesNotExist();
    }

    @Test
    void shardsAreFetchedWithTheirIndex() {
        files.remove("model.safetensors");
        files.put("model.safetensors.index.json", "{\"weight_map\": {}}".getBytes(StandardCharsets.UTF_8));
        files.put("model-00001-of-00002.safetensors", "one".getBytes(StandardCharsets.UTF_8));
        files.put("model-00002-of-00002.safetensors", "two".getBytes(StandardCharsets.UTF_8));

        Path folder = cache().model(MODEL);

        assertThat(folder.resolve("model-00002-of-00002.safetensors")).hasContent("two");
        assertThat(folder.resolve("model.safetensors.index.json")).exists();
    }

    @Test
    void graphsAreFetchedWithTheirDataWhereThereAreNoSafetensors() {
        files.put("onnx/model.onnx", "graph".getBytes(StandardCharsets.UTF_8));
        files.put("onnx/model.onnx_data", "data".getBytes(StandardCharsets.UTF_8));
        files.put("onnx/model_quantized.onnx", "other".getBytes(StandardCharsets.UTF_8));
        assertThat(cache().model(MODEL).resolve("onnx")).doesNotExist();

        files.remove("model.safetensors");
        branch = COMMIT.replace('0', 'f');
        Path folder = cache().model(MODEL);

        assertThat(folder.resolve("onnx/model.onnx")).hasContent("graph");
        assertThat(folder.resolve("onnx/model.onnx_data")).hasContent("data");
        assertThat(folder.resolve("onnx/model_quantized.onnx")).doesNotExist();
    }

    private void onlyGguf(String... names) {
        files.keySet().removeIf(name -> !name.endsWith(".py"));
        for (String name : names) {
            files.put(name, name.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static HubModel named(String file) {
        return HubModel.parse("hf:owner/name#" + file);
    }

    @Test
    void theOnlyGgufFileOfARepositoryIsTheModel() {
        onlyGguf("name.Q8_0.gguf", "parts-00001-of-00002.gguf");
        files.put("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));

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
        server.stop(0);

        assertThat(cache().model(pinned)).hasContent("name.Q8_0.gguf");
        assertThatThrownBy(() -> cache().model(HubModel.parse("hf:owner/name@" + COMMIT + "#name.Q4_0.gguf")))
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void aNamedGgufFileIsTakenBesideSafetensorsToo() {
        files.put("name.gguf", "gguf".getBytes(StandardCharsets.UTF_8));
        Path folder = cache().model(MODEL);

        assertThat(folder.resolve("name.gguf")).doesNotExist();
        assertThat(cache().model(named("name.gguf"))).hasContent("gguf");
        assertThat(cache().model(MODEL)).isEqualTo(folder);
    }

    @Test
    void aNamedGraphComesWithItsDataConfigurationAndTokenizer() {
        files.put("onnx/model_q4.onnx", "graph".getBytes(StandardCharsets.UTF_8));
        files.put("onnx/model_q4.onnx_data", "data".getBytes(StandardCharsets.UTF_8));
        files.put("onnx/model_q4.onnx_data_1", "more".getBytes(StandardCharsets.UTF_8));
        files.put("onnx/model_q4.onnx_database", "else".getBytes(StandardCharsets.UTF_8));

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

    @Test
    void aRepositoryOfPicklesIsRefused() {
        files.remove("model.safetensors");

        assertThatThrownBy(() -> cache().model(MODEL))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("pickles are not read");
        assertThat(requests).hasSize(1);
    }

    @Test
    void whatTheHubRefusesIsSaid() {
        status = 401;
        assertThatThrownBy(() -> cache().model(MODEL)).hasMessageContaining("accept the model's terms");
        status = 404;
        assertThatThrownBy(() -> cache().model(MODEL)).hasMessageContaining("there is no hf:owner/name@main");
        status = 500;
        assertThatThrownBy(() -> cache().model(MODEL)).hasMessageContaining("answered 500");
    }

    @Test
    void aFileNameThatLeavesItsFolderIsNotFetched() {
        files.put("../../model-00001-of-00002.safetensors", "out".getBytes(StandardCharsets.UTF_8));
        files.put("model-1-of-../x.safetensors", "out".getBytes(StandardCharsets.UTF_8));

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

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(range == null ? path : path + " " + range);
        byte[] body = path.startsWith("/api/") ? index().getBytes(StandardCharsets.UTF_8) : content(path);
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        boolean isFile = !path.startsWith("/api/");
        exchange.sendResponseHeaders(isFile ? from > 0 ? 206 : 200 : status, body.length - from);
        byte[] rest = Arrays.copyOfRange(body, from, body.length);
        exchange.getResponseBody().write(rest, 0, isFile ? Math.min(rest.length, breakOffAfter) : rest.length);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private byte[] content(String path) {
        String name = path.replaceFirst("/owner/name/resolve/[^/]+/", "");
        return tampered.getOrDefault(name, files.getOrDefault(name, new byte[0]));
    }

    private String index() {
        List<String> siblings = new ArrayList<>();
        files.forEach((name, content) -> siblings.add("{\"rfilename\": \"" + name + "\", \"size\": " + content.length
                + (name.endsWith(".safetensors")
                        ? ", \"lfs\": {\"sha256\": \"" + hash("SHA-256", content) + "\"}}"
                        : ", \"blobId\": \"" + hash("SHA-1", blob(content)) + "\"}")));
        return "{\"sha\": \"" + branch + "\", \"siblings\": [" + String.join(",", siblings) + "]}";
    }

    private static byte[] blob(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return all;
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
