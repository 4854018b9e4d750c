package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.chip.CoreParameters;
import java.nio.file.Path;

final class Rtl {
    private Rtl() {}

    static void emit(CoreParameters core, Path directory) {
        throw new io.github.dsllm.codegen.UserError("there are no templates for " + core + " in " + directory);
    }
}
