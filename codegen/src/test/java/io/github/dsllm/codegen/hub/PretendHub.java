package io.github.dsllm.codegen.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
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

/** A hub on this machine, over HTTPS with a certificate of its own, with one repository owner/name. */
final class PretendHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String CONFIG = "{\"model_type\": \"llama\"}";
    private static final char[] SECRET = "changeit".toCharArray();

    final Map<String, byte[]> files = new TreeMap<>();
    final Map<String, byte[]> tampered = new LinkedHashMap<>();
    final List<String> requests = new ArrayList<>();
    String branch = COMMIT;
    int status = 200;
    int breakOffAfter = Integer.MAX_VALUE;
    private final HttpsServer server;
    private final SSLContext trust;

    /**
     * Starts it.
     *
     * @param keys folder of the certificate, which is made once
     */
    PretendHub(Path keys) throws GeneralSecurityException, IOException, InterruptedException {
        trust = tls(keys);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(trust));
        server.createContext("/", this::answer);
        server.start();
        put("config.json", CONFIG);
        put("model.safetensors", "many weights");
        put("tokenizer.json", "{}");
        put("pytorch_model.bin", "a program");
        put("train.py", "another");
    }

    void put(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    HubDownload download() {
        URI hub = URI.create("https://localhost:" + server.getAddress().getPort());
        return new HubDownload(hub, HttpClient.newBuilder().sslContext(trust));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A certificate for localhost, made once by keytool, and a context that has and trusts it. */
    private static SSLContext tls(Path keys) throws GeneralSecurityException, IOException, InterruptedException {
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
