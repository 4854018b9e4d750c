package io.github.dsllm.verification.broken;

import io.github.dsllm.maven.broken.Plugin;
import org.jspecify.annotations.Nullable;

/** Breaks the rules on purpose, so that the tests can see them broken. */
public final class VerificationThatKnowsThePlugin {

    public @Nullable Plugin plugin;
}
