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
 * @param sha256 hash, hexadecimal
 */
public record HubFile(String repository, String revision, String path, long bytes, String sha256) {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

    public HubFile {
        for (String part : new String[] {repository, revision, path}) {
            if (!SAFE.matcher(part).matches() || part.contains("..")) {
                throw new IllegalArgumentException("not a name in a model repository: " + part);
            }
        }
        if (!sha256.matches("[0-9a-f]{64}") || bytes < 1) {
            throw new IllegalArgumentException("a file needs its length and its SHA-256 in 64 hexadecimal digits");
        }
    }

    /** Address of the contents on a hub with the paths of huggingface.co. */
    URI address(URI hub) {
        return hub.resolve("/" + repository + "/resolve/" + revision + "/" + path);
    }
}
