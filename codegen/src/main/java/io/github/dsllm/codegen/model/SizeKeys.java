package io.github.dsllm.codegen.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a family calls its sizes in {@code config.json}; the same table reads and writes them. */
record SizeKeys(
        String dim,
        String hiddenDim,
        String layers,
        String heads,
        String vocabulary,
        String context,
        String activation) {

    /** Activation and sizes of a shape, for an architecture to add what is its own. */
    Map<String, Object> written(ModelShape shape) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put(activation, ModelConfig.stored(shape.activation()));
        config.put(dim, shape.dim());
        config.put(hiddenDim, shape.hiddenDim());
        config.put(layers, shape.layers());
        config.put(heads, shape.heads());
        config.put(vocabulary, shape.vocabulary());
        config.put(context, shape.context());
        return config;
    }
}
