package io.github.dsllm.codegen.model;

import java.nio.file.Path;
import java.util.Map;

class Llama2cFormatTest extends ModelFormatContract {
    @Override
    protected ModelFormat format() {
        return new Llama2cFormat();
    }

    @Override
    protected Path write(Path folder, ModelShape shape, Map<String, float[]> weights) {
        Path file = folder.resolve("model.bin");
        TinyModels.write(file, TinyModels.llama2cBytes(shape, weights));
        return file;
    }

    @Override
    protected Path weightFile(Path model) {
        return model;
    }
}
