package io.github.dsllm.codegen.model;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

class HuggingFaceFormatTest extends ModelFormatContract {
    @Override
    protected ModelFormat format() {
        return new HuggingFaceFormat();
    }

    @Override
    protected Path write(Path folder, ModelShape shape, Map<String, float[]> weights) {
        Path model = folder.resolve("model");
        TinyModels.write(
                model.resolve("config.json"),
                TinyModels.config(shape).toString().getBytes(StandardCharsets.UTF_8));
        TinyModels.write(
                weightFile(model), TinyModels.safetensors(TinyModels.huggingFaceTensors(shape, weights), "F32"));
        return model;
    }

    @Override
    protected Path weightFile(Path model) {
        return model.resolve("model.safetensors");
    }
}
