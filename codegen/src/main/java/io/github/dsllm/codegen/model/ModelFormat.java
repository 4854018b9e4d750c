package io.github.dsllm.codegen.model;

import java.nio.file.Path;

/**
 * Extension point: one way in which language models are stored.
 *
 * <p>Implementations are found with {@link java.util.ServiceLoader} and need a public constructor without arguments. They answer mistakes of the user
 * with {@link io.github.dsllm.codegen.UserError}.
 */
public interface ModelFormat {
    /** What people call the format, such as "Hugging Face". */
    String name();

    /** Whether {@code path} (an existing file or folder) claims to be of this format; a quick look that does not throw. */
    boolean recognises(Path path);

    /** Whether {@code path} holds weights, or only a shape. */
    boolean hasWeights(Path path);

    /** Reads sizes and constants only; works without weights. */
    ModelShape shape(Path path);

    /** Opens the whole model; a shape alone is refused with the reason. */
    LanguageModel open(Path path);
}
