package io.github.dsllm.codegen.model;

import java.util.List;

/** Mistral: Llama with a sliding window. A context within the window never slides, so the context ends with the window. */
public final class MistralArchitecture extends LlamaArchitecture {
    @Override
    public List<String> modelTypes() {
        return List.of("mistral");
    }

    @Override
    public String modelClass() {
        return "MistralForCausalLM";
    }

    @Override
    int context(ModelConfig config, int positions) {
        return Math.min(positions, config.size("sliding_window", positions));
    }
}
