package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Qwen2: Llama with biases of queries, keys and values; where a window slides in some layers, the context ends with it. */
public final class Qwen2Architecture extends LlamaArchitecture {
    @Override
    public List<String> modelTypes() {
        return List.of("qwen2");
    }

    @Override
    public String modelClass() {
        return "Qwen2ForCausalLM";
    }

    @Override
    int context(ModelConfig config, int positions) {
        return config.flag("use_sliding_window", false)
                ? Math.min(positions, config.size("sliding_window", positions))
                : positions;
    }

    @Override
    Set<Bias> biases(ModelConfig config) {
        return EnumSet.of(Bias.QUERY, Bias.KEY, Bias.VALUE);
    }
}
