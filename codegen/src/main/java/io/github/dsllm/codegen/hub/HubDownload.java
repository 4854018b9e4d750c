package io.github.dsllm.codegen.hub;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Downloads files of known length and hash. What has arrived stands in {@code <name>.part} until all of it is there and its hash is right; a download
 * that broke off, or stalled, goes on where it stopped.
 */
public final class HubDownload {
    public static final URI HUGGING_FACE = URI.create("https://huggingface.co");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BUFFER = 1 << 16;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final URI hub;
    private final HttpClient client;
    private final Duration patience;

    public HubDownload(URI hub) {
        this(hub, HttpClient.newBuilder());
    }

    /** As above, with a client that knows other certificates. */
    HubDownload(URI hub, HttpClient.Builder client) {
        this(hub, client, PATIENCE);
    }

    /**
     * As above.
     *
     * @param client one that knows other certificates
     * @param patience how long it waits for further bytes; for a connection and an answer it always waits {@link #PATIENCE}
     */
    HubDownload(URI hub, HttpClient.Builder client, Duration patience) {
        this.hub = hub;
        this.patience = patience;
        this.client = client.connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /**
     * Makes sure that the destination holds the file; fetches nothing when it does already.
     *
     * @throws UserError when the hub cannot be reached, has no such file, or sends something else
     */
    public void fetch(HubFile file, Path destination) {
        URI address = file.address(hub);
        try {
            if (Files.exists(destination) && file.hash().of(destination).equals(file.hash())) {
                return;
            }
            Files.createDirectories(destination.toAbsolutePath().getParent());
            Path part = destination.resolveSibling(destination.getFileName() + ".part");
            receive(file, address, part);
            check(file, address, part);
            Files.move(part, destination, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException broken) {
            throw new UserError(
                    address + " could not be fetched: " + reason(broken)
                            + "; perhaps you should try again (it goes on where it stopped), or give a model that is on this machine",
                    broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UserError("the download of " + address + " was interrupted", interrupted);
        }
    }

    /** What the hub answers to a question. */
    record Answer(int status, byte[] body) {}

    /**
     * Asks for a short text.
     *
     * @param path below the hub's address
     * @param limit bytes that are read at most
     * @throws IOException if the hub cannot be reached
     */
    Answer ask(String path, int limit) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(hub.resolve(path)).timeout(PATIENCE).build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = new StallWatch(response.body(), patience)) {
                return new Answer(response.statusCode(), body.readNBytes(limit));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UserError("the question to " + hub + " was interrupted", interrupted);
        }
    }

    /** Where the hub is. */
    URI hub() {
        return hub;
    }

    private void receive(HubFile file, URI address, Path part) throws IOException, InterruptedException {
        long present = Files.exists(part) ? Files.size(part) : 0;
        if (present >= file.bytes()) {
            Files.delete(part);
            present = 0;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
        if (present > 0) {
            request.header("Range", "bytes=" + present + "-");
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = new StallWatch(response.body(), patience)) {
            boolean resumed = response.statusCode() == PARTIAL_CONTENT;
            if (response.statusCode() == RANGE_NOT_SATISFIABLE) {
                Files.deleteIfExists(part);
            }
            if (response.statusCode() != 200 && !resumed) {
                throw new IOException("the hub answered " + response.statusCode());
            }
            copy(body, part, resumed ? present : 0, file.bytes());
        }
    }

    private static void copy(InputStream body, Path part, long present, long limit) throws IOException {
        StandardOpenOption how = present > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            byte[] buffer = new byte[BUFFER];
            long total = present;
            for (int count = body.read(buffer); count >= 0 && total <= limit; count = body.read(buffer)) {
                out.write(buffer, 0, count);
                total += count;
            }
        }
    }

    private static void check(HubFile file, URI address, Path part) throws IOException {
        long length = Files.size(part);
        if (length < file.bytes()) {
            throw new IOException("it broke off after " + length + " of " + file.bytes() + " bytes");
        }
        ContentHash actual = file.hash().of(part);
        if (!actual.equals(file.hash())) {
            Files.delete(part);
            throw new UserError(address + " is not the expected file: its " + actual + ", expected "
                    + file.hash().hex()
                    + "; nothing was kept. Perhaps a proxy changed it, or the file was replaced at its source.");
        }
    }

    static String reason(IOException broken) {
        return broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
    }
}
