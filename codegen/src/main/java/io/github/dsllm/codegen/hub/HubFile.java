package io.github.dsllm.codegen.hub;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A file of a model repository, with what its contents must be.
 *
 * @param repository owner/name
 * @param revision commit or branch
 * @param path path in the repository
 * @param bytes length
 * @param hash of the contents
 */
public record HubFile(String repository, String revision, String path, long bytes, ContentHash hash) {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

    public HubFile {
        for (String part : new String[] {repository, revision, path}) {
            if (!isSafe(part)) {
                throw new IllegalArgumentException("not a name in a model repository: " + part);
            }
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("a file needs its length");
        }
    }

    /** A file in large-file storage, by its SHA-256. */
    public HubFile(String repository, String revision, String path, long bytes, String sha256) {
        this(repository, revision, path, bytes, new ContentHash(ContentHash.Kind.SHA256, sha256));
    }

    /** Whether a name stays within its repository, and is one on every system. */
    static boolean isSafe(String name) {
        return SAFE.matcher(name).matches() && !name.contains("..");
    }

    /** Address of the contents on a hub with the paths of huggingface.co. */
    URI address(URI hub) {
        return hub.resolve("/" + repository + "/resolve/" + revision + "/" + path);
    }
}
