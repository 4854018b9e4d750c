package io.github.dsllm.codegen.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubDownloadTest {
    private static final byte[] CONTENTS = "a model of few words".getBytes(StandardCharsets.UTF_8);
    private static final HubFile FILE = new HubFile(
            "owner/name",
            "main",
            "model.bin",
            CONTENTS.length,
            "df12eef3c5e8f6a0885cf5b11e388a6a99edd63bffc850350514f893a73d9aab");

    @TempDir
    private Path folder;

    private final List<String> requests = new ArrayList<>();
    private HttpServer server;
    private HubDownload hub;
    private Path destination;

    private byte[] served = CONTENTS;
    private int breakOffAfter = Integer.MAX_VALUE;
    private boolean ranges = true;
    private final CountDownLatch stalls = new CountDownLatch(1);
    private boolean isStalling;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/owner/name/resolve/main/model.bin", this::answer);
        server.start();
        hub = new HubDownload(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        destination = folder.resolve("models/model.bin");
    }

    @AfterEach
    void stop() {
        stalls.countDown();
        server.stop(0);
    }

    @Test
    void fetchesOnceAndThenNotAgain() {
        hub.fetch(FILE, destination);
        hub.fetch(FILE, destination);

        assertThat(destination).hasBinaryContent(CONTENTS);
        assertThat(requests).hasSize(1);
    }

    @Test
    void keepsNothingWhoseHashDiffers() {
        served = CONTENTS.clone();
        served[3] ^= 1;

        assertThatThrownBy(() -> hub.fetch(FILE, destination))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is not the expected file")
                .hasMessageContaining(FILE.hash().hex());
        assertThat(folder.resolve("models")).isEmptyDirectory();
    }

    @Test
    void saysWhereADownloadBrokeOffAndGoesOnThere() {
        breakOffAfter = 7;
        assertThatThrownBy(() -> hub.fetch(FILE, destination))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("could not be fetched")
                .hasMessageContaining("try again");
        assertThat(destination).doesNotExist();

        breakOffAfter = Integer.MAX_VALUE;
        hub.fetch(FILE, destination);

        assertThat(destination).hasBinaryContent(CONTENTS);
        assertThat(requests).containsExactly("whole", "bytes=7-");
    }

    @Test
    void aHubThatStopsInTheMiddleIsNotWaitedFor() {
        HubDownload impatient = new HubDownload(hub.hub(), HttpClient.newBuilder(), Duration.ofSeconds(2));
        breakOffAfter = 7;
        isStalling = true;

        assertThatThrownBy(() -> impatient.fetch(FILE, destination))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("nothing came for")
                .hasMessageContaining("try again");
        stalls.countDown();
        isStalling = false;
        breakOffAfter = Integer.MAX_VALUE;
        hub.fetch(FILE, destination);

        assertThat(destination).hasBinaryContent(CONTENTS);
        assertThat(requests).containsExactly("whole", "bytes=7-");
    }

    @Test
    void startsAnewWhereTheHubCannotResume() throws IOException {
        Files.createDirectories(destination.getParent());
        Files.write(folder.resolve("models/model.bin.part"), Arrays.copyOf(CONTENTS, 5));
        ranges = false;

        hub.fetch(FILE, destination);

        assertThat(destination).hasBinaryContent(CONTENTS);
    }

    @Test
    void aFileThatIsTooLongIsCutAndRefused() {
        served = new byte[1 << 20];

        assertThatThrownBy(() -> hub.fetch(FILE, destination)).hasMessageContaining("is not the expected file");
    }

    @Test
    void aMissingFileAndAnUnreachableHubAreSaid() {
        HubFile missing =
                new HubFile("owner/name", "main", "other.bin", 1, FILE.hash().hex());
        int port = server.getAddress().getPort();

        assertThatThrownBy(() -> hub.fetch(missing, destination)).hasMessageContaining("the hub answered 404");
        server.stop(0);
        assertThatThrownBy(() -> new HubDownload(URI.create("http://127.0.0.1:" + port)).fetch(FILE, destination))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("could not be fetched");
    }

    @Test
    void namesThatLeaveTheRepositoryAreRefused() {
        assertThatThrownBy(() -> new HubFile(
                        "owner/name", "main", "../secret", 1, FILE.hash().hex()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void await() {
        try {
            if (isStalling) {
                stalls.await();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(range == null ? "whole" : range);
        int from = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        byte[] body = Arrays.copyOfRange(served, from, served.length);
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length);
        exchange.getResponseBody().write(body, 0, Math.min(body.length, breakOffAfter));
        exchange.getResponseBody().flush();
        await();
        exchange.close();
    }
}
