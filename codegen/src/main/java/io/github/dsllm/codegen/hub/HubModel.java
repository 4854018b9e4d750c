package io.github.dsllm.codegen.hub;

import io.github.dsllm.codegen.UserError;

/**
 * A model by its name on the hub.
 *
 * @param repository owner/name
 * @param revision branch, tag or commit
 */
public record HubModel(String repository, String revision) {
    /** What names of the hub begin with. */
    public static final String SCHEME = "hf:";

    private static final String USUAL = "main";
    private static final String COMMIT = "[0-9a-f]{40}";

    /** Whether this is meant as a name of the hub, not as a path. */
    public static boolean isMeantBy(String name) {
        return name.startsWith(SCHEME);
    }

    /**
     * Reads {@code hf:owner/name} or {@code hf:owner/name@revision}.
     *
     * @throws UserError if it has another form
     */
    public static HubModel parse(String name) {
        String rest = name.substring(SCHEME.length());
        int at = rest.indexOf('@');
        String repository = at < 0 ? rest : rest.substring(0, at);
        String revision = at < 0 ? USUAL : rest.substring(at + 1);
        boolean twoParts = repository.chars().filter(c -> c == '/').count() == 1;
        if (!twoParts || !HubFile.isSafe(repository) || !HubFile.isSafe(revision)) {
            throw new UserError(
                    "\"" + name
                            + "\" is no name of a model on the hub; perhaps you should write it like hf:owner/name or hf:owner/name@revision");
        }
        return new HubModel(repository, revision);
    }

    /** Whether the revision is a commit, whose files never change. */
    boolean isPinned() {
        return revision.matches(COMMIT);
    }

    @Override
    public String toString() {
        return SCHEME + repository + "@" + revision;
    }
}
