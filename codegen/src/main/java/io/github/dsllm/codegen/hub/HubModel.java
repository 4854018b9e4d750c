package io.github.dsllm.codegen.hub;

import io.github.dsllm.codegen.UserError;

/**
 * A model by its name on the hub.
 *
 * @param repository owner/name
 * @param revision branch, tag or commit
 * @param file path in the repository of the GGUF file or ONNX graph that is meant; empty where the repository says it
 */
public record HubModel(String repository, String revision, String file) {
    /** What names of the hub begin with. */
    public static final String SCHEME = "hf:";

    private static final String USUAL = "main";
    private static final String FILE = ".*\\.(gguf|onnx)";
    private static final String COMMIT = "[0-9a-f]{40}";

    /** Whether this is meant as a name of the hub, not as a path. */
    public static boolean isMeantBy(String name) {
        return name.startsWith(SCHEME);
    }

    /**
     * Reads {@code hf:owner/name} or {@code hf:owner/name@revision}, both possibly with {@code #file} behind.
     *
     * @throws UserError if it has another form
     */
    public static HubModel parse(String name) {
        String whole = name.substring(SCHEME.length());
        int sharp = whole.indexOf('#');
        String rest = sharp < 0 ? whole : whole.substring(0, sharp);
        String file = sharp < 0 ? "" : whole.substring(sharp + 1);
        boolean isFile = sharp < 0 || HubFile.isSafe(file) && file.matches(FILE);
        int at = rest.indexOf('@');
        String repository = at < 0 ? rest : rest.substring(0, at);
        String revision = at < 0 ? USUAL : rest.substring(at + 1);
        boolean twoParts = repository.chars().filter(c -> c == '/').count() == 1;
        if (!isFile || !twoParts || !HubFile.isSafe(repository) || !HubFile.isSafe(revision)) {
            throw new UserError(
                    "\"" + name
                            + "\" is no name of a model on the hub; perhaps you should write it like hf:owner/name or hf:owner/name@revision, or with a GGUF file or ONNX graph of it like hf:owner/name@revision#model.gguf");
        }
        return new HubModel(repository, revision, file);
    }

    /** Whether the revision is a commit, whose files never change. */
    boolean isPinned() {
        return revision.matches(COMMIT);
    }

    /** The same with one of its files. */
    HubModel named(String other) {
        return new HubModel(repository, revision, other);
    }

    @Override
    public String toString() {
        return SCHEME + repository + "@" + revision + (file.isEmpty() ? "" : "#" + file);
    }
}
