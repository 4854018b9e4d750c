package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.onnx.OnnxExport;
import io.github.dsllm.codegen.onnx.OnnxFormat;
import io.github.dsllm.codegen.onnx.OnnxWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The readers of files that strangers wrote, with sound files to begin from; whatever the bytes, a reader answers or refuses with a {@link UserError}. */
enum UntrustedFiles {
    GGUF(".gguf") {
        @Override
        List<byte[]> seeds() {
            byte[] blocks = new GgufWriter()
                    .text("general.architecture", "llama")
                    .number("general.alignment", 32)
                    .tensor("token_embd.weight", GgufType.Q8_0, 32, 2, new byte[68])
                    .bytes();
            return List.of(blocks, GgufWriter.model(SHAPE, TinyModels.weights(SHAPE, SEED)));
        }

        @Override
        void open(Path file) {
            new GgufFormat().open(file);
        }
    },
    SAFETENSORS(".safetensors") {
        @Override
        List<byte[]> seeds() {
            Map<String, TinyModels.HfTensor> tensors =
                    TinyModels.huggingFaceTensors(SHAPE, TinyModels.weights(SHAPE, SEED));
            return List.of(TinyModels.safetensors(tensors, "BF16"));
        }

        @Override
        void open(Path file) {
            SafetensorsFile safetensors = SafetensorsFile.read(file);
            for (String name : safetensors.names()) {
                if (safetensors.unusable(name).isEmpty()) {
                    safetensors.map(name).row(0);
                }
            }
        }
    },
    LLAMA2C(".bin") {
        @Override
        List<byte[]> seeds() {
            return List.of(TinyModels.llama2cBytes(SHAPE, TinyModels.weights(SHAPE, SEED)));
        }

        @Override
        void open(Path file) {
            Models.open(file);
        }
    },
    ONNX(".onnx") {
        private final Path config = config();

        private Path config() {
            try {
                Path file = Files.createTempFile("untrusted", "config.json");
                file.toFile().deleteOnExit();
                return Files.writeString(
                        file, TinyConfigs.of(TinyArchitectures.LLAMA_BIASED).toString());
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }

        @Override
        List<byte[]> seeds() {
            LanguageModel model = TinyArchitectures.LLAMA_BIASED.model(SEED);
            return List.of(
                    OnnxExport.write(model, OnnxExport.Form.JOINED, false),
                    OnnxExport.write(model, OnnxExport.Form.FUSED, false),
                    OnnxExport.write(model, OnnxExport.Form.SINGLE, OnnxWeights.FOUR_BITS_ZEROS, false),
                    OnnxExport.write(model, OnnxExport.Form.FUSED, OnnxWeights.BLOCKS_ACROSS, false),
                    OnnxExport.writeMerged(model, OnnxExport.Form.SINGLE, OnnxWeights.DYNAMIC, false));
        }

        @Override
        void open(Path file) {
            OnnxFormat.open(file, config);
        }
    };

    private static final int SEED = 3;
    private static final ModelShape SHAPE = TinyModels.smallest();

    private final String ending;

    UntrustedFiles(String ending) {
        this.ending = ending;
    }

    /** Sound files. */
    abstract List<byte[]> seeds();

    /** Reads a file as the goals do. */
    abstract void open(Path file);

    /** Reads these bytes; true if they were taken, false if they were refused in a message that names the file. */
    boolean accepts(byte[] content) {
        return accepts(content, ending, this::open);
    }

    /** The same of any reader. */
    static boolean accepts(byte[] content, String ending, Consumer<Path> reader) {
        try {
            Path file = Files.createTempFile("untrusted", ending);
            try {
                Files.write(file, content);
                reader.accept(file);
                return true;
            } catch (UserError refused) {
                requireName(refused, file);
                return false;
            } finally {
                Files.delete(file);
            }
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private static void requireName(UserError refused, Path file) {
        if (!String.valueOf(refused.getMessage()).contains(file.toString())) {
            throw new AssertionError("the message does not name the file: " + refused.getMessage(), refused);
        }
    }
}
