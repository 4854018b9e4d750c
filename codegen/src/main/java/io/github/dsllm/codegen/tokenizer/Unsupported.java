package io.github.dsllm.codegen.tokenizer;

import io.github.dsllm.codegen.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects what a tokenizer file declares and this package does not know. */
final class Unsupported {
    private final Path file;
    private final List<String> parts = new ArrayList<>();

    Unsupported(Path file) {
        this.file = file;
    }

    void add(String part) {
        if (parts.size() < 40) {
            parts.add(part);
        }
    }

    void refuse() {
        if (!parts.isEmpty()) {
            throw new UserError(file + " declares what is not supported: " + String.join("; ", parts)
                    + ". Supported are byte-pair tokenizers in the manner of Llama 2 or GPT-2; perhaps you should use the model's llama2.c tokenizer.bin,"
                    + " or work with token ids only.");
        }
    }
}
