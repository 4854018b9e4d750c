package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Architectures;
import io.github.dsllm.codegen.model.HuggingFaceFormat;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelFormat;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Decoders as ONNX graphs with {@code config.json} beside them, as Optimum and ONNX Runtime's tools export them: a file, or a folder that has one of the usual names and no safetensors.
 * Weights are found by what the graph computes with them; nothing of it is executed.
 */
public final class OnnxFormat implements ModelFormat {
    private static final String NAME = "ONNX";
    private static final String CONFIG = "config.json";
    private static final String ENDING = ".onnx";

    /** Names of graphs in the order in which they are looked for in a folder. */
    public static final List<String> NAMES = List.of(
            "model.onnx",
            "decoder_model.onnx",
            "decoder_with_past_model.onnx",
            "decoder_model_merged.onnx",
            "onnx/model.onnx",
            "onnx/decoder_model.onnx",
            "onnx/decoder_model_merged.onnx",
            "model_quantized.onnx",
            "onnx/model_quantized.onnx",
            "onnx/decoder_model_merged_quantized.onnx");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean recognises(Path path) {
        return file(path).isPresent();
    }

    @Override
    public boolean hasWeights(Path path) {
        return true;
    }

    @Override
    public ModelShape shape(Path path) {
        return Architectures.read(config(file(path).orElseThrow())).shape();
    }

    @Override
    public LanguageModel open(Path path) {
        Path file = file(path).orElseThrow();
        return open(file, config(file));
    }

    /** Opens a graph with a configuration that stands elsewhere. */
    public static LanguageModel open(Path file, Path config) {
        List<OnnxGraph> graphs = MergedDecoder.unfolded(OnnxReader.read(file)).stream()
                .map(body -> PlainGraph.of(OnnxGraph.of(file, body)))
                .toList();
        Architectures.Described described = Architectures.read(config);
        DecoderGraph decoder = DecoderRule.first(graphs);
        CanonicalTensors canonical = new CanonicalTensors(decoder, described);
        if (!canonical.problems().isEmpty()) {
            throw new UserError("The graph " + file + " and " + config + " contradict each other: "
                    + Problems.list(canonical.problems()) + "; perhaps they belong to different models.");
        }
        Set<Path> files = new LinkedHashSet<>(List.of(config, file));
        OnnxGraph graph = decoder.graph();
        graph.initialisers()
                .forEach(tensor -> graph.tensors().externalFile(tensor).ifPresent(files::add));
        return LanguageModel.of(NAME + graph.remark(), new ArrayList<>(files), canonical.shape(), canonical.tensors());
    }

    private static Optional<Path> file(Path path) {
        if (!Files.isDirectory(path)) {
            boolean isNamed = path.toString().toLowerCase(Locale.ROOT).endsWith(ENDING);
            return isNamed && Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        }
        boolean isOther = !Files.isRegularFile(path.resolve(CONFIG)) || new HuggingFaceFormat().hasWeights(path);
        return isOther
                ? Optional.empty()
                : NAMES.stream().map(path::resolve).filter(Files::isRegularFile).findFirst();
    }

    /** Beside the graph, or above its folder {@code onnx}. */
    private static Path config(Path file) {
        Path folder = Objects.requireNonNullElse(file.getParent(), Path.of(""));
        Path beside = folder.resolve(CONFIG);
        if (Files.isRegularFile(beside)) {
            return beside;
        }
        Path above = Objects.requireNonNullElse(folder.getParent(), Path.of("")).resolve(CONFIG);
        if (folder.endsWith("onnx") && Files.isRegularFile(above)) {
            return above;
        }
        throw new UserError(file + " does not say how many heads it has and how positions turn them, and there is no "
                + CONFIG + " beside it; perhaps you should copy that of the model to " + beside + ".");
    }
}
