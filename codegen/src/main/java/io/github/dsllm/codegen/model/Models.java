package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The door to language models: finds the format of a file or folder and reads it. */
public final class Models {
    private Models() {}

    /**
     * Opens a model with its weights, which stay memory-mapped.
     *
     * @throws UserError when the path is missing, of an unsupported format, damaged, or a shape without weights
     */
    public static LanguageModel open(Path path) {
        return formatOf(path).open(path);
    }

    /** Reads sizes and constants only; a lone Hugging Face config.json is enough. */
    public static ModelShape shape(Path path) {
        return formatOf(path).shape(path);
    }

    /** Whether the model at {@code path} has weights, or is a shape only. */
    public static boolean hasWeights(Path path) {
        return formatOf(path).hasWeights(path);
    }

    private static ModelFormat formatOf(Path path) {
        if (!Files.exists(path)) {
            throw new UserError(
                    "There is no model at " + path + "; perhaps you should check the path (parameter dsllm.model).");
        }
        ForeignFormats.refuse(path);
        List<String> names = new ArrayList<>();
        for (ModelFormat format : ServiceLoader.load(ModelFormat.class, ModelFormat.class.getClassLoader())) {
            if (format.recognises(path)) {
                return format;
            }
            names.add(format.name());
        }
        throw new UserError(
                path + " is in none of the known model formats (" + String.join(", ", names)
                        + "); perhaps you should give a llama2.c .bin file, a .gguf file, an .onnx file with config.json, or a folder with config.json and model.safetensors.");
    }
}
